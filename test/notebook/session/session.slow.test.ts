import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { eventually, plain, streamOf, TestExecutor } from './executor.ts'

let executor: TestExecutor
beforeAll(() => void (executor = new TestExecutor()))
afterAll(() => executor.close())

const outputOf = (id: string, name: 'stdout' | 'stderr' = 'stdout') =>
  streamOf(
    executor.events.filter((event) => 'parent' in event && event.parent === id),
    name,
  )

describe('execute', () => {
  test('reports output, result and end in program order', async () => {
    const { events, done } = await executor.run(
      'console.log("a"); display({ k: 1 }); console.error("b"); process.stdout.write("c"); "last"',
    )
    expect(events.map((event) => (event.type === 'stream' ? `${event.name} ${event.text}` : event.type))).toEqual([
      'stdout a\n',
      'display',
      'stderr b\n',
      'stdout c',
      'result',
    ])
    expect(done.error).toBeNull()
  })

  test('shows nothing of a silent cell, but runs it', async () => {
    const { events } = await executor.run('console.log("x"); display(1); let silent1 = 7; silent1', { silent: true })
    expect(events).toEqual([])
    expect((await executor.run('silent1')).result).toBe('7')
  })

  test('evaluates user expressions after the cell, each with its own outcome', async () => {
    const { done } = await executor.run('let ue = 3', {
      userExpressions: { good: 'ue + 1', bad: 'nope', worse: 'a b' },
    })
    expect(done.userExpressions.good).toMatchObject({ status: 'ok', data: { 'text/plain': '4' } })
    expect(done.userExpressions.bad).toMatchObject({ status: 'error', ename: 'ReferenceError' })
    expect(done.userExpressions.worse).toMatchObject({ status: 'error', ename: 'SyntaxError' })
  })

  test('keeps the namespace of a cell that runs again', async () => {
    await executor.run('let again = 1; const readAgain = () => again', { cellId: 'c1' })
    await executor.run('const hold = readAgain')
    await executor.run('let again = 2; const readAgain = () => again', { cellId: 'c1' })
    expect((await executor.run('[hold(), readAgain()]')).result).toBe('[ 2, 2 ]')
  })

  test('gives a name back to a cell that runs again after another one redefined it', async () => {
    await executor.run('let owner = "first"; const whose = () => owner', { cellId: 'o1' })
    await executor.run('let owner = "second"', { cellId: 'o2' })
    expect((await executor.run('[owner, whose()]')).result).toBe("[ 'second', 'second' ]")
    await executor.run('let owner = "first again"; const whose = () => owner', { cellId: 'o1' })
    expect((await executor.run('[owner, whose()]')).result).toBe("[ 'first again', 'first again' ]")
  })

  test('an enum that runs again starts afresh', async () => {
    await executor.run('enum Fresh { A, B }', { cellId: 'e1' })
    await executor.run('enum Fresh { A }', { cellId: 'e1' })
    expect((await executor.run('Object.keys(Fresh).length')).result).toBe('2')
  })
})

