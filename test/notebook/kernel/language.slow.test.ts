import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NotebookLanguage } from '../../../src/notebook/language/notebook-language.ts'
import { isStatus, KernelUnderTest } from './kernel-under-test.ts'

// The language worker behind the whole kernel.

const root = new URL('../../../', import.meta.url).pathname

let kernel: KernelUnderTest
beforeAll(async () => {
  kernel = await KernelUnderTest.launch()
})
afterAll(() => kernel[Symbol.asyncDispose]())

/** The text on stderr of a cell, once there is some. */
async function warningOf(id: string): Promise<string> {
  await kernel.message(
    ({ type, parentId, content }) => type === 'stream' && content.name === 'stderr' && parentId === id,
  )
  return kernel.streamText(id, 'stderr')
}

/** Until then completion answers from what is known without TypeScript. */
async function typesKnown(): Promise<void> {
  const { content } = await kernel.request('complete_request', { code: 'Math.', cursor_pos: 5 })
  if (!JSON.stringify(content).includes('(method) Math.')) return typesKnown()
}

describe('while a cell spins', () => {
  test('completion and inspection are answered, in code points and with types', async () => {
    await kernel.execute('const speed = { metres: 1 }')
    await typesKnown()
    const id = kernel.sendExecute('console.log("on"); while (true) {}')
    await kernel.message(({ type, parentId }) => type === 'stream' && parentId === id)
    const code = "const s = '😀'; speed."
    const at = { code, cursor_pos: Array.from(code).length }
    const completion = await kernel.request('complete_request', at)
    expect(completion.content).toMatchObject({ matches: ['metres'], cursor_start: 21, cursor_end: 21 })
    const typed = { text: 'metres', type: 'property', signature: '(property) metres: number', start: 21, end: 21 }
    expect(completion.content.metadata).toEqual({ _jupyter_types_experimental: [typed] })
    const inspection = await kernel.request('inspect_request', { ...at, cursor_pos: 17, detail_level: 1 })
    expect(inspection.content.data).toEqual({
      'text/plain': expect.stringContaining('const speed: {\n    metres: number;\n}'),
      'text/markdown': expect.stringContaining('const speed = { metres: 1 }'),
    })
    expect(kernel.about(id).some((message) => isStatus(message, 'idle'))).toBe(false)
    await kernel.request('interrupt_request', {}, { channel: 'control' })
    await kernel.finished(id)
  })

  test('a type error is told below the cell before the cell ends', async () => {
    const id = kernel.sendExecute("const wrong: number = 'text'\nawait new Promise(() => {})")
    expect(await warningOf(id)).toContain("line 1:7 TS2322: Type 'string' is not assignable to type 'number'.")
    expect(kernel.about(id).some((message) => isStatus(message, 'idle'))).toBe(false)
    await kernel.request('interrupt_request', {}, { channel: 'control' })
    await kernel.finished(id)
  })
})

test('a type error never stops or delays a cell: what it says comes when the cell has ended', async () => {
  const id = kernel.sendExecute('const ran: string = 5; ran')
  expect((await kernel.finished(id)).content.status).toBe('ok')
  expect(await warningOf(id)).toContain('line 1:7 TS2322')
})

test('what the error of a cell says is not said again; other type errors of that cell are', async () => {
  const failing = kernel.sendExecute('const alsoWrong: number = "text"\nnoSuchThing.x')
  expect((await kernel.finished(failing)).content.evalue).toBe('noSuchThing is not defined')
  expect(await warningOf(failing)).toBe("line 1:7 TS2322: Type 'string' is not assignable to type 'number'.\n")
})

test('a name that only pages define, and the cell has failed for, is not explained by its use in pages', async () => {
  const failing = kernel.sendExecute('const wrongToo: number = "text"\nprint(3)')
  expect((await kernel.finished(failing)).content.evalue).toBe('print is not defined')
  expect(await warningOf(failing)).toBe("line 1:7 TS2322: Type 'string' is not assignable to type 'number'.\n")
})

test('a name from a cell that failed on the way is known', async () => {
  await kernel.execute("const early = 1; throw new Error('on purpose')")
  const { content } = await kernel.request('complete_request', { code: 'earl', cursor_pos: 4 })
  expect(content.matches).toEqual(['early'])
})

