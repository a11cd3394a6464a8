import { afterAll, beforeAll, expect, test } from 'vitest'
import { KernelUnderTest } from './kernel-under-test.ts'

let kernel: KernelUnderTest
beforeAll(async () => {
  kernel = await KernelUnderTest.launch()
})
afterAll(() => kernel[Symbol.asyncDispose]())

test.each(['wavelength?', 'wavelength??'])('%s: a page with the type and nothing shown', async (code) => {
  await kernel.execute('/** In metres. */ const wavelength = 5e-7')
  const reply = await kernel.execute(code)
  expect(reply.content).toMatchObject({ status: 'ok', payload: [{ source: 'page', start: 0 }] })
  const [{ data }] = reply.content.payload as readonly [{ readonly data: Record<string, string> }]
  expect(data['text/plain']).toContain('wavelength')
  expect(data['text/markdown']).toContain('```typescript')
  expect(kernel.outputs(reply.parentId!)).toEqual([])
})

test('a question about nothing known says so', async () => {
  const reply = await kernel.execute('noSuchName?')
  expect(reply.content).toMatchObject({ status: 'ok', payload: [] })
  expect(kernel.streamText(reply.parentId!)).toBe('Nothing is known about noSuchName.\n')
})

test('setNextCell(text, { replace }) asks the frontend for a cell', async () => {
  const reply = await kernel.execute('setNextCell("const a = 1"); setNextCell("b", { replace: true })')
  expect(reply.content.payload).toEqual([
    { source: 'set_next_input', text: 'const a = 1', replace: false },
    { source: 'set_next_input', text: 'b', replace: true },
  ])
  expect((await kernel.execute('1')).content.payload).toEqual([])
})

test('usage_request: the processor and memory of the kernel and of its machine', async () => {
  const start = performance.now()
  const { content } = await kernel.request('usage_request', {}, { channel: 'control' })
  expect(content).toMatchObject({ status: 'ok', pid: kernel.process.pid, hostname: expect.any(String) })
  expect(content.kernel_memory).toBeGreaterThan(30 * 2 ** 20)
  expect(content.cpu_count).toBeGreaterThan(0)
  await kernel.execute('for (const start = process.cpuUsage().user; process.cpuUsage().user - start < 300_000;);')
  const after = await kernel.request('usage_request', {}, { channel: 'control' })
  // 300 ms, less the tick that Linux counts in, of what a busy machine may have taken for them.
  const least = (100 * 280) / (performance.now() - start)
  if (process.platform === 'linux') expect(after.content.kernel_cpu).toBeGreaterThan(least)
})

test('connect_request tells the ports', async () => {
  const { content } = await kernel.request('connect_request')
  expect(Object.keys(content).toSorted()).toEqual(
    ['control_port', 'hb_port', 'iopub_port', 'shell_port', 'status', 'stdin_port'].toSorted(),
  )
})
