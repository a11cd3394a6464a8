import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { despiteStalls } from '../session/executor.ts'
import { nodeUnderTest, versionOf } from '../session/node-under-test.ts'
import { DebugClient, type ShownVariable } from './debug-client.ts'

// The debugger through the sockets of the kernel as it is shipped.

let client: DebugClient
beforeAll(async () => {
  client = await DebugClient.launch()
})
afterAll(() => client[Symbol.asyncDispose]())
afterEach(() => client.ask('disconnect'))

const status = async (id: string): Promise<unknown> => (await client.kernel.finished(id)).content['status']

test('kernel_info_request and debugInfo announce the debugger', async () => {
  const { content } = await client.kernel.request('kernel_info_request')
  expect(content).toMatchObject({ debugger: true, supported_features: expect.arrayContaining(['debugger']) })
  expect(await client.body('debugInfo')).toMatchObject({
    isStarted: false,
    hashMethod: 'Murmur2',
    tmpFileSuffix: '.ts',
    breakpoints: [],
    stoppedThreads: [],
    richRendering: true,
  })
})

test('the variables of the notebook, without anybody attached', async () => {
  await client.kernel.execute(`let rate: number = 0.5
const names = ["a", "b"], big = 10n, none = null, nothing = undefined, sums = new Map([["x", 1]])
function twice(x: number) { return 2 * x }
class Point { #secret = 1; constructor(public x = 1, public y = [2]) {} get norm() { return 3 } }
const point = new Point(), zeros = new Float64Array(250)`)
  const variables = (await client.body('inspectVariables'))['variables'] as readonly ShownVariable[]
  const shown = Object.fromEntries(variables.map(({ name, value }) => [name, value]))
  expect(shown).toEqual({
    rate: '0.5',
    names: '(2) ["a", "b"]',
    big: '10n',
    none: 'null',
    nothing: 'undefined',
    sums: 'Map(1) {"x" => 1}',
    twice: 'ƒ twice()',
    Point: 'class Point',
    point: 'Point {#secret: 1, x: 1, y: Array(1)}',
    zeros: expect.stringContaining('Float64Array(250) [0, 0, '),
  })
  const parts = (name: string): Promise<Record<string, string>> =>
    client.values(variables.find((one) => one.name === name)?.variablesReference ?? 0)
  expect(await parts('point')).toEqual({ x: '1', y: '(1) [2]', '#secret': '1' })
  expect(await parts('zeros')).toEqual({ '[0 … 99]': '', '[100 … 199]': '', '[200 … 249]': '' })
  expect(await parts('rate')).toEqual({})
})

test('richInspectVariables gives what a cell would show', async () => {
  await client.kernel.execute(
    `const chart = { [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<b>1</b>', 'text/plain': '1' }) }`,
  )
  expect(await client.body('richInspectVariables', { variableName: 'chart' })).toEqual({
    data: { 'text/html': '<b>1</b>', 'text/plain': '1' },
    metadata: {},
  })
  expect(await client.body('richInspectVariables', { variableName: '[0 … 9]' })).toEqual({ data: {}, metadata: {} })
})

test('a breakpoint set before the cell runs, in a loop: frames, scopes, values, evaluation', async () => {
  await client.attach()
  const code = `let total = 0
for (let i = 0; i < 3; i++) {
  const square: number = i * i
  total += square
}
total`
  expect(await client.breakAt(code, 4)).toEqual([4])
  const run = client.kernel.sendExecute(code)
  expect(await client.stopped()).toMatch(/^breakpoint: Cell \[\d+\] 4$/)
  await client.step('continue')
  await client.event('continued')
  expect(await client.stopped()).toMatch(/ 4$/)
  const { Locals, Globals } = await client.scopes()
  expect(Locals).toEqual({ square: '1', i: '1' })
  expect(Globals).toMatchObject({ total: '0', rate: '0.5' })
  expect(await client.evaluate('total + 10 * (i as number)')).toBe('10')
  expect(await client.evaluate('total = 100')).toBe('100')
  expect(await client.evaluate('({ i, square })')).toBe('{ i: 1, square: 1 }')
  expect(await client.evaluate('let sum = 0; for (const x of [1, 2]) sum += x; sum')).toBe('3')
  expect(await client.ask('evaluate', { expression: 'missing + 1' })).toMatchObject({
    success: false,
    message: 'ReferenceError: missing is not defined',
  })
  await client.breakAt(code)
  await client.step('continue')
  expect(await status(run)).toBe('ok')
  expect(client.kernel.outputs(run).at(-1)?.content['data']).toEqual({ 'text/plain': '105' })
})

