import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { TestExecutor } from './executor.ts'
import { nodeUnderTest } from './node-under-test.ts'

// Decorators of the standard, and TypeScript's older ones where a tsconfig.json asks for them.
vi.setConfig({ testTimeout: 20_000 })

/** Each row: what it is, the cells, and the text of the last one's result, or its error. */
type Rows = readonly (readonly [string, readonly string[], string])[]

async function lastOf(executor: TestExecutor, cells: readonly string[]): Promise<string | null> {
  let last: string | null = ''
  for (const code of cells) {
    const { result, error } = await executor.run(code, { count: 7 })
    last = error ?? result
    if (error !== null) break
  }
  return last
}

const module = `export const seen: string[] = []
export function note(value: unknown, { kind, name }: DecoratorContext) { seen.push(kind + ' ' + String(name)) }
@note export class Noted { @note accessor held = 1; @note run(): number { return this.held } }
`

describe('of the standard', () => {
  const files = {
    'noted.ts': module,
    'required.cts': module.replaceAll(/export (?=\w)/g, '').concat('module.exports = { seen }'),
    'failing.ts': `${module}\nclass Failing {\n  @note fail() { null!.x }\n}\nexport const fail = () => new Failing().fail()`,
    'parameter.ts': 'class A {\n  run(@(() => {}) one: number) {}\n}',
    'closing.ts':
      'export const closed: string[] = []\nexport function open() { using one = { [Symbol.dispose]() { closed.push("closed") } }; closed.push("open") }',
  }
  let executor: TestExecutor
  beforeAll(async () => {
    executor = new TestExecutor(nodeUnderTest, files)
    await executor.run(`const seen: unknown[] = []
      function note(value: unknown, context: DecoratorContext): any { seen.push([context.kind, context.name]) }
      const twice = (method: Function, _: unknown) => function (this: any, ...all: unknown[]) { return method.apply(this, all) * 2 }`)
  })
  afterAll(() => executor.close())

  const rows: Rows = [
    [
      'every kind, in the order of the standard',
      [
        `@note class Every { @note field = 1; @note accessor pair = 2; @note get one() { return 1 }; @note set two(_: number) {}; @note static three() {}; @note #four() {}; @note method() {} }
         seen.splice(0).join(' ')`,
      ],
      "'method,three accessor,pair getter,one setter,two method,#four method,method field,field class,Every'",
    ],
    ['a method', ['class Me { @twice three() { return 3 } } new Me().three()'], '6'],
    ['a method of a class of an earlier cell, inherited', ['class Mf extends Me {} new Mf().three()'], '6'],
    ['a private method', ['class Mg { @twice #a() { return 4 } b() { return this.#a() } } new Mg().b()'], '8'],
    [
      'a field, by its first value',
      [
        'const add = (n: number) => () => (value: number) => value + n; class Fi { @add(1) @add(10) x = 100 } new Fi().x',
      ],
      '111',
    ],
    [
      'an accessor, by all that it may give',
      [
        `const log: string[] = []; const logged = ({ get, set }: any, { name }: any) => ({ get() { log.push('get ' + name); return get.call(this) }, set(v: any) { log.push('set ' + name); set.call(this, v) }, init: (v: any) => v * 5 })
         class Ac { @logged accessor size = 2; @logged static accessor all = 3 }; const ac = new Ac(); ac.size += 1; [ac.size, Ac.all, log]`,
      ],
      "[ 11, 15, [ 'get size', 'set size', 'get size', 'get all' ] ]",
    ],
    [
      'a getter',
      [
        'const once = (get: any) => function (this: any) { return get.call(this) + 1 }; class Ge { @once get v() { return 1 } } new Ge().v',
      ],
      '2',
    ],
    [
      'a class that takes the place, also inside itself',
      [
        `const wrap = (Old: any) => class extends Old { wrapped = true }; @wrap class Cl { static make() { return new Cl() } } [(Cl.make() as any).wrapped, Cl.make() instanceof Cl]`,
      ],
      '[ true, true ]',
    ],
    [
      'a class expression, with its name',
      ['const Cx = @note class {}; [Cx.name, seen.splice(0).flat()]'],
      "[ 'Cx', [ 'class', 'Cx' ] ]",
    ],
    [
      'addInitializer, of a method and of a class',
      [
        `function bound(_: unknown, { name, addInitializer }: any) { addInitializer(function (this: any) { this[name] = this[name].bind(this) }) }
         const made: string[] = []; function register(_: unknown, c: any) { c.addInitializer(function (this: any) { made.push(this.name) }) }
         @register class In { n = 5; @bound get5() { return this.n } }; const { get5 } = new In(); [get5(), made]`,
      ],
      "[ 5, [ 'In' ] ]",
    ],
    [
      'access, static and private of the context',
      [
        `let held: any[] = []; const hold = (_: unknown, c: any) => { held.push(c) }; class Co { @hold x = 1; @hold static y() { return 'y' } @hold #z = 3 }
         const co = new Co(); held.map((c) => [c.name, c.static, c.private, c.static ? c.access.get(Co)() : c.access.get(co), c.access.has(co)].join()).sort()`,
      ],
      "[ '#z,false,true,3,true', 'x,false,false,1,true', 'y,true,false,y,false' ]",
    ],
    [
      'metadata, which a subclass inherits',
      [
        `const label = (text: string) => (_: unknown, { metadata, name }: any) => { metadata[name] = text }
         class Mt { @label('width') w = 1 } class Mu extends Mt { @label('height') h = 2 }; const meta: any = (Mu as any)[Symbol.metadata]; [Object.keys(meta), meta.w]`,
      ],
      "[ [ 'h' ], 'width' ]",
    ],
    ['a decorator that waits', ['class Aw { @(await Promise.resolve(twice)) one() { return 1 } } new Aw().one()'], '2'],
    [
      'classes made in a loop, each with its own',
      [
        'const each: any[] = []; for (const n of [1, 2, 3]) { class L { @add(n) x = 10 } each.push(L) } each.map((L) => new L().x)',
      ],
      '[ 11, 12, 13 ]',
    ],
    [
      'beside types, using, an enum and parameter properties',
      [
        `enum Size { S = 4 } using r = { [Symbol.dispose]() { seen.push('closed') } }
         abstract class Mi { abstract accessor id: number; constructor(protected readonly size: Size = Size.S) {} @twice area(): number { return this.size } }
         class Mj extends Mi { accessor id = 1 } new Mj().area()`,
        'seen.splice(0)',
      ],
      "[ 'closed' ]",
    ],
    ['export, before and behind', ['export @note class Ex {} @note export class Ey {} seen.splice(0).length'], '2'],
    [
      'a cell that is run again: its class and its decorator are new ones',
      [
        'const mark = () => () => () => 1; class Re { @mark() x = 0 }',
        'const mark = () => () => () => 2; class Re { @mark() x = 0 }',
        'new Re().x',
      ],
      '2',
    ],
    [
      'a closure of an earlier cell sees the new class',
      ['let make = () => new Rf()', '@note class Rf { v = 1 }', '@note class Rf { v = 2 }', 'make().v'],
      '2',
    ],
    [
      'a module',
      ["import { seen as told, Noted } from './noted.ts'; [new Noted().run(), told]"],
      "[ 1, [ 'accessor held', 'method run', 'class Noted' ] ]",
    ],
    ['a module that is required', ["require('./required.cts').seen.length"], '3'],
    ['a text that only looks like one', ['const text = "@note class"; /* @note */ text.length'], '11'],
  ]
  test.each(rows)('%s', async (_, cells, expected) => {
    expect(await lastOf(executor, cells)).toBe(expected)
  })

  const errors: Rows = [
    [
      'before a parameter',
      ['class Pa {\n  run(@note one: number) {}\n}'],
      'SyntaxError: Decorators of parameters are not part of the standard (Cell [7], line 2, column 7)',
    ],
    ['that is no function', ['class No { @(5 as any) x = 1 }'], 'TypeError: A decorator must be a function'],
    ['that does not exist', ['\n\n@nowhere class Nw {}'], 'ReferenceError: nowhere is not defined'],
    [
      'that gives what a class cannot be',
      ['@(() => 5 as any) class Nu {}'],
      'TypeError: class decorators must return a function or undefined',
    ],
  ]
  test.each(errors)('an error: a decorator %s', async (_, cells, expected) => {
    expect(await lastOf(executor, cells)).toBe(expected)
  })

  test('the advice for a decorator before a parameter, in a cell and in a module', async () => {
    const { done } = await executor.run('class Pa { run(@note one: number) {} }')
    expect(done.error!.traceback.at(-1)).toContain('"experimentalDecorators": true')
    const { error } = await executor.run("import './parameter.ts'")
    expect(error).toMatch(/parameter\.ts:2:7\)\nWrite .*"experimentalDecorators": true/)
  })

  test('errors are told with their place: in a decorator, in what it decorates, in a module', async () => {
    const trace = async (code: string) => (await executor.run(code, { count: 9 })).done.error!.traceback.join('\n')
    const inDecorator = await trace(
      'function bad() {\n  throw new Error("bad")\n}\nclass A {\n  x = 1;\n  @bad y = 2\n}',
    )
    expect(inDecorator).toContain('bad (Cell [9], line 2, column 9)')
    expect(inDecorator).not.toContain('__decor')
    const inMethod = await trace('class B {\n  @twice go(): number { return (null as any).x }\n}\n\nnew B().go()')
    expect(inMethod).toContain('Cell [9], line 2, column 46')
    expect(inMethod).toContain('Cell [9], line 5, column 9')
    expect(await trace("import { fail } from './failing.ts'\nfail()")).toMatch(/failing\.ts:6:24/)
  })

  test('`using` in a module that is imported', async () => {
    expect(await lastOf(executor, ["import { closed, open } from './closing.ts'; open(); closed"])).toBe(
      "[ 'open', 'closed' ]",
    )
  })

  test('a loop in a decorated method can be interrupted', async () => {
    await executor.run('class Sp { @twice spin() { console.log("go"); for (;;) {} } }')
    const { id, ended } = executor.start('new Sp().spin()')
    await executor.event((event): event is typeof event => event.type === 'stream' && event.parent === id)
    executor.send({ type: 'interrupt' })
    expect((await ended).error).toBe('Interrupted: The cell was interrupted.')
    expect((await executor.run('new Me().three()')).result).toBe('6')
  })
})

