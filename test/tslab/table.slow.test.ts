import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Door } from '../notebook/door.ts'
import { isStatus, KernelUnderTest, type Message } from '../notebook/kernel/kernel-under-test.ts'
import { TestExecutor } from '../notebook/session/executor.ts'

/**
 * Everything in which tslab 1.0.22 was measured to fail. Each row says what tslab does; its check holds for us. Speed
 * (time until ready, per cell, of loops) is compared by `npm run bench -- kernel`; sliders by the tests of the widgets.
 */
describe('where the tslab kernel fails: cells', () => {
  let executor: TestExecutor
  beforeAll(() => {
    executor = new TestExecutor()
  })
  afterAll(() => executor.close())

  const rows: readonly (readonly [tslab: string, cells: readonly string[], expected: string])[] = [
    ['await of a call in parentheses: "await is not defined"', ['await (async () => 1)()'], '1'],
    ['await(p): "await is not defined"', ['const p1 = Promise.resolve(2); await(p1)'], '2'],
    ['(await (p)): "await is not defined"', ['(await (Promise.resolve(3)))'], '3'],
    ['top-level for await: SyntaxError', ['let sum = 0; for await (const v of [1, 2]) sum += v; sum'], '3'],
    [
      'a closure keeps the old value of a reassigned variable, silently',
      ['let lr = .1; const getLr = () => lr', 'lr = .5', '[lr, getLr()]'],
      '[ 0.5, 0.5 ]',
    ],
    [
      'a function counts in a copy of the variable',
      ['let count = 0; const bump = () => ++count', 'count = 100; bump()'],
      '101',
    ],
    ['import of vega 6: ERR_REQUIRE_ASYNC_MODULE', ["import { parse } from 'vega'; typeof parse"], "'function'"],
    ['import() of vega 6: ERR_REQUIRE_ASYNC_MODULE', ["typeof (await import('vega')).parse"], "'function'"],
    [
      'types by exports only (vega-lite 6): "Cannot find module"',
      ["import { compile } from 'vega-lite'; typeof compile"],
      "'function'",
    ],
    ['import() of vega-lite 6: "Cannot find module"', ["typeof (await import('vega-lite')).compile"], "'function'"],
    [
      'a private member of a class in an inferred type: TS4094',
      ['const make = () => class { private z = 1 }; new (make())()'],
      '{ z: 1 }',
    ],
    [
      'a unique symbol in an inferred type: TS4xxx',
      ['const tag = Symbol("t"); const tagged = { [tag]: 1 } as const; tagged[tag]'],
      '1',
    ],
    ['export const: error', ['export const exported = 1', 'exported'], '1'],
    ['export *: error', ["export * from 'node:path'; 1"], '1'],
    ['import.meta: error', ['typeof import.meta.url'], "'string'"],
    ['module: error', ['typeof module.exports'], "'object'"],
    ['__filename: error', ['typeof __filename'], "'string'"],
    [
      'using: error',
      ['const log: string[] = []; { using r = { [Symbol.dispose]() { log.push("closed") } } } log'],
      "[ 'closed' ]",
    ],
    [
      'Set.prototype.union: type error',
      ['typeof (new Set([1]) as any).union === "undefined" || new Set([1]).union(new Set([2])).size'],
      process.versions.node.startsWith('20.') ? 'true' : '2',
    ],
    ['toSorted: type error', ['[3, 1].toSorted()[0]'], '1'],
    [
      'Object.groupBy: type error',
      ['typeof Object.groupBy === "undefined" || Object.keys(Object.groupBy([1, 2], (v) => v % 2)).length'],
      process.versions.node.startsWith('20.') ? 'true' : '2',
    ],
    ['a wrong type stops the cell', ['let wrong: number = "text"; wrong'], "'text'"],
    ['a promise as the last value: "Promise { 5 }"', ['Promise.resolve(5)'], '5'],
    [
      'a loop runs 236 times slower than plain Node.js: here without a Proxy in its way',
      ['let total = 0; for (let i = 0; i < 2e7; i++) total += i % 7; total'],
      '59999997',
    ],
  ]

  test.each(rows)('tslab: %s', async (_, cells, expected) => {
    let last = ''
    for (const code of cells) {
      const { result, error } = await executor.run(code)
      last = error ?? result ?? ''
    }
    expect(last).toBe(expected)
  })
})