describe('output', () => {
  test('loses none of 100 000 lines', async () => {
    const { stdout } = await executor.run('for (let i = 0; i < 100_000; i++) console.log(i)')
    const lines = stdout.split('\n')
    expect(lines).toHaveLength(100_001)
    expect(lines.every((line, i) => i === 100_000 || line === String(i))).toBe(true)
  })

  test('keeps its order in a flood, between the streams and what is displayed', async () => {
    const code =
      'for (let i = 0; i < 300; i++) { console.log(i); if (i % 3 === 0) console.error(i); if (i % 50 === 0) display(i) }'
    const { events } = await executor.run(code)
    const shown = events.flatMap((event) => {
      if (event.type === 'stream')
        return event.text
          .trim()
          .split('\n')
          .map((line) => `${event.name} ${line}`)
      return event.type === 'display' ? [`display ${String(event.data['text/plain'])}`] : []
    })
    const expected = Array.from({ length: 300 }, (_, i) => [
      `stdout ${i}`,
      ...(i % 3 === 0 ? [`stderr ${i}`] : []),
      ...(i % 50 === 0 ? [`display ${i}`] : []),
    ])
    expect(shown).toEqual(expected.flat())
    expect(events.length).toBeLessThan(400)
  })

  test('of a flood is complete when the process exits in the next line', async () => {
    const other = new TestExecutor()
    try {
      other.start('for (let i = 0; i < 1000; i++) console.log(i); process.exit(0)').ended.catch(() => {})
      await other.exited
      expect(streamOf(other.events, 'stdout').split('\n')).toHaveLength(1001)
    } finally {
      await other.close()
    }
  })

  test('and values displayed in a synchronous loop are live', async () => {
    const code = `const { readFileSync } = require('node:fs'); let seen = false
      display('progress'); console.log('started')
      for (const until = Date.now() + 20000; Date.now() < until && !seen; ) {
        try { readFileSync('seen.txt'); seen = true } catch {}
      } seen`
    const { id, ended } = executor.start(code)
    await eventually(() => outputOf(id) === 'started\n')
    expect(executor.events.some((event) => event.type === 'display' && event.parent === id)).toBe(true)
    writeFileSync(join(executor.folder, 'seen.txt'), '')
    expect((await ended).result).toBe('true')
  })

  test('of timers and promises goes to the cell that started them, also after its end', async () => {
    const first = await executor.run('setTimeout(() => console.log("late from first"), 60)')
    await executor.run(
      'Promise.resolve().then(() => new Promise(r => setTimeout(r, 20))).then(() => console.log("late from second"))',
    )
    await eventually(() => outputOf(first.done.id) !== '')
    expect(outputOf(first.done.id)).toBe('late from first\n')
  })

  test('errors of background work go to the stderr of their cell, and the process lives on', async () => {
    const rejected = await executor.run('Promise.reject(new RangeError("nobody waits")); 1')
    const thrown = await executor.run('setTimeout(() => { throw new TypeError("in a timer") }, 10); 1')
    await executor.run('await new Promise(r => setTimeout(r, 60))')
    expect(plain(outputOf(rejected.done.id, 'stderr'))).toMatch(
      /^RangeError: nobody waits\n {4}at Cell \[\d+\], line 1/,
    )
    expect(plain(outputOf(thrown.done.id, 'stderr'))).toMatch(
      /^TypeError: in a timer\n.*Cell \[\d+\], line 1, column 26/,
    )
    expect(rejected.error).toBeNull()
  })

  test('display with an id can be updated from another cell, and cleared', async () => {
    const { events } = await executor.run('display("one", { displayId: "d" })')
    expect(events[0]).toMatchObject({ type: 'display', displayId: 'd', update: false })
    const update = await executor.run(
      'display("two", { displayId: "d", update: true }); clearOutput({ wait: true }); console.clear()',
    )
    expect(update.events).toMatchObject([
      { type: 'display', displayId: 'd', update: true },
      { type: 'clear', wait: true },
      { type: 'clear', wait: false },
    ])
  })

  test('a value with its own display is shown in its own form', async () => {
    const { events } = await executor.run(
      '({ [Symbol.for("Jupyter.display")]: async () => ({ "text/html": "<b>x</b>" }) })',
    )
    expect(events).toMatchObject([{ type: 'result', data: { 'text/html': '<b>x</b>' } }])
  })

  test('the display host of the package shows in order with other output', async () => {
    const host = 'globalThis[Symbol.for("ansatz.displayHost")]'
    const { events } = await executor.run(
      `${host}.display({ "text/plain": "bar" }, { displayId: "p" }); console.log("after")`,
    )
    expect(events).toMatchObject([
      { type: 'display', data: { 'text/plain': 'bar' } },
      { type: 'stream', text: 'after\n' },
    ])
  })
})