describe("of TypeScript's experimentalDecorators", () => {
  const files = {
    'tsconfig.json': JSON.stringify({
      compilerOptions: { experimentalDecorators: true, emitDecoratorMetadata: true, useDefineForClassFields: false },
    }),
    'noted.ts': `export const seen: unknown[] = []
      const note = (...[, key, at]: any[]): any => void seen.push([key, typeof at])
      export class Noted { @note held = 1; @note run(@note one: number): void {} }`,
    'required.cts': `const mark = (c: any) => void (c.marked = 'yes')\n@mark class Marked {}\nmodule.exports = { Marked }`,
  }
  let executor: TestExecutor
  beforeAll(async () => {
    executor = new TestExecutor(nodeUnderTest, files)
    await executor.run(`const types: any[] = []; (Reflect as any).metadata = (key: string, value: any) => () => void types.push([key, Array.isArray(value) ? value.map((v) => v.name) : value?.name])
      const seen: unknown[] = []; const note = (t: any, k: any, i?: any): any => { seen.push([k, typeof i]) }`)
  })
  afterAll(() => executor.close())

  const rows: Rows = [
    [
      'a method, by its descriptor',
      [
        'function loud(t: any, k: string, d: PropertyDescriptor) { const f = d.value; d.value = (...a: any[]) => `${f(...a)}!` } class De { @loud m() { return 1 } } new De().m()',
      ],
      "'1!'",
    ],
    [
      'a decorated accessor',
      [
        'function twice(t: any, k: string, d: PropertyDescriptor) { const { get } = d; return { ...d, get() { return get!.call(this) * 2 } } } class Aj { @twice accessor z = 3 } new Aj().z',
      ],
      '6',
    ],
    [
      'fields and parameters',
      ['class Df { @note a = 1; m(@note b: any) {} constructor(@note private readonly c: number) {} } seen.splice(0)'],
      "[ [ 'a', 'undefined' ], [ 'm', 'number' ], [ undefined, 'number' ] ]",
    ],
    [
      'a class that is replaced, exported, and seen by later cells',
      [
        'const wrap = (Old: any): any => class extends Old { wrapped = true }; export @wrap class Dg { static make() { return new Dg() } }',
        '(Dg.make() as any).wrapped',
      ],
      'true',
    ],
    [
      'an accessor that a decorator has put on the prototype sees what a field is set to',
      [
        'const watch = (t: any, k: string) => { Object.defineProperty(t, k, { set(v) { this.got = v } }) }; class Wa { @watch x = 3; declare got: number }; new Wa().got',
      ],
      '3',
    ],
    [
      'the types of parameters, of an earlier cell too',
      ['class Dep {}', 'types.length = 0; class Ty { @note m(a: Dep, b: string, c?: number[]): void {} } types'],
      "[\n  [ 'design:returntype', undefined ],\n  [ 'design:paramtypes', [ 'Dep', 'String', 'Array' ] ],\n  [ 'design:type', 'Function' ]\n]",
    ],
    [
      'a module',
      ["import { seen as told } from './noted.ts'; told"],
      "[ [ 'held', 'undefined' ], [ 'run', 'number' ], [ 'run', 'object' ] ]",
    ],
    ['a module that is required', ["require('./required.cts').Marked.marked"], "'yes'"],
  ]
  test.each(rows)('%s', async (_, cells, expected) => {
    expect(await lastOf(executor, cells)).toBe(expected)
  })

  test('an error in a decorated method is told with its place', async () => {
    const { done } = await executor.run('class Er {\n  @note fail() { (null as any).x }\n}\nnew Er().fail()', {
      count: 61,
    })
    expect(done.error!.traceback.join('\n')).toContain('Cell [61], line 2, column 32')
  })
})
