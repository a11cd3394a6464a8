import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { InstalledKernel } from './installed-kernel.ts'

interface Executed {
  readonly cells: readonly { readonly count: number | null; readonly outputs: readonly Record<string, unknown>[] }[]
  readonly error: { readonly kind: string; readonly text: string } | null
}

const script = new URL('execute_notebook.py', import.meta.url).pathname
let kernel: InstalledKernel
beforeAll(() => {
  kernel = new InstalledKernel()
})
afterAll(() => kernel[Symbol.dispose]())

async function execute(
  codes: readonly string[],
  { options = [], in: where = kernel }: { readonly options?: readonly string[]; readonly in?: InstalledKernel } = {},
): Promise<Executed> {
  const path = join(where.folder, 'notebook.ipynb')
  const cells = codes.map((source, index) => ({
    cell_type: 'code',
    id: `cell-${index}`,
    source,
    metadata: {},
    outputs: [],
    execution_count: null,
  }))
  const metadata = { kernelspec: { name: 'ansatz', display_name: 'Ansatz (TypeScript)', language: 'typescript' } }
  writeFileSync(path, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells }))
  const { output } = await where.run(script, path, ...options)
  try {
    return JSON.parse(output.slice(output.indexOf('{"cells"')).split('\n')[0]) as Executed
  } catch {
    throw new Error(output)
  }
}

test('nbclient runs a notebook: variables across cells, top-level await, results, output and displays', async () => {
  const { cells, error } = await execute([
    'interface Point { readonly x: number; readonly y: number }\nconst p: Point = { x: 3, y: 4 }',
    'console.log("norm"); Math.hypot(p.x, p.y)',
    'const later = await new Promise<string>(resolve => setTimeout(() => resolve("done"), 50))\nlater',
    'await display({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>x</b>", "text/plain": "x" }) })',
    'for (let i = 0; i < 5000; i++) console.log(i)',
  ])
  expect(error).toBeNull()
  expect(cells.map(({ count }) => count)).toEqual([1, 2, 3, 4, 5])
  expect(cells[1].outputs).toMatchObject([
    { output_type: 'stream', name: 'stdout', text: 'norm\n' },
    { output_type: 'execute_result', execution_count: 2, data: { 'text/plain': '5' } },
  ])
  expect(cells[2].outputs[0]).toMatchObject({ output_type: 'execute_result' })
  expect(cells[3].outputs[0]).toMatchObject({ output_type: 'display_data', data: { 'text/html': '<b>x</b>' } })
  const lines = cells[4].outputs.map(({ text }) => text).join('')
  expect(lines).toBe(Array.from({ length: 5000 }, (_, line) => `${line}\n`).join(''))
})

test('nbclient saves what background work of a cell shows: the reply waits for it', async () => {
  const { cells, error } = await execute([
    'setTimeout(() => console.log("late"), 300); 1',
    'void (async () => { await new Promise((r) => setTimeout(r, 100)); console.log("un-awaited") })()',
    '2',
  ])
  expect(error).toBeNull()
  expect(cells[0].outputs).toMatchObject([{ data: { 'text/plain': '1' } }, { text: 'late\n' }])
  expect(cells[1].outputs).toMatchObject([{ text: 'un-awaited\n' }])
})

test('nbclient and ANSATZ_AWAIT_BACKGROUND: an eternal interval ends its cell with a notice, and 0 does not wait', async () => {
  using patient = new InstalledKernel({ ANSATZ_AWAIT_BACKGROUND: '2 s' })
  const eternal = ['setInterval(() => console.log("tick"), 300); 1', '2']
  const { cells, error } = await execute(eternal, { in: patient })
  expect(error).toBeNull()
  const texts = cells[0].outputs.map(({ text }) => text).join('')
  expect(texts).toMatch(/(tick\n){2}/)
  expect(texts).toContain('After 2 s this cell still has something running in the background (Timeout)')
  // The next cell is not held up by what it has not started.
  expect(cells[1].outputs).toMatchObject([{ data: { 'text/plain': '2' } }])
  using hasty = new InstalledKernel({ ANSATZ_AWAIT_BACKGROUND: '0' })
  const quick = await execute(['setTimeout(() => console.log("late"), 60_000); undefined'], { in: hasty })
  expect(quick.cells[0].outputs).toEqual([])
})

test('nbclient stops at an error and reports its name and value', async () => {
  const { cells, error } = await execute(['1', 'throw new RangeError("too far")', '2'])
  expect(error).toMatchObject({ kind: 'CellExecutionError' })
  expect(error?.text).toContain('RangeError')
  expect(error?.text).toContain('too far')
  expect(cells[2].count).toBeNull()
})

test('nbclient with allow_errors goes on after an error', async () => {
  const { cells, error } = await execute(['throw new Error("a")', '1 + 1'], { options: ['--allow-errors'] })
  expect(error).toBeNull()
  expect(cells[1].outputs[0]).toMatchObject({ data: { 'text/plain': '2' } })
})

test('nbclient: a cell that ends the process gives an error, not a dead kernel', async () => {
  const { cells, error } = await execute(['process.exit(3)', '1 + 1'], { options: ['--allow-errors'] })
  expect(error).toBeNull()
  expect(cells[0].outputs).toMatchObject([{ output_type: 'error', evalue: expect.stringContaining('process.exit(3)') }])
  expect(cells[1].outputs[0]).toMatchObject({ data: { 'text/plain': '2' } })
})

test('nbclient interrupts a cell that runs too long, and the variables stay', async () => {
  const { cells } = await execute(['const kept = 7', 'while (true) {}', 'await new Promise(() => {})', 'kept'], {
    options: ['--allow-errors', '--interrupt-on-timeout', '--timeout', '3'],
  })
  expect(cells[1].outputs.at(-1)).toMatchObject({ output_type: 'error' })
  expect(cells[2].outputs.at(-1)).toMatchObject({ output_type: 'error' })
  expect(cells[3].outputs[0]).toMatchObject({ data: { 'text/plain': '7' } })
})