test('a breakpoint set after the cell ran stops its functions, and stays when the same text runs again', async () => {
  await client.attach()
  const code = `function area(w: number, h: number): number {
  const product = w * h
  return product
}
area(1, 2)`
  await client.kernel.execute(code)
  expect(await client.breakAt(code, 3)).toEqual([3])
  const call = client.kernel.sendExecute('area(3, 4)')
  expect(await client.stopped()).toMatch(/^breakpoint: area 3 < Cell \[\d+\] 1$/)
  expect((await client.scopes()).Locals).toEqual({ w: '3', h: '4', product: '12' })
  await client.step('continue')
  expect(await status(call)).toBe('ok')
  const again = client.kernel.sendExecute(code)
  expect(await client.stopped()).toMatch(/^breakpoint: area 3 < Cell \[\d+\] 5$/)
  await client.step('continue')
  expect(await status(again)).toBe('ok')
  const info = await client.body('debugInfo')
  expect(info['breakpoints']).toMatchObject([{ source: expect.stringContaining('.ts'), breakpoints: [{ line: 3 }] }])
})

test('a breakpoint goes to the next line that has code; a cell that cannot be compiled has none', async () => {
  await client.attach()
  const code = `// a comment
interface Point { x: number }

const p: Point = { x: 1 }

p.x`
  expect(await client.breakAt(code, 1, 2, 5)).toEqual([4, 4, 6])
  const { sourcePath } = await client.body('dumpCell', { code: 'let = = 2' })
  const set = await client.body('setBreakpoints', { source: { path: sourcePath }, breakpoints: [{ line: 1 }] })
  expect(set['breakpoints']).toMatchObject([{ verified: false, line: 1 }])
})

test('next, stepIn and stepOut', async () => {
  await client.attach()
  const code = `const half = (x: number): number => {
  const y = x / 2
  return y
}
let sum = 0
for (let i = 0; i < 2; i++) {
  sum += half(i)
}
sum`
  await client.breakAt(code, 5)
  const run = client.kernel.sendExecute(code)
  const place = async (): Promise<string> => (await client.stopped()).replace(/Cell \[\d+\]/, 'cell')
  expect(await place()).toBe('breakpoint: cell 5')
  const walk: string[] = []
  for (const step of ['next', 'next', 'stepIn', 'next', 'next', 'next', 'stepIn', 'stepOut', 'next'] as const) {
    await client.step(step)
    walk.push(`${step} ${await place()}`)
  }
  expect(walk).toEqual([
    'next step: cell 6',
    'next step: cell 7',
    'stepIn step: half 2 < cell 7',
    'next step: half 3 < cell 7',
    'next step: cell 6',
    'next step: cell 7',
    'stepIn step: half 2 < cell 7',
    'stepOut step: cell 6',
    'next step: cell 9',
  ])
  await client.step('next')
  await client.event('continued')
  expect(await status(run)).toBe('ok')
  expect(await status(client.kernel.sendExecute('sum'))).toBe('ok')
})

test('an async function after an await, and a step over an await', async () => {
  await client.attach()
  const code = `async function load(name: string): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 5))
  const text = name + '!'
  return text
}
const first = await load('a')
first.length`
  await client.breakAt(code, 3, 6)
  const run = client.kernel.sendExecute(code)
  expect(await client.stopped()).toMatch(/^breakpoint: Cell \[\d+\] 6$/)
  await client.step('continue')
  expect(await client.stopped()).toBe('breakpoint: load 3')
  expect((await client.scopes()).Locals).toMatchObject({ name: '"a"' })
  await client.breakAt(code)
  await client.step('continue')
  expect(await status(run)).toBe('ok')
})