describe('errors', () => {
  test('name the cell, the line and the column, with types stripped above', async () => {
    const code =
      'interface A {\n  x: number\n}\ntype B = {\n  y: A\n}\nfunction f(a: A): number {\n  return a.x.y.z\n}\n\nf({\n  x: 1,\n})'
    const { done } = await executor.run(code, { count: 77 })
    const traceback = plain((done.error?.traceback ?? []).join('\n'))
    expect(traceback).toContain("TypeError: Cannot read properties of undefined (reading 'z')")
    expect(traceback).toContain('at f (Cell [77], line 8, column 16)\n8 |   return a.x.y.z\n  |                ^')
    expect(traceback).toMatch(/at Cell \[77\], line 11, column 1\n11 \| f\(\{/)
    expect(traceback).not.toMatch(/node:|dist\/notebook|ansatz-cell|file:/)
  })

  test('through several cells name each', async () => {
    await executor.run('function thrower() {\n  throw new Error("deep")\n}', { count: 81 })
    const { done } = await executor.run('\n\nawait (async () => { await null; thrower() })()', { count: 82 })
    const traceback = plain((done.error?.traceback ?? []).join('\n'))
    expect(traceback).toContain('at thrower (Cell [81], line 2, column 9)')
    expect(traceback).toMatch(/Cell \[82\], line 3, column/)
  })

  test('show their causes, and their own names', async () => {
    const code = 'class FitError extends Error {}\nthrow new FitError("outer", { cause: new RangeError("inner") })'
    const { done } = await executor.run(code)
    expect(done.error?.ename).toBe('FitError')
    expect(plain((done.error?.traceback ?? []).join('\n'))).toMatch(/FitError: outer[^]*Caused by: RangeError: inner/)
  })

  test('that are no errors are shown as they are', async () => {
    expect((await executor.run('throw { code: 3 }')).error).toBe('Thrown object: { code: 3 }')
    expect((await executor.run('throw "text"')).error).toBe('Thrown string: text')
  })

  test('name no function that the compiler or V8 has made up, and keep those that the cell has named', async () => {
    const code = `const run = async (options: { work: () => Promise<void> }) => options.work()
      const named = async () => { throw new Error('inner') }
      await run({ work: async () => { await null; await named() } })`
    const trace = plain((await executor.run(code)).done.error!.traceback.join('\n'))
    expect(trace).toMatch(/at named \(Cell \[\d+\], line 2/)
    expect(trace).not.toContain('$$')
  })

  test('that this package raises on purpose speak of the cell, not of the package', async () => {
    const { done, error } = await executor.run("import { space } from 'ansatz'\nspace({ x: 5 as never })")
    expect(error).toMatch(/^InputError: /)
    const frames = plain(done.error!.traceback.slice(1).join('\n'))
    expect(frames).toMatch(/^ {4}at Cell \[\d+\], line 2, column \d+\n2 \| space/)
  })

  test('with a text of megabytes are cut off, whatever was thrown', async () => {
    for (const thrown of ["new Error('z'.repeat(1e7))", "'z'.repeat(1e7)"]) {
      const { done } = await executor.run(`throw ${thrown}`)
      expect(JSON.stringify(done.error).length).toBeLessThan(50_000)
      expect(done.error?.evalue).toMatch(/^z+\n… \(20,000 of 10,000,000 characters shown\)$/)
    }
  })

  test('printed by the cell itself speak of cells as well', async () => {
    const { stdout } = await executor.run('\nconsole.log(new Error("mine").stack)', { count: 91 })
    expect(stdout).toMatch(/^Error: mine\n {4}at Cell \[91\], line 2, column 13\n$/)
  })

  test('of syntax say where, with the line and a caret', async () => {
    const { done, error } = await executor.run('const a = 1\nlet b = (;', { count: 93 })
    expect(error).toBe('SyntaxError: Unexpected token (Cell [93], line 2, column 10)')
    expect(plain((done.error?.traceback ?? []).join('\n'))).toContain('2 | let b = (;\n  |          ^')
  })

  test('of syntax that only the engine refuses say where as well', async () => {
    const { done, error } = await executor.run('const fine = 1\nclass Net {\n  pattern = /\\p{Nothing}/u\n}', {
      count: 94,
    })
    expect(error).toMatch(/^SyntaxError: .+ \(Cell \[94\], line 3, column 13\)$/)
    const trace = plain((done.error?.traceback ?? []).join('\n'))
    expect(trace).toMatch(/3 \|   pattern = .*\n {2}\| {13}\^\nNode\.js .* does not know this syntax\.$/)
  })

  test('in an infinite recursion end the cell, not the process', async () => {
    expect((await executor.run('function deep(): number { return deep() + 1 } deep()')).error).toMatch(
      /^RangeError: Maximum call stack/,
    )
    expect((await executor.run('1')).result).toBe('1')
  })
})

describe('imports', () => {
  test.each([
    ['vega-lite (ESM only)', "import { compile } from 'vega-lite'; typeof compile", "'function'"],
    ['vega (top-level await inside)', "import * as vega from 'vega'; typeof vega.parse", "'function'"],
    ['zod', "import { z } from 'zod'; z.number().parse(3)", '3'],
    ['seedrandom (CommonJS default)', "import seedrandom from 'seedrandom'; seedrandom('a')() < 1", 'true'],
    ['seedrandom (CommonJS, named)', "import { alea } from 'seedrandom'; typeof alea", "'function'"],
    ['ml-matrix', "import { Matrix } from 'ml-matrix'; Matrix.eye(2).get(1, 1)", '1'],
    ['node built-ins', "import { readFileSync, existsSync as there } from 'node:fs'; there(__dirname)", 'true'],
    [
      'ansatz itself, from the package of the kernel',
      "import * as ansatz from 'ansatz/package.json' with { type: 'json' }; ansatz.default.name",
      "'ansatz'",
    ],
    [
      'types of a package that is not installed',
      "import type { X } from 'nope'; import { type Y } from 'nope2'; const a: X = 1 as Y; a",
      '1',
    ],
    ['an interface imported as a value', "import { ZodNothing } from 'zod'; const v: ZodNothing = 2; v", '2'],
    ['a name used in a later cell only', "import * as unused from 'node:os'", ''],
  ])('%s', async (_, code, expected) => {
    const { result, error } = await executor.run(code)
    expect(error ?? result ?? '').toBe(expected)
  })

  test('an import of one cell is a name of the next', async () => {
    await executor.run("import { basename } from 'node:path'")
    expect((await executor.run('basename("/a/b")')).result).toBe("'b'")
  })

  test.each([
    ["import { x } from 'nope'", 'EnvironmentError: Package "nope" is not installed'],
    ["import x from '@scope/nope/sub'", 'EnvironmentError: Package "@scope/nope" is not installed'],
    ["await import('nope')", 'EnvironmentError: Package "nope" is not installed'],
    [
      "import { nothing } from 'zod'; nothing",
      "SyntaxError: The requested module 'zod' does not provide an export named 'nothing'",
    ],
  ])('%s', async (code, expected) => {
    const { error } = await executor.run(code)
    expect(error).toContain(expected)
    if (expected.startsWith('Env')) expect(error).toMatch(/npm install @?[\w/]+/)
  })

  test('a TypeScript file beside the notebook, again after it has changed', async () => {
    mkdirSync(join(executor.folder, 'lib'))
    const write = (value: number) =>
      writeFileSync(
        join(executor.folder, 'lib', 'model.ts'),
        `export enum E { A = ${value} }\nexport const v: number = E.A\n`,
      )
    write(1)
    const code = "import { v } from './lib/model.ts'; v"
    expect((await executor.run(code)).result).toBe('1')
    await new Promise((resolve) => setTimeout(resolve, 20))
    write(2)
    expect((await executor.run(code)).result).toBe('2')
  })

  test('a path without its ending, of a folder, or of what the compiler would make, leads to the TypeScript file', async () => {
    const write = (name: string, text: string) => writeFileSync(join(executor.folder, name), text)
    mkdirSync(join(executor.folder, 'parts'))
    write('parts/index.ts', "export { depth } from './depth'\nexport { named } from './named.js'\n")
    write('parts/depth.ts', 'export const depth: number = 3\n')
    write('parts/named.ts', 'export const named: number = 4\n')
    const code =
      "import { depth, named } from './parts'; import { named as direct } from './parts/named.js'; [depth, named, direct]"
    expect((await executor.run(code)).result).toBe('[ 3, 4, 4 ]')
    await new Promise((resolve) => setTimeout(resolve, 20))
    write('parts/depth.ts', 'export const depth: number = 30\n')
    expect((await executor.run(code)).result).toBe('[ 30, 4, 4 ]')
  })

  test('console.trace names what it was given, and the place', async () => {
    const { stderr } = await executor.run("console.trace('here', 5)", { count: 9 })
    expect(stderr).toMatch(/^Trace: here 5\n {4}at Cell \[9\], line 1, column 9\n$/)
  })

  test.each(["import './no-such-file'", "await import('./no-such-file.ts')", "require('./no-such-file')"])(
    '%s says where it looked',
    async (code) => {
      const { error, done } = await executor.run(code)
      expect(error).toMatch(/^(Environment)?Error: There is no file "\.\/no-such-file/)
      expect(error).toContain(executor.folder)
      // Of `require`, which runs in the cell, the place as well.
      expect(done.error?.traceback.filter((line) => !/^.*(Cell|\d+ \|)/.test(line))).toHaveLength(1)
    },
  )

  test('a file that a module imports and that is not there: Node says which, without frames of its own', async () => {
    writeFileSync(join(executor.folder, 'broken.ts'), "import './no-such-part'\n")
    const { error, done } = await executor.run("import './broken'")
    expect(error).toMatch(/^Error: Cannot find module '.*no-such-part' imported from .*broken\.ts$/)
    expect(done.error?.traceback.join('\n')).not.toMatch(/node:internal|dist\/notebook|Thrown/)
  })

  test('an error in a TypeScript file names its line in that file, with its types', async () => {
    const text = 'interface Net { width: number }\n\nexport function fails(net: Net): number {\n  return net.a.b\n}\n'
    writeFileSync(join(executor.folder, 'fails.ts'), text.replace('net.a.b', '(net as any).a.b'))
    const { done } = await executor.run("import { fails } from './fails.ts'\nfails({ width: 1 })")
    const trace = plain(done.error!.traceback.join('\n'))
    expect(trace).toContain(`at fails (${join(executor.folder, 'fails.ts')}:4:25)`)
    expect(trace).toMatch(/at Cell \[\d+\], line 2, column \d+/)
  })

  test.each(['typed.ts', 'plain.mjs'])(
    'wrong syntax in %s, imported by another file, is told with its place',
    async (name) => {
      writeFileSync(join(executor.folder, name), 'export const a = 1\nexport const b = (;\n')
      writeFileSync(join(executor.folder, 'outer.mjs'), `import './${name}'\n`)
      for (const code of [`import './${name}'`, "import './outer.mjs'"]) {
        const { done, error } = await executor.run(code)
        expect(error).toMatch(/^SyntaxError: Unexpected token/)
        expect(error).toContain(`(${join(executor.folder, name)}:2:19)`)
        expect(done.error?.traceback).toHaveLength(1)
      }
    },
  )

  test('modules beside the notebook: again what has changed and what imports it, and nothing else', async () => {
    const write = (name: string, text: string) => writeFileSync(join(executor.folder, name), text)
    write('kept.ts', 'export const id: object = {}\n')
    write('layers.ts', 'export const width = 1\n')
    write('net.ts', "export { width } from './layers.ts'\nexport { id } from './kept.ts'\n")
    const code = "import { width, id } from './net.ts'; width"
    expect((await executor.run(`${code}; const idBefore = id; width`)).result).toBe('1')
    await new Promise((resolve) => setTimeout(resolve, 20))
    write('layers.ts', 'export const width = 2\n')
    expect((await executor.run(`${code}; [width, id === idBefore]`)).result).toBe('[ 2, true ]')
    expect((await executor.run("(await import('./layers.ts')).width")).result).toBe('2')
    expect((await executor.run(`${code}; [width, id === idBefore]`)).result).toBe('[ 2, true ]')
  })
})

describe('prompt', () => {
  test('blocks until the answer comes', async () => {
    const { id, ended } = executor.start('const name1 = prompt("Who? "); `hello ${name1}`')
    const request = await executor.event((event): event is typeof event & { type: 'inputRequest' } => {
      return event.type === 'inputRequest' && event.parent === id
    })
    expect(request).toMatchObject({ prompt: 'Who? ', password: false })
    executor.send({ type: 'inputReply', value: 'Ada' })
    expect((await ended).result).toBe("'hello Ada'")
  })

  test('throws where nobody can answer', async () => {
    expect((await executor.run('prompt("?")', { allowStdin: false })).error).toMatch(
      /^StateError: prompt\(\) was called/,
    )
  })
})

describe('leaving', () => {
  test('process.exit ends the process with its code, after the output', async () => {
    const other = new TestExecutor()
    try {
      other.start('console.log("bye"); process.exit(3)').ended.catch(() => {})
      expect(await other.exited).toBe(3)
      expect(streamOf(other.events, 'stdout')).toBe('bye\n')
    } finally {
      await other.close()
    }
  })

  test.each([
    ['an idle process', '1'],
    ['a process that awaits', 'console.log("go"); await new Promise(() => {})'],
    ['a process in a loop', 'console.log("go"); for (;;) {}'],
    ['a process in native code', 'console.log("go"); await null; /^(a+)+$/.test("a".repeat(40) + "b")'],
  ])('shutdown ends %s', async (_, code) => {
    const other = new TestExecutor()
    try {
      await other.run('process.on("exit", () => console.log("exit handler"))')
      const { ended } = other.start(code)
      if (code === '1') await ended
      else {
        ended.catch(() => {})
        await eventually(() => streamOf(other.events, 'stdout').includes('go'))
      }
      other.send({ type: 'shutdown' })
      const exitCode = await other.exited
      if (code.includes('native') || code.includes('test(')) return expect(exitCode).toBeNull()
      expect(exitCode).toBe(0)
      expect(streamOf(other.events, 'stdout')).toContain('exit handler')
    } finally {
      await other.close()
    }
  })
})

describe('linked', () => {
  test('tells before a cell runs what it gives to the notebook and takes from it, without globals', async () => {
    await executor.run('let linkedLr = 1; const linkedOptions = { depth: 2 }')
    const { id, ended } = executor.start(
      'linkedLr++; linkedOptions.depth = 3; const train = () => linkedLr * missing(Math.PI); require; Symbol.iterator',
      { userExpressions: { other: 'linkedOptions' } },
    )
    await ended
    const own = executor.events.filter((event) => 'parent' in event && event.parent === id)
    expect(own.filter(({ type }) => type === 'linked')).toEqual([
      {
        type: 'linked',
        parent: id,
        defines: ['train'],
        changes: ['linkedLr', 'linkedOptions'],
        updates: ['linkedLr'],
        uses: ['linkedLr', 'linkedOptions', 'missing'],
        late: ['missing'],
      },
    ])
    expect(own[0].type).toBe('linked')
  })

  test('is not told of a cell that cannot be compiled', async () => {
    const { id, ended } = executor.start('const = 1')
    expect((await ended).error).toContain('SyntaxError')
    expect(executor.events.filter((event) => event.type === 'linked' && event.parent === id)).toEqual([])
  })
})
