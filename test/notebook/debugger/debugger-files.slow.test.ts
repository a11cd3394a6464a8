import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { DebugClient } from './debug-client.ts'

// The debugger in TypeScript and JavaScript beside the notebook.

let client: DebugClient
const file = (name: string): string => join(client.kernel.folder, name)
const statusOf = async (id: string): Promise<unknown> => (await client.kernel.finished(id)).content['status']

beforeAll(async () => {
  client = await DebugClient.launch()
  writeFileSync(
    file('model.ts'),
    `// Types and blank lines move the code.
interface Layer { width: number }

export const scale: number = 3

export function widen(layer: Layer): Layer {
  const width: number = layer.width * scale
  return { width }
}
`,
  )
  writeFileSync(file('plain.mjs'), 'export function add(a, b) {\n  const sum = a + b\n  return sum\n}\n')
})
afterAll(() => client[Symbol.asyncDispose]())
afterEach(() => client.ask('disconnect'))

async function breakInFile(name: string, ...lines: readonly number[]): Promise<unknown> {
  const breakpoints = lines.map((line) => ({ line }))
  return (await client.body('setBreakpoints', { source: { path: file(name) }, breakpoints }))['breakpoints']
}

test('a breakpoint in a file that is not loaded yet stops its first run', async () => {
  await client.attach()
  expect(await breakInFile('model.ts', 4)).toMatchObject([{ line: 4, verified: false, message: expect.any(String) }])
  const run = client.kernel.sendExecute("import { widen } from './model.ts'\nwiden({ width: 2 }).width")
  expect(await client.stopped()).toMatch(/^breakpoint: .* 4$/)
  await client.step('continue')
  expect(await statusOf(run)).toBe('ok')
})

test('a breakpoint in a loaded file: its lines, names and text', async () => {
  await client.attach()
  expect(await breakInFile('model.ts', 8)).toMatchObject([{ line: 8, verified: true }])
  const run = client.kernel.sendExecute('widen({ width: 5 }).width')
  expect(await client.stopped()).toMatch(/^breakpoint: widen 8 < Cell \[\d+\] 1$/)
  const { Locals, Module } = await client.scopes()
  expect(Locals).toEqual({ layer: '{width: 5}', width: '15' })
  expect(Module).toMatchObject({ scale: '3' })
  const [frame] = await client.frames()
  expect(frame.source).toEqual({ name: 'model.ts', path: file('model.ts') })
  expect((await client.body('source', { source: frame.source }))['content']).toContain('interface Layer')
  expect((await client.body('modules'))['modules']).toMatchObject([{ name: 'model.ts', path: file('model.ts') }])
  await client.step('continue')
  expect(await statusOf(run)).toBe('ok')
})

test('stepIn from a cell into a file, and out of it', async () => {
  await client.attach()
  const code = "import { add } from './plain.mjs'\nconst three = add(1, 2)\nthree"
  await client.breakAt(code, 2)
  const run = client.kernel.sendExecute(code)
  expect(await client.stopped()).toMatch(/ 2$/)
  await client.step('stepIn')
  expect(await client.stopped()).toMatch(/^step: add 2 < Cell \[\d+\] 2$/)
  await client.step('stepOut')
  expect(await client.stopped()).toMatch(/^step: Cell \[\d+\] 3$/)
  await client.step('continue')
  expect(await statusOf(run)).toBe('ok')
})

test('a file that has changed keeps its breakpoint', async () => {
  await client.attach()
  await breakInFile('plain.mjs', 2)
  writeFileSync(file('plain.mjs'), 'export function add(a, b) {\n  const sum = a + b + 100\n  return sum\n}\n')
  const run = client.kernel.sendExecute("import { add } from './plain.mjs'\nadd(1, 2)")
  expect(await client.stopped()).toMatch(/^breakpoint: add 2 < Cell \[\d+\] 2$/)
  expect(await client.evaluate('a + b')).toBe('3')
  await client.step('continue')
  expect(await statusOf(run)).toBe('ok')
})