test('a conditional breakpoint, on variables of the loop and of the notebook', async () => {
  await client.attach()
  await client.kernel.execute('let limit = 7')
  const code = `let seen = 0
for (let i = 0; i < 100; i++) {
  seen = i
}`
  await client.breakAt(code, { line: 3, condition: 'i === limit' })
  const run = client.kernel.sendExecute(code)
  expect(await client.stopped()).toMatch(/ 3$/)
  expect((await client.scopes()).Locals).toEqual({ i: '7' })
  await client.step('continue')
  expect(await status(run)).toBe('ok')
})

test('setExceptionBreakpoints: errors that nobody catches, or all', async () => {
  await client.attach()
  const code = `const fail = (text: string) => { throw new Error(text) }
try { fail('caught') } catch {}
const later = async () => { await null; fail('caught later') }
await later().catch(() => {})
fail('uncaught')`
  await client.body('setExceptionBreakpoints', { filters: ['uncaught'] })
  const run = client.kernel.sendExecute(code)
  const event = await client.event('stopped')
  expect(event).toMatchObject({ reason: 'exception', text: 'Error: uncaught' })
  expect((await client.frames()).map(({ name, line }) => `${name} ${line}`)).toEqual([
    'fail 1',
    expect.stringMatching(/ 5$/),
  ])
  await client.step('continue')
  expect(await status(run)).toBe('error')
  await client.body('setExceptionBreakpoints', { filters: ['all'] })
  const again = client.kernel.sendExecute(code)
  const texts: string[] = []
  for (let i = 0; i < 3; i++) {
    texts.push(String((await client.event('stopped'))['text']))
    await client.step('continue')
  }
  expect(texts).toEqual(['Error: caught', 'Error: caught later', 'Error: uncaught'])
  expect(await status(again)).toBe('error')
})

test('whether the top level catches the error of what it awaits, V8 tells from version 12 on', async () => {
  await client.attach()
  await client.body('setExceptionBreakpoints', { filters: ['uncaught'] })
  const run = client.kernel.sendExecute(`const failing = async () => { await null; throw new Error('fails') }
try { await failing() } catch {}
debugger`)
  const { reason } = await client.event('stopped')
  expect(reason).toBe(Number.parseInt(versionOf(nodeUnderTest), 10) < 22 ? 'exception' : 'pause')
  await client.body('disconnect')
  expect(await status(run)).toBe('ok')
})

test('an error behind an await that nobody catches stops where it is thrown', async () => {
  await client.attach()
  await client.body('setExceptionBreakpoints', { filters: ['uncaught'] })
  const code = `async function late() {
  await null
  throw new Error('late')
}
await late()`
  const run = client.kernel.sendExecute(code)
  expect(await client.stopped()).toMatch(/^exception: late 3/)
  await client.step('continue')
  const { content } = await client.kernel.finished(run)
  expect(content).toMatchObject({ status: 'error', ename: 'Error', evalue: 'late' })
})

test('pause stops a loop that runs', async () => {
  await client.attach()
  const loop = 'while (on) {\n  if (++rounds === 1000) console.log("on")\n}'
  const run = client.kernel.sendExecute(`let on = true, rounds = 0\n${loop}`)
  await client.kernel.message(({ type, parentId }) => type === 'stream' && parentId === run)
  await client.body('pause', { threadId: 1 })
  expect(await client.stopped()).toMatch(/^pause: Cell \[\d+\] [23]$/)
  expect(await client.evaluate('on = false')).toBe('false')
  await client.step('continue')
  expect(await status(run)).toBe('ok')
})

test('an interrupt at a breakpoint ends the cell, and the debugger goes on listening', async () => {
  await client.attach()
  const code = 'globalThis.after = 0\nglobalThis.after = 1\nglobalThis.after = 2'
  await client.breakAt(code, 2)
  for (let round = 0; round < 2; round++) {
    const run = client.kernel.sendExecute(code)
    expect(await client.stopped()).toMatch(/ 2$/)
    await client.kernel.request('interrupt_request', {}, { channel: 'control' })
    const { content } = await client.kernel.finished(run)
    expect(content).toMatchObject({ status: 'error', ename: 'Interrupted' })
    await client.event('continued')
  }
  const { content } = await client.kernel.execute('', { user_expressions: { after: 'after' } })
  expect(content['user_expressions']).toMatchObject({ after: { data: { 'text/plain': '0' } } })
})

