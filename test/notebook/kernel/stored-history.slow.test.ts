import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { KernelUnderTest } from './kernel-under-test.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ansatz-history-'))
  file = join(folder, 'state', 'history.jsonl')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function launch(env: NodeJS.ProcessEnv = { ANSATZ_HISTORY: file }): Promise<KernelUnderTest> {
  return KernelUnderTest.launch({ tiny: true, env })
}

async function ask(kernel: KernelUnderTest, content: object): Promise<unknown> {
  return (await kernel.request('history_request', content)).content.history
}

test('history_request finds what an earlier kernel ran, with its results', async () => {
  {
    await using earlier = await launch()
    await earlier.execute('return 41')
    await earlier.execute('return 42')
    await earlier.request('shutdown_request', {}, { channel: 'control' })
    await earlier.exit()
  }
  await using kernel = await launch()
  await kernel.execute('return 43')
  const tail = { hist_access_type: 'tail', n: 2, output: true }
  expect(await ask(kernel, tail)).toEqual([
    [1, 2, ['return 42', '42']],
    [2, 1, ['return 43', '43']],
  ])
  const before = { hist_access_type: 'range', session: -1, start: 1, stop: 2 }
  expect(await ask(kernel, before)).toEqual([[1, 1, 'return 41']])
  expect(await ask(kernel, { ...before, session: 1, stop: null })).toHaveLength(2)
  expect(await ask(kernel, { ...before, session: 0 })).toEqual([[2, 1, 'return 43']])
  expect(await ask(kernel, { hist_access_type: 'search', pattern: '*4[12]' })).toHaveLength(2)
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('several kernels at once: each sees the cells of all, under numbers of their own', async () => {
  const kernels = await Promise.all([launch(), launch(), launch()])
  const codes = kernels.map((_, index) => Array.from({ length: 20 }, (__, line) => `return "${index}-${line}"`))
  await Promise.all(
    kernels.map(async (kernel, index) => {
      for (const code of codes[index]) await kernel.execute(code)
    }),
  )
  for (const [index, kernel] of kernels.entries()) {
    await expect.poll(() => ask(kernel, { hist_access_type: 'search', pattern: 'return*', n: 100 })).toHaveLength(60)
    const history = (await ask(kernel, { hist_access_type: 'tail', n: 60 })) as readonly [number, number, string][]
    // This kernel's own cells are the newest.
    expect(history.slice(40).map(([, , code]) => code)).toEqual(codes[index])
    const sessions = new Set(history.map(([session]) => session))
    expect(sessions).toEqual(new Set([1, 2, 3]))
  }
  await Promise.all(kernels.map((kernel) => kernel[Symbol.asyncDispose]()))
})

test('ANSATZ_HISTORY=off keeps nothing; a file that cannot be written costs only the memory of it', async () => {
  for (const chosen of ['off', '/dev/null/history.jsonl']) {
    await using kernel = await launch({ ANSATZ_HISTORY: chosen })
    await kernel.execute('return 1')
    expect(await ask(kernel, { hist_access_type: 'tail', n: 5 })).toEqual([[1, 1, 'return 1']])
  }
})
