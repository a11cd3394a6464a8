import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { InstalledKernel } from '../jupyter/installed-kernel.ts'

// Every notebook runs from top to bottom in the three programs that do so without a page. In short: with budgets that show
// that each cell works, not that its numbers are good. `npm run demo`, which has a test of its own, runs the whole thing.

const folder = new URL('../../notebooks', import.meta.url).pathname
const notebooks = readdirSync(folder).filter((name) => name.endsWith('.ipynb'))
const script = new URL('../jupyter/execute_notebook.py', import.meta.url).pathname

interface Cell {
  readonly cell_type: string
  readonly source: string | readonly string[]
  readonly execution_count?: number | null
  readonly outputs?: readonly { readonly output_type: string; readonly data?: object }[]
}

interface Notebook {
  readonly cells: readonly Cell[]
}

/** A few steps where a notebook takes thousands. What it asserts about its results holds only after all of them. */
const shortcuts: readonly (readonly [RegExp, string])[] = [
  [/\b(adam|lbfgs): \d+/g, '$1: 12'],
  [/\btrials: [^}]*/g, 'trials: 4 '],
  [/^assert\(/gm, 'void ('],
]

let kernel: InstalledKernel
beforeAll(() => {
  kernel = new InstalledKernel()
})
afterAll(() => kernel[Symbol.dispose]())

/** Writes the short form of a notebook into a folder of its own, where its study is to land as well. */
function shorten(name: string, program: string): string {
  const home = join(kernel.folder, program)
  mkdirSync(home, { recursive: true })
  const { cells, ...rest } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Notebook
  const short = cells.map((cell) => (cell.cell_type === 'code' ? { ...cell, source: shortSource(cell) } : cell))
  writeFileSync(join(home, name), JSON.stringify({ ...rest, cells: short }))
  return join(home, name)
}

function shortSource({ source }: Cell): string {
  const text = typeof source === 'string' ? source : source.join('')
  return shortcuts.reduce((code, [long, short]) => code.replaceAll(long, short), text)
}

function executed(path: string): readonly Cell[] {
  const { cells } = JSON.parse(readFileSync(path, 'utf8')) as Notebook
  return cells.filter(({ cell_type: type }) => type === 'code')
}

/** What there is to see below each cell: the same whatever program ran it. */
function kinds(cells: readonly Cell[]): string[][] {
  return cells.map(({ outputs = [] }) =>
    outputs
      .map(({ output_type: type, data = {} }) => [type, ...Object.keys(data).toSorted()].join(' '))
      .filter((kind, index, all) => kind !== 'stream' || all[index - 1] !== 'stream'),
  )
}

describe.each(notebooks)('%s', (name) => {
  let byPapermill: readonly Cell[] = []

  test('runs in papermill, every cell in order and without an error', async () => {
    const path = shorten(name, 'papermill')
    const out = join(kernel.folder, 'papermill', 'executed.ipynb')
    const { code, output } = await kernel.run('-m', 'papermill', '--cwd', join(kernel.folder, 'papermill'), path, out)
    expect([code, output.includes('PapermillExecutionError')], output).toEqual([0, false])
    byPapermill = executed(out)
    expect(byPapermill.map(({ execution_count: count }) => count)).toEqual(byPapermill.map((_, index) => index + 1))
    expect(kinds(byPapermill).flat()).not.toContain('error')
  })

  test('runs in nbclient, and shows there what it shows in papermill', async () => {
    const path = shorten(name, 'nbclient')
    const { output } = await kernel.run(script, path, '--timeout', '120')
    const answer = JSON.parse(output.slice(output.indexOf('{"cells"')).split('\n')[0]) as {
      readonly cells: readonly Cell[]
      readonly error: unknown
    }
    expect(answer.error).toBeNull()
    expect(kinds(answer.cells)).toEqual(kinds(byPapermill))
  })

  test('runs in nbconvert, whose page shows its plots', async () => {
    const path = shorten(name, 'nbconvert')
    const { code, output } = await kernel.run('-m', 'nbconvert', '--to', 'html', '--execute', path)
    expect(code, output).toBe(0)
    const page = readFileSync(path.replace(/\.ipynb$/, '.html'), 'utf8')
    const plots = kinds(byPapermill).flat().filter((kind) => kind.includes('image/svg+xml'))
    expect(page.match(/<svg|image\/svg\+xml/g)?.length ?? 0).toBeGreaterThanOrEqual(plots.length)
  })
})

test('there are notebooks', () => {
  expect(notebooks).not.toEqual([])
})