test('the stop button is no error at which the debugger stops', async () => {
  await client.attach()
  await client.body('setExceptionBreakpoints', { filters: ['all'] })
  for (const code of ['console.log("on"); for (;;) {}', 'console.log("on"); await new Promise(() => {})']) {
    const run = client.kernel.sendExecute(code)
    await client.kernel.message(({ type, parentId }) => type === 'stream' && parentId === run)
    await client.kernel.request('interrupt_request', {}, { channel: 'control' })
    expect((await client.kernel.finished(run)).content).toMatchObject({ status: 'error', ename: 'Interrupted' })
  }
  expect(await client.body('debugInfo')).toMatchObject({ isStarted: true, stoppedThreads: [] })
})

test('library code that does not come back is interrupted while somebody debugs', async () => {
  writeFileSync(join(client.kernel.folder, 'endless.mjs'), 'export function spin() { for (;;) Math.sqrt(2) }\n')
  await client.attach()
  const code = "import { spin } from './endless.mjs'\nconsole.log('on')\nspin()"
  for (const body of [code, `await null\n${code}`]) {
    const run = client.kernel.sendExecute(body)
    await client.kernel.message(({ type, parentId }) => type === 'stream' && parentId === run)
    await client.kernel.request('interrupt_request', {}, { channel: 'control' })
    expect((await client.kernel.finished(run)).content).toMatchObject({ status: 'error', ename: 'Interrupted' })
  }
  expect(await status(client.kernel.sendExecute('1'))).toBe('ok')
})

test('a cell that began before: its loop holds names in variables of its own', async () => {
  await client.kernel.execute('var goOn = true, count = 0, bound = 1e15')
  const run = client.kernel.sendExecute(
    'console.log("on")\nfor (let i = 0; i < bound; i++) {\n  count += Math.sqrt(i)\n}',
  )
  await client.kernel.message(({ type, parentId }) => type === 'stream' && parentId === run)
  await client.attach()
  await client.body('pause', { threadId: 1 })
  expect(await client.stopped()).toMatch(/^pause: Cell \[\d+\] [23]$/)
  const { Locals } = await client.scopes()
  expect(Object.keys(Locals)).toEqual(expect.arrayContaining(['i', 'count', 'bound']))
  expect(Object.keys(Locals).filter((name) => name.includes('$'))).toEqual([])
  await client.kernel.request('interrupt_request', {}, { channel: 'control' })
  expect(await status(run)).toBe('error')
})

test('a stop in a method: this, what is around it, and its values in all forms', async () => {
  await client.attach()
  const code = `class Counter {
  count = 1
  add(step: number) {
    const next = () => this.count + step
    return next()
  }
}
const counter = new Counter()
counter.add(2)`
  await client.breakAt(code, 4, 5)
  const run = client.kernel.sendExecute(code)
  expect(await client.stopped()).toMatch(/^breakpoint: add 4 < Cell \[\d+\] 9$/)
  await client.step('continue')
  expect(await client.stopped()).toMatch(/^breakpoint: add 5 </)
  expect((await client.scopes())['this']).toEqual({ count: '1' })
  const [frame] = await client.frames()
  expect(await client.body('richInspectVariables', { variableName: 'step', frameId: frame.id })).toEqual({
    data: { 'text/plain': '2' },
    metadata: {},
  })
  await client.step('stepIn')
  expect(await client.stopped()).toMatch(/^step: next 4 < add 5 </)
  expect((await client.scopes()).Closure).toMatchObject({ step: '2' })
  expect(await client.evaluate('this.count * 10')).toBe('10')
  expect(await client.body('debugInfo')).toMatchObject({ stoppedThreads: [1] })
  await client.attach()
  expect(await client.frames()).toHaveLength(3)
  await client.body('disconnect')
  expect(await status(run)).toBe('ok')
})

