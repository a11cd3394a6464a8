import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { KernelUnderTest } from '../notebook/kernel/kernel-under-test.ts'
import { TestExecutor } from '../notebook/session/executor.ts'
import { findNodes, whyAbsent } from './find-nodes.ts'

// The same short list on every Node.js that can be had: what differs between versions breaks here first.

const nodes = findNodes()
const majors = new Set(nodes.map(({ version }) => Number.parseInt(version, 10)))
const absent = [22, 24].filter((major) => !majors.has(major))
for (const major of absent) test.skip(`on Node ${major}, which is absent: ${whyAbsent()}`, () => {})

describe.each(nodes)('on Node $version', ({ path, version }) => {
  let executor: TestExecutor
  beforeAll(() => {
    executor = new TestExecutor(path)
    writeFileSync(join(executor.folder, 'endless.mjs'), 'export function spin() { for (;;) Math.sqrt(2) }\n')
    writeFileSync(join(executor.folder, 'typed.ts'), 'export const typed: number = 3; export enum Kind { A = 7 }\n')
    writeFileSync(join(executor.folder, 'common.cjs'), 'exports.common = 5\n')
  })
  afterAll(() => executor.close())

  test.each([
    ['types', 'const n: number = 1; interface P { x: number } const p: P = { x: n }; p.x + 1', '2'],
    ['the version', 'process.versions.node', `'${version}'`],
    ['an earlier cell', 'n + 1', '2'],
    ['top-level await', 'await new Promise<number>((r) => setTimeout(() => r(4), 1))', '4'],
    ['an ESM-only package', "import { View } from 'vega'; typeof View", "'function'"],
    ['a CommonJS package', "import seedrandom from 'seedrandom'; typeof seedrandom('a')()", "'number'"],
    ['import()', "(await import('./endless.mjs')).spin.name", "'spin'"],
    ['a local TypeScript file', "import { typed, Kind } from './typed.ts'; [typed, Kind.A]", '[ 3, 7 ]'],
    ['require', "require('./common.cjs').common", '5'],
    ['require of a package', "typeof require('seedrandom')", "'function'"],
    ['a JSON module', "import pkg from 'seedrandom/package.json' with { type: 'json' }; pkg.name", "'seedrandom'"],
    ['using', 'let closed = 0; { using r = { [Symbol.dispose]() { closed++ } } } closed', '1'],
    ['a decorator and an enum', 'enum Color { Red = 2 } Color.Red', '2'],
    ['an error with its line', 'let at = ""; try { null.x } catch (e) { at = e.stack } at.includes("Cell [")', 'true'],
  ])('runs a cell with %s', async (_, code, result) => {
    const outcome = await executor.run(code)
    expect([outcome.error, outcome.result]).toEqual([null, result])
  })

  test('a study in SQLite, and its plot as Vega-Lite with SVG beside it', async () => {
    const { error, result, events } = await executor.run(`import { createStudy, float, space } from 'ansatz'
      const study = await createStudy({ name: 'matrix', storage: 'sqlite:///matrix.db', seed: 1 })
      await study.optimize(space({ x: float(0, 1) }), ({ x }) => x, { trials: 8 })
      display(study.plot.history()); study.trials.length`)
    expect([error, result]).toEqual([null, '8'])
    const shown = events.flatMap((event) => (event.type === 'display' ? Object.keys(event.data) : []))
    expect(shown).toEqual(expect.arrayContaining(['application/vnd.vegalite.v5+json', 'image/svg+xml']))
  })

  const rungs: readonly (readonly [string, string])[] = [
    ['a loop', 'console.log("go"); for (;;) {}'],
    ['a loop after an await', 'await null; console.log("go"); for (;;) {}'],
    ['a pending promise', 'console.log("go"); await new Promise(() => {})'],
    ['library code', 'console.log("go"); spin()'],
    ['library code after an await', 'await null; console.log("go"); spin()'],
  ]
  test.each(rungs)('an interrupt stops %s and the state stays', async (_, code) => {
    await executor.run("import { spin } from './endless.mjs'; let kept = 41")
    const { id, ended } = executor.start(code)
    await executor.event((e): e is typeof e & { type: 'stream' } => e.type === 'stream' && e.parent === id)
    executor.send({ type: 'interrupt' })
    expect((await ended).error).toBe('Interrupted: The cell was interrupted.')
    expect((await executor.run('await 0; kept + 1')).result).toBe('42')
  })

  test('the whole kernel: a cell, a completion, and the last rung for what no other stops', async () => {
    await using kernel = await KernelUnderTest.launch({ node: path })
    const { content } = await kernel.request('complete_request', { code: 'Math.cbr', cursor_pos: 8 })
    expect(content.matches).toEqual(['cbrt'])
    // Native code that does not return.
    const id = kernel.sendExecute(
      'await null; console.log("go"); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); require("child_process").execSync("sleep 100")',
    )
    await kernel.message(({ type, parentId }) => type === 'stream' && parentId === id)
    await kernel.request('interrupt_request', {}, { channel: 'control' })
    await new Promise((resolve) => setTimeout(resolve, 1100))
    await kernel.request('interrupt_request', {}, { channel: 'control' })
    expect((await kernel.finished(id)).content.ename).toBe('Interrupted')
    expect((await kernel.execute('1')).content.status).toBe('ok')
  })
})
