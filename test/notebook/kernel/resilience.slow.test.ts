import { execFileSync, spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { Door } from '../door.ts'
import { despiteStalls } from '../session/executor.ts'
import { KernelUnderTest } from './kernel-under-test.ts'

const endings: readonly (readonly [string, string, RegExp])[] = [
  ['process.exit(3)', 'process.exit(3)', /process\.exit\(3\)/],
  ['a crash in native code', 'process.kill(process.pid, "SIGSEGV"); await new Promise(() => {})', /SIGSEGV.*native/],
  ['no memory', 'const a = []; for (;;) a.push(new Array(1e5).fill({}))', /out of memory/],
  [
    'nonsense on the channel',
    '(await import("node:fs")).writeSync(4, "nonsense"); await new Promise(() => {})',
    /ended/,
  ],
]

test.each(endings)('%s: one clear error, the queue aborted, and the next cell runs', async (_, code, text) => {
  await using kernel = await KernelUnderTest.launch({ tiny: true, env: { NODE_OPTIONS: '--max-old-space-size=64' } })
  const door = new Door(kernel.folder)
  const dying = kernel.sendExecute(`console.log('shown'); ${door.rest} ${code}`)
  const waiting = kernel.sendExecute('return 1')
  await kernel.message(({ type, parentId }) => type === 'stream' && parentId === dying)
  // Answered at once, behind what was sent before it.
  await kernel.request('kernel_info_request')
  door.open()
  const reply = await kernel.finished(dying)
  expect(reply.content).toMatchObject({ status: 'error' })
  expect(reply.content.evalue).toMatch(text)
  expect(reply.content.evalue).toContain('variables of this notebook are lost')
  expect(kernel.outputs(dying).filter(({ type }) => type === 'error')).toHaveLength(1)
  expect(kernel.streamText(dying)).toBe('shown\n')
  expect((await kernel.finished(waiting)).content.status).toBe('aborted')
  expect((await kernel.execute('return 2')).content.status).toBe('ok')
})

test('interrupt_request stops a pending await and keeps the executor', async () => {
  await using kernel = await KernelUnderTest.launch({ tiny: true })
  await kernel.execute('globalThis.kept = 1')
  const id = kernel.sendExecute('console.log("on"); await new Promise(() => {})')
  await kernel.message(({ type, parentId }) => type === 'stream' && parentId === id)
  expect((await kernel.request('interrupt_request', {}, { channel: 'control' })).content).toEqual({ status: 'ok' })
  expect((await kernel.finished(id)).content).toMatchObject({ status: 'error', ename: 'Interrupted' })
  const after = kernel.sendExecute('return kept')
  await kernel.finished(after)
  expect(kernel.outputs(after)[0].content.data).toEqual({ 'text/plain': '1' })
})

test('SIGINT stops the running cell and not the kernel', async () => {
  await using kernel = await KernelUnderTest.launch({ tiny: true })
  const id = kernel.sendExecute('console.log("on"); await new Promise(() => {})')
  await kernel.message(({ type, parentId }) => type === 'stream' && parentId === id)
  kernel.process.kill('SIGINT')
  expect((await kernel.finished(id)).content.ename).toBe('Interrupted')
  kernel.process.kill('SIGINT')
  expect((await kernel.execute('return 1')).content.status).toBe('ok')
})

test('an interrupt without effect ends the executor after five seconds and says that variables are lost', async () => {
  await using kernel = await KernelUnderTest.launch({ tiny: true })
  const id = kernel.sendExecute('console.log("on"); await 0; while (true) {}')
  await kernel.message(({ type, parentId }) => type === 'stream' && parentId === id)
  const started = performance.now()
  kernel.send('interrupt_request', {}, { channel: 'control' })
  // A double press is one interrupt.
  kernel.send('interrupt_request', {}, { channel: 'control' })
  const reply = await kernel.finished(id)
  expect(performance.now() - started).toBeGreaterThan(4000)
  expect(reply.content.ename).toBe('Interrupted')
  expect(reply.content.evalue).toContain('variables of this notebook are lost')
  expect((await kernel.execute('return 1')).content.status).toBe('ok')
})

test('a second interrupt ends the executor at once', despiteStalls, async () => {
  await using kernel = await KernelUnderTest.launch({ tiny: true })
  const id = kernel.sendExecute('console.log("on"); await 0; while (true) {}')
  await kernel.message(({ type, parentId }) => type === 'stream' && parentId === id)
  await kernel.request('interrupt_request', {}, { channel: 'control' })
  await new Promise((resolve) => setTimeout(resolve, 1200))
  await kernel.request('interrupt_request', {}, { channel: 'control' })
  const started = performance.now()
  expect((await kernel.finished(id)).content.ename).toBe('Interrupted')
  expect(performance.now() - started).toBeLessThan(3500)
})

test('an interrupt without a running cell changes nothing', async () => {
  await using kernel = await KernelUnderTest.launch({ tiny: true })
  await kernel.request('interrupt_request', {}, { channel: 'control' })
  expect((await kernel.execute('return 1')).content.status).toBe('ok')
})

test(
  'shutdown_request: reply, broadcast, and the process and all that it started are gone',
  despiteStalls,
  async () => {
    await using kernel = await KernelUnderTest.launch({ tiny: true })
    const id = kernel.sendExecute(`const { spawn } = await import('node:child_process')
    const child = spawn('sleep', ['1000'])
    console.log(process.pid, child.pid)
    while (true) {}`)
    await kernel.message(({ type, parentId }) => type === 'stream' && parentId === id)
    const asked = performance.now()
    const reply = await kernel.request('shutdown_request', { restart: true }, { channel: 'control' })
    expect(reply.content).toEqual({ status: 'ok', restart: true })
    expect(kernel.about(reply.parentId!).map(({ type }) => type)).toEqual(['status', 'shutdown_reply', 'status'])
    expect(await kernel.exit()).toBe(0)
    // Jupyter sends SIGTERM after 2.5 s.
    expect(performance.now() - asked).toBeLessThan(2500)
    for (const pid of kernel.streamText(id).trim().split(' ')) await expect.poll(() => isRunning(pid)).toBe(false)
  },
)

test('the kernel ends when the process that started it is gone', async () => {
  const parent = spawn('sleep', ['1000'])
  await using kernel = await KernelUnderTest.launch({ tiny: true, env: { JPY_PARENT_PID: String(parent.pid) } })
  expect((await kernel.execute('return 1')).content.status).toBe('ok')
  parent.kill('SIGKILL')
  expect(await kernel.exit()).toBe(0)
})

test('a killed kernel takes its executor with it', async () => {
  await using kernel = await KernelUnderTest.launch({ tiny: true })
  const id = kernel.sendExecute('console.log(process.pid)')
  await kernel.finished(id)
  kernel.process.kill('SIGKILL')
  await kernel.exit()
  await expect.poll(() => isRunning(kernel.streamText(id).trim())).toBe(false)
})

test('the executor cannot see the key', async () => {
  await using kernel = await KernelUnderTest.launch({ tiny: true })
  const id = kernel.sendExecute('return JSON.stringify([process.env, process.argv, process.execArgv])')
  await kernel.finished(id)
  expect(JSON.stringify(kernel.outputs(id))).not.toContain(kernel.key)
})

/** Whether a process is there and no zombie that waits for its parent. */
function isRunning(pid: string): boolean {
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', pid]).toString().startsWith('Z')
  } catch {
    return false
  }
}