test('cells that the frontend runs for itself are not checked, nor are any after `// @types off`', async () => {
  const silent = kernel.sendExecute('const a1: number = "a"', { silent: true, store_history: false })
  const off = kernel.sendExecute('// @types off\nconst a2: number = "a"')
  const on = kernel.sendExecute('// @types warn\nconst a3: number = "a"')
  await kernel.finished(on)
  await warningOf(on)
  expect([kernel.streamText(silent, 'stderr'), kernel.streamText(off, 'stderr')]).toEqual(['', ''])
})

test('with `// @types error` a cell with type errors does not run, and its error has lines and numbers', async () => {
  const reply = await kernel.execute(
    "globalThis.touched = true\nconst a4: number = 'a' // @types error\n// @types error",
  )
  expect(reply.content).toMatchObject({ status: 'error', ename: 'TypeCheckError' })
  expect(String(reply.content.traceback)).toContain("line 2:7 TS2322: Type 'string' is not assignable")
  const id = kernel.sendExecute('typeof touched')
  await kernel.finished(id)
  expect(kernel.outputs(id).map(({ content }) => content.data)).toEqual([{ 'text/plain': "'undefined'" }])
  await kernel.execute('// @types warn')
})

test.each([
  ['error', 'TypeCheckError', ''],
  ['off', undefined, ''],
  ['warn', undefined, "line 1:7 TS2322: Type 'string' is not assignable to type 'number'.\n"],
])('ANSATZ_TYPES=%s decides it for every cell', async (types, ename, warning) => {
  await using strict = await KernelUnderTest.launch({ env: { ANSATZ_TYPES: types } })
  const id = strict.sendExecute('const wrong: number = "text"')
  expect((await strict.finished(id)).content.ename).toBe(ename)
  // A check that waits is made 0.1 s behind the last question, and its text is gathered for 50 ms before it is sent.
  for (const code of ['Math.', 'JSON.']) await strict.request('complete_request', { code, cursor_pos: code.length })
  if (warning === '') await new Promise((resolve) => setTimeout(resolve, 500))
  else await strict.message(({ type, parentId }) => type === 'stream' && parentId === id)
  expect(strict.streamText(id, 'stderr')).toBe(warning)
})

const notebooks = readdirSync(join(root, 'notebooks')).filter((name) => name.endsWith('.ipynb'))

test.each(notebooks)('%s has no type errors', (name) => {
  const language = new NotebookLanguage(join(root, 'notebooks'))
  const { cells } = JSON.parse(readFileSync(join(root, 'notebooks', name), 'utf8'))
  const codes = cells.filter(({ cell_type: type }: { cell_type: string }) => type === 'code')
  const found = codes.flatMap(({ source }: { source: string[] }, index: number) => {
    const code = source.join('')
    const problems = language.problems(language.snapshot(code))
    language.ran({ cellId: String(index), code })
    return problems
  })
  expect(codes).not.toEqual([])
  expect(found).toEqual([])
})

test('completion follows a module beside the notebook when it changes', async () => {
  const members = async (): Promise<unknown> => {
    const code = "import { model } from './model.ts'; model."
    return (await kernel.request('complete_request', { code, cursor_pos: code.length })).content.matches
  }
  writeFileSync(join(kernel.folder, 'model.ts'), 'export const model = { first: 1 }\n')
  expect(await members()).toEqual(['first'])
  await new Promise((resolve) => setTimeout(resolve, 20))
  writeFileSync(join(kernel.folder, 'model.ts'), 'export const model = { second: 1 }\n')
  expect(await members()).toEqual(['second'])
})

test('members are known before TypeScript is, and those of values without a type afterwards, too', async () => {
  await using fresh = await KernelUnderTest.launch()
  await fresh.execute('const net = { layers: [{ width: 32 }] }; const data = JSON.parse(`{"rows": [{ "a": 1 }]}`)')
  const ask = async (code: string) => {
    const { content } = await fresh.request('complete_request', { code, cursor_pos: code.length })
    return content
  }
  expect((await ask('net.layers[0].')).matches).toEqual(['width'])
  while (!JSON.stringify((await ask('net.layers[0].')).metadata).includes('(property) width: number'));
  expect(await ask('data.rows[0].')).toEqual({
    status: 'ok',
    matches: ['a'],
    cursor_start: 13,
    cursor_end: 13,
    metadata: { _jupyter_types_experimental: [{ text: 'a', type: 'property', signature: '', start: 13, end: 13 }] },
  })
})