describe('where the tslab kernel fails: the protocol', () => {
  let kernel: KernelUnderTest
  beforeAll(async () => {
    kernel = await KernelUnderTest.launch()
  })
  afterAll(() => kernel[Symbol.asyncDispose]())

  async function run(code: string, content: object = {}): Promise<{ readonly id: string; readonly reply: Message }> {
    const id = kernel.sendExecute(code, content)
    return { id, reply: await kernel.finished(id) }
  }

  const types = (id: string): string[] => kernel.about(id).map(({ type }) => type)
  const data = (id: string): unknown =>
    kernel.outputs(id).find(({ type }) => type === 'execute_result')?.content['data']

  test('tslab: iopub_welcome never comes', () => {
    expect(kernel.received.some(({ type }) => type === 'iopub_welcome')).toBe(true)
  })

  test('tslab: kernel_info_reply without status, with TypeScript 3.7.2', async () => {
    const { content } = await kernel.request('kernel_info_request')
    expect(content).toMatchObject({ status: 'ok' })
    expect(Number.parseInt((content['language_info'] as { version: string }).version, 10)).toBeGreaterThan(5)
  })

  test('tslab: the value of a cell is text on stdout, never an execute_result; Jupyter.display is ignored', async () => {
    const { id } = await run(
      '({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>1</b>", "text/plain": "1" }) })',
    )
    expect(data(id)).toEqual({ 'text/html': '<b>1</b>', 'text/plain': '1' })
    expect(kernel.streamText(id)).toBe('')
  })

  test('tslab: errors are text on stderr, with frames of the kernel; no name, no value, no traceback', async () => {
    const { id, reply } = await run('function f() { throw new RangeError("far") }\nf()')
    expect(reply.content).toMatchObject({ status: 'error', ename: 'RangeError', evalue: 'far' })
    const [error] = kernel.outputs(id)
    expect(error.type).toBe('error')
    const traceback = (error.content['traceback'] as string[]).join('\n')
    expect(traceback).toMatch(/f \(Cell \[\d+\], line 1/)
    expect(traceback).not.toMatch(/node:internal|dist\//)
  })

  test('tslab: after an error everything of the next 200 ms gets status "abort", stop_on_error or not', async () => {
    const door = new Door(kernel.folder)
    const aborted = [kernel.sendExecute(`${door.rest} throw 1`), kernel.sendExecute('2')]
    // Answered at once, behind what was sent before it.
    await kernel.request('kernel_info_request')
    door.open()
    expect((await kernel.finished(aborted[0])).content['status']).toBe('error')
    expect((await kernel.finished(aborted[1])).content['status']).toBe('aborted')
    const goesOn = [kernel.sendExecute('throw 1', { stop_on_error: false }), kernel.sendExecute('2')]
    expect((await kernel.finished(goesOn[1])).content['status']).toBe('ok')
    expect((await run('3')).reply.content['status']).toBe('ok')
  })

  test('tslab: execute_input is never sent; queued cells are busy from the moment they arrive', async () => {
    const ids = [kernel.sendExecute('await new Promise((r) => setTimeout(r, 100))'), kernel.sendExecute('1')]
    for (const id of ids) await kernel.finished(id)
    for (const id of ids) expect(types(id).slice(0, 2)).toEqual(['status', 'execute_input'])
    const busy = kernel.received.findIndex((message) => message.parentId === ids[1] && isStatus(message, 'busy'))
    const idle = kernel.received.findIndex((message) => message.parentId === ids[0] && isStatus(message, 'idle'))
    expect(busy).toBeGreaterThan(idle)
  })

  test('tslab: silent publishes its output; store_history:false counts; user_expressions are missing', async () => {
    const before = (await run('0')).reply.content['execution_count'] as number
    const { id } = await run('console.log("x"); 1', { silent: true })
    expect(types(id)).toEqual(['status', 'status'])
    await run('1', { store_history: false })
    const { reply } = await run('var seen = 4', { user_expressions: { twice: 'seen * 2' } })
    expect(reply.content['execution_count']).toBe(before + 1)
    expect(reply.content['user_expressions']).toMatchObject({ twice: { status: 'ok', data: { 'text/plain': '8' } } })
  })

  test('tslab: clear_output does not exist', async () => {
    const { id } = await run('console.log("a"); clearOutput(); console.log("b")')
    expect(types(id)).toContain('clear_output')
  })

  test('tslab: of 1,000 lines 506 arrive, idle never; output after idle in 2 of 20 runs', async () => {
    const lines = (count: number): string => Array.from({ length: count }, (_, line) => `${line}\n`).join('')
    const { id } = await run('for (let i = 0; i < 20000; i++) console.log(i)')
    expect(kernel.streamText(id)).toBe(lines(20_000))
    for (let round = 0; round < 20; round++) {
      const cell = await run('for (let i = 0; i < 50; i++) console.log(i)')
      expect(kernel.streamText(cell.id)).toBe(lines(50))
      expect(isStatus(kernel.about(cell.id).at(-1)!, 'idle')).toBe(true)
    }
  })

  test('tslab: what a timer prints later goes to the cell that ran last', async () => {
    const early = kernel.sendExecute('setTimeout(() => console.log("late"), 100)')
    const later = kernel.sendExecute('await new Promise((r) => setTimeout(r, 300))')
    await kernel.finished(later)
    await kernel.message(() => kernel.streamText(early) === 'late\n')
    expect(kernel.streamText(later)).toBe('')
  })

  test.each([
    ['interrupt_request of a loop: no reply', 'console.log("on"); while (true) {}'],
    ['a loop after an await: hangs for ever', 'console.log("on"); await null; while (true) {}'],
    ['an await for ever', 'console.log("on"); await new Promise(() => {})'],
  ])('tslab: %s', async (_, code) => {
    await run('var kept = 7')
    const id = kernel.sendExecute(code)
    await kernel.message(({ type, parentId }) => type === 'stream' && parentId === id)
    await kernel.request('interrupt_request', {}, { channel: 'control' })
    expect((await kernel.finished(id)).content).toMatchObject({ status: 'error', ename: 'Interrupted' })
    expect(data((await run('kept')).id)).toEqual({ 'text/plain': '7' })
  })

  test('tslab: a loop in the callback of a timer hangs for ever', async () => {
    const id = kernel.sendExecute(
      'await new Promise(() => setTimeout(() => { console.log("on"); while (true) {} }, 1))',
    )
    await kernel.message(({ type, parentId }) => type === 'stream' && parentId === id)
    await kernel.request('interrupt_request', {}, { channel: 'control' })
    expect((await kernel.finished(id)).content['status']).toBe('error')
    expect(data((await run('kept')).id)).toEqual({ 'text/plain': '7' })
  })

  test('tslab: an interrupted asynchronous loop goes on in the background', async () => {
    const id = kernel.sendExecute(
      'var rounds = 0; console.log("on"); while (true) { rounds++; await new Promise((r) => setTimeout(r, 5)) }',
    )
    await kernel.message(({ type, parentId }) => type === 'stream' && parentId === id)
    await kernel.request('interrupt_request', {}, { channel: 'control' })
    await kernel.finished(id)
    const { id: check } = await run('const then = rounds; await new Promise((r) => setTimeout(r, 100)); rounds - then')
    expect(data(check)).toEqual({ 'text/plain': '0' })
  })

  test('tslab: control, heartbeat and completion wait for a cell that computes', async () => {
    await kernel.request('complete_request', { code: 'Math.cb', cursor_pos: 7 })
    const door = new Door(kernel.folder)
    const id = kernel.sendExecute(`console.log("on"); ${door.spin}`)
    await kernel.message(({ type, parentId }) => type === 'stream' && parentId === id)
    expect((await kernel.request('kernel_info_request', {}, { channel: 'control' })).content['status']).toBe('ok')
    expect(await kernel.beat()).toBe('ping')
    const { content } = await kernel.request('complete_request', { code: 'Math.cbr', cursor_pos: 8 })
    expect(content['matches']).toEqual(['cbrt'])
    expect(kernel.about(id).some((message) => isStatus(message, 'idle'))).toBe(false)
    door.open()
    await kernel.finished(id)
  })

  test('tslab: history_request and connect_request get no reply', async () => {
    await run('"remember me"')
    const { content } = await kernel.request('history_request', {
      hist_access_type: 'search',
      pattern: '*remember*',
      raw: true,
      output: false,
      n: 1,
    })
    expect((content['history'] as unknown[][])[0][2]).toBe('"remember me"')
    expect((await kernel.request('connect_request')).type).toBe('connect_reply')
  })

  test('tslab: comm_info_request is answered by a complete_reply; comm_open is an unknown message', async () => {
    expect((await kernel.request('comm_info_request')).type).toBe('comm_info_reply')
    kernel.send('comm_open', { comm_id: 'c1', target_name: 'nobody', data: {} })
    expect((await kernel.message(({ type }) => type === 'comm_close')).content['comm_id']).toBe('c1')
  })

  test('tslab: no input_request; a question never gets its answer', async () => {
    const id = kernel.sendExecute('prompt("name? ")', { allow_stdin: true })
    await kernel.message(({ channel, parentId }) => channel === 'stdin' && parentId === id)
    kernel.send('input_reply', { value: 'Ada' }, { channel: 'stdin' })
    await kernel.finished(id)
    expect(data(id)).toEqual({ 'text/plain': "'Ada'" })
  })

  test.each([
    ['a syntax error is never "invalid"', 'const = 1', 'invalid'],
    ['an open template is "complete"', 'const t = `a ${1', 'incomplete'],
  ])('tslab: is_complete: %s', async (_, code, status) => {
    expect((await kernel.request('is_complete_request', { code })).content['status']).toBe(status)
  })

  test('tslab: positions count UTF-16 units', async () => {
    const code = "const s = '😀'; Math.cbr"
    const { content } = await kernel.request('complete_request', { code, cursor_pos: Array.from(code).length })
    expect(content).toMatchObject({ matches: ['cbrt'], cursor_start: 20, cursor_end: 23 })
  })

  test('tslab: process.exit ends the kernel without a reply', async () => {
    const { id, reply } = await run('process.exit(3)')
    expect(reply.content).toMatchObject({ status: 'error' })
    expect(kernel.outputs(id).map(({ type }) => type)).toEqual(['error'])
    expect(data((await run('1 + 1')).id)).toEqual({ 'text/plain': '2' })
  })

  test('tslab: shutdown_reply always says restart: false', async () => {
    kernel.send('shutdown_request', { restart: true }, { channel: 'control' })
    const { content } = await kernel.message(({ type, channel }) => type === 'shutdown_reply' && channel === 'control')
    expect(content).toMatchObject({ status: 'ok', restart: true })
    await kernel.exit()
  })
})
