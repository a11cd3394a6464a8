import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'

const root = new URL('../..', import.meta.url).pathname
const out = join(root, 'notebooks/out')

interface Output {
  readonly output_type: string
  readonly data?: Record<string, unknown>
}

describe('npm run demo', () => {
  let terminal = ''

  beforeAll(async () => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(root, 'src/bootstrap/demo.mjs')], {
      maxBuffer: 1e8,
    })
    terminal = `${stderr}\n${stdout}`
  }, 600_000)

  it('ends well, which means that the assertions of the notebook held, and prints the weights and both errors', () => {
    expect(terminal).toMatch(/best loss weights: residual/)
    expect(terminal).toMatch(/equal weights: median relative L2 error/)
    expect(terminal).toMatch(/tuned weights: median relative L2 error/)
    expect(terminal).toMatch(/\[\d+\/\d+\] .*: ok/)
  })

  it('leaves an executed notebook without errors whose plots are there in three formats', async () => {
    const notebook = JSON.parse(await readFile(join(out, '01-loss-weights.ipynb'), 'utf8')) as {
      cells: { cell_type: string; execution_count: number | null; outputs: Output[] }[]
    }
    const code = notebook.cells.filter(({ cell_type }) => cell_type === 'code')
    expect(code.map(({ execution_count }) => execution_count)).toEqual(code.map((_, index) => index + 1))
    const outputs = code.flatMap((cell) => cell.outputs)
    expect(outputs.filter(({ output_type }) => output_type === 'error')).toEqual([])
    const plots = outputs.filter(({ data }) => data !== undefined && 'application/vnd.vegalite.v5+json' in data)
    // `watch` shows its two plots in one figure.
    expect(plots.length).toBeGreaterThanOrEqual(4)
    for (const { data } of plots) {
      expect(Object.keys(data!).toSorted()).toEqual([
        'application/vnd.vegalite.v5+json',
        'image/svg+xml',
        'text/plain',
      ])
    }
  })

  it('leaves a page that shows the plots and loads nothing from elsewhere', async () => {
    const page = await readFile(join(out, '01-loss-weights.html'), 'utf8')
    expect(page.match(/src="data:image\/svg\+xml/g)!.length).toBeGreaterThanOrEqual(4)
    expect(page.match(/<(?:script|img|iframe)[^>]*\ssrc="(?!data:)[^"]*"/g)).toBeNull()
    expect(page.match(/<link[^>]*\shref="(?!data:)[^"]*"/g)).toBeNull()
    expect(page).not.toMatch(/import[^;]*from\s*["']https?:/)
    expect(page).not.toMatch(/@import\s+url\(["']?https?:/)
  })
})
