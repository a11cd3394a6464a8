import { afterAll, beforeAll, expect, test } from 'vitest'
import { DebugClient } from './debug-client.ts'

// What VS Code and its Jupyter extension send, in the order in which they do when somebody debugs a cell.

let client: DebugClient
beforeAll(async () => {
  client = await DebugClient.launch()
})
afterAll(() => client[Symbol.asyncDispose]())

const configuration = { type: 'Python Kernel Debug Adapter', name: 'notebook.ipynb', request: 'attach' }
const code = `function half(x: number): number {
  const y = x / 2
  return y
}
let total = 0
for (const x of [2, 4]) {
  total += half(x)
}
total`

/** From `initialize` to `configurationDone`; the path of the cell. */
async function begin(
  breakpoints: readonly object[],
  { filters = [], cell = code }: { readonly filters?: readonly string[]; readonly cell?: string } = {},
): Promise<string> {
  const capabilities = await client.body('initialize', {
    clientID: 'vscode',
    clientName: 'Visual Studio Code',
    adapterID: configuration.type,
    pathFormat: 'path',
    linesStartAt1: true,
    columnsStartAt1: true,
    supportsVariableType: true,
    supportsVariablePaging: true,
    supportsRunInTerminalRequest: true,
    locale: 'en',
    supportsProgressReporting: true,
    supportsInvalidatedEvent: true,
    supportsMemoryReferences: true,
  })
  expect(capabilities).toMatchObject({ supportsConfigurationDoneRequest: true, supportsSetVariable: true })
  expect(await client.body('debugInfo')).toMatchObject({ isStarted: false, stoppedThreads: [] })
  await client.body('attach', { ...configuration, justMyCode: true, __mode: 'cell', __cellIndex: 0 })
  await client.event('initialized')
  const { sourcePath: path } = await client.body('dumpCell', { code: cell })
  const set = await client.body('setBreakpoints', {
    source: { name: 'notebook.ipynb', path },
    lines: breakpoints.map((one) => (one as { line: number }).line),
    breakpoints,
    sourceModified: false,
  })
  expect(set['breakpoints']).toMatchObject(breakpoints.map(() => ({ verified: true, source: { path } })))
  await client.body('setExceptionBreakpoints', { filters, filterOptions: [] })
  await client.body('configurationDone')
  expect(await client.body('threads')).toEqual({ threads: [{ id: 1, name: 'Notebook' }] })
  return String(path)
}

test('debug a cell: stop, look, change, step, and disconnect when it has ended', async () => {
  const path = await begin([{ line: 2 }])
  const run = client.kernel.sendExecute(code)
  expect(await client.event('stopped')).toMatchObject({ reason: 'breakpoint', threadId: 1, allThreadsStopped: true })
  await client.body('threads')
  // The first frame is asked for alone, where the adapter can give the rest later.
  const first = await client.body('stackTrace', { threadId: 1, startFrame: 0, levels: 1 })
  expect(first).toMatchObject({ stackFrames: [{ name: 'half', line: 2, source: { path } }], totalFrames: 2 })
  const rest = await client.body('stackTrace', { threadId: 1, startFrame: 1, levels: 19 })
  expect(rest['stackFrames']).toMatchObject([{ line: 7, source: { path } }])
  const [{ id: frameId }] = first['stackFrames'] as { id: number }[]
  const { scopes } = await client.body('scopes', { frameId })
  const [{ variablesReference }] = scopes as { variablesReference: number }[]
  expect(await client.list(variablesReference)).toContainEqual(
    expect.objectContaining({ name: 'x', value: '2', type: 'number', evaluateName: 'x' }),
  )
  for (const context of ['hover', 'watch', 'clipboard', 'repl', 'variables']) {
    expect(await client.body('evaluate', { expression: 'x + 1', frameId, context })).toMatchObject({ result: '3' })
  }
  expect(await client.ask('evaluate', { expression: 'x +', frameId, context: 'watch' })).toMatchObject({
    success: false,
    message: expect.stringMatching(/^SyntaxError: [^\n]+$/),
  })
  await client.body('setVariable', { variablesReference, name: 'x', value: '20' })
  await client.body('next', { threadId: 1, granularity: 'statement' })
  await client.event('stopped')
  await client.body('continue', { threadId: 1 })
  expect(await client.event('stopped')).toMatchObject({ reason: 'breakpoint' })
  await client.body('continue', { threadId: 1 })
  expect((await client.kernel.finished(run)).content).toMatchObject({ status: 'ok' })
  expect(client.kernel.outputs(run).at(-1)?.content['data']).toEqual({ 'text/plain': '12' })
  await client.body('disconnect', { restart: false })
  await client.body('disconnect', { restart: false, terminateDebuggee: false })
})

test('run by line: a breakpoint in the first line, then stepIn from line to line to the end of the cell', async () => {
  const cell = `let total = 0
function half(x: number): number {
  return x / 2
}
for (const x of [2, 4]) {
  total += half(x)
}
total`
  await begin([{ line: 1 }], { cell })
  const run = client.kernel.sendExecute(cell)
  const lines: number[] = []
  for (;;) {
    const next = client.event('stopped').then(() => 'stopped')
    const end = client.kernel.finished(run).then(() => 'end')
    if ((await Promise.race([next, end])) === 'end') {
      next.catch(() => {})
      break
    }
    lines.push((await client.frames())[0].line)
    await client.body('stepIn', { threadId: 1 })
  }
  expect(lines.slice(0, 7)).toEqual([1, 5, 6, 3, 5, 6, 3])
  expect(lines.at(-1)).toBe(8)
  await client.body('disconnect', { restart: false })
})

test('a stop at an error: VS Code asks for exceptionInfo; a window that was closed leaves nothing behind', async () => {
  await begin([], { filters: ['uncaught'] })
  expect(await client.ask('exceptionInfo', { threadId: 1 })).toMatchObject({ success: false })
  const run = client.kernel.sendExecute("throw new RangeError('too far')")
  expect(await client.event('stopped')).toMatchObject({ reason: 'exception', text: 'RangeError: too far' })
  expect(await client.body('exceptionInfo', { threadId: 1 })).toMatchObject({
    exceptionId: 'RangeError',
    description: 'RangeError: too far',
    breakMode: 'unhandled',
    details: { typeName: 'RangeError', stackTrace: expect.stringContaining('too far') },
  })
  // The next window finds the kernel at the breakpoint: it sends `continue` for each thread that stands.
  const { stoppedThreads } = await client.body('debugInfo')
  for (const threadId of stoppedThreads as number[]) await client.body('continue', { threadId })
  await client.body('attach', configuration)
  expect((await client.kernel.finished(run)).content).toMatchObject({ status: 'error', ename: 'RangeError' })
  await client.body('disconnect', { restart: true })
})

test('switched off where the steps have left the cell, and on again at once: the process lives', async () => {
  for (let round = 0; round < 20; round++) {
    await begin([{ line: 5 }])
    const run = client.kernel.sendExecute(code)
    await client.event('stopped')
    await client.body('setBreakpoints', { source: { path: (await client.frames())[0].source.path }, breakpoints: [] })
    await client.body('stepOut', { threadId: 1 })
    await client.body('disconnect', { restart: false })
    await client.attach()
    expect((await client.kernel.finished(run)).content).toMatchObject({ status: 'ok' })
    await client.body('disconnect', { restart: false })
  }
})