test('a stop in a timer whose cell has ended', async () => {
  await client.attach()
  const code = 'globalThis.fired = 0\nsetTimeout(() => {\n  globalThis.fired++\n}, 20)'
  await client.breakAt(code, 3)
  expect(await status(client.kernel.sendExecute(code))).toBe('ok')
  expect(await client.stopped()).toMatch(/^breakpoint: \(anonymous\) 3/)
  await client.step('continue')
  await client.event('continued')
  const { content } = await client.kernel.execute('', { user_expressions: { fired: 'fired' } })
  expect(content['user_expressions']).toMatchObject({ fired: { data: { 'text/plain': '1' } } })
})

test('a shutdown at a breakpoint ends the kernel at once', despiteStalls, async () => {
  await using other = await DebugClient.launch()
  await other.attach()
  const code = 'let x = 1\nx'
  await other.breakAt(code, 2)
  other.kernel.sendExecute(code)
  await other.stopped()
  const start = performance.now()
  await other.kernel.request('shutdown_request', { restart: false }, { channel: 'control' })
  expect(await other.kernel.exit()).toBe(0)
  expect(performance.now() - start).toBeLessThan(2500)
})

test('disconnecting lets the code go on', async () => {
  await client.attach()
  const code = 'let x = 1\nx++\nx'
  await client.breakAt(code, 2)
  const run = client.kernel.sendExecute(code)
  await client.stopped()
  await client.body('disconnect')
  expect(await status(run)).toBe('ok')
  expect(await status(client.kernel.sendExecute(code))).toBe('ok')
  expect(await client.body('debugInfo')).toMatchObject({ isStarted: false, breakpoints: [] })
})

test('copyToGlobals, source, modules and what cannot be answered', async () => {
  await client.attach()
  const code = 'for (const inner of [1, 2]) {\n  inner\n}'
  await client.breakAt(code, 2)
  const run = client.kernel.sendExecute(code)
  await client.stopped()
  const [frame] = await client.frames()
  expect((await client.body('source', { source: frame.source }))['content']).toBe(code)
  await client.body('copyToGlobals', { srcVariableName: 'inner', dstVariableName: 'copied', srcFrameId: frame.id })
  await client.body('disconnect')
  expect(await status(run)).toBe('ok')
  const { content } = await client.kernel.execute('', { user_expressions: { copied: 'copied' } })
  expect(content['user_expressions']).toMatchObject({ copied: { data: { 'text/plain': '1' } } })
  expect(await client.body('modules')).toEqual({ modules: [], totalModules: 0 })
  expect(await client.ask('source', { source: { path: '/etc/passwd' } })).toMatchObject({ success: false })
  expect(await client.ask('juggle')).toMatchObject({ success: false, command: 'juggle' })
  expect(await client.ask('next', { threadId: 1 })).toMatchObject({ success: false })
})

test('the end of the process ends the session of the debugger', async () => {
  await client.attach()
  const run = client.kernel.sendExecute('process.exit(3)')
  await client.event('terminated')
  expect((await client.kernel.finished(run)).content).toMatchObject({ status: 'error', ename: 'ExecutorExit' })
  expect(client.kernel.streamText(run, 'stderr')).toBe('')
  expect(await client.body('debugInfo')).toMatchObject({ isStarted: false })
  await client.attach()
  const code = 'let y = 1\ny'
  await client.breakAt(code, 2)
  const next = client.kernel.sendExecute(code)
  expect(await client.stopped()).toMatch(/ 2$/)
  await client.step('continue')
  expect(await status(next)).toBe('ok')
})

test('a process that is killed at a breakpoint', async () => {
  await client.attach()
  const code = 'let pid = process.pid\npid'
  await client.breakAt(code, 2)
  const run = client.kernel.sendExecute(code)
  await client.stopped()
  process.kill(Number(await client.evaluate('pid')), 'SIGKILL')
  await client.event('continued')
  await client.event('terminated')
  expect(await status(run)).toBe('error')
})
