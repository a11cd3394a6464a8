import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

// Who opens a notebook where it is only shown, as on GitHub, sees what it found: `npm run demo -- --keep` puts that there.

const folder = new URL('../../notebooks', import.meta.url).pathname
const notebooks = readdirSync(folder).filter((name) => name.endsWith('.ipynb'))

interface Cell {
  readonly cell_type: string
  readonly source: readonly string[]
  readonly execution_count: number | null
  readonly outputs: readonly {
    readonly output_type: string
    readonly data?: Readonly<Record<string, unknown>>
    readonly text?: readonly string[]
  }[]
}

describe.each(notebooks)('%s in the repository', (name) => {
  const text = readFileSync(join(folder, name), 'utf8')
  const { cells } = JSON.parse(text) as { readonly cells: readonly Cell[] }
  const code = cells.filter(({ cell_type: type }) => type === 'code')
  const outputs = code.flatMap((cell) => cell.outputs)

  test('ran from top to bottom without an error', () => {
    expect(code.map(({ execution_count: count }) => count)).toEqual(code.map((_, index) => index + 1))
    expect(outputs.filter(({ output_type: type }) => type === 'error')).toEqual([])
  })

  test('shows pictures and texts that need no script, and stays small', () => {
    const shown = outputs.flatMap(({ data }) => (data === undefined ? [] : [Object.keys(data)]))
    const pictures = shown.filter((kinds) => kinds.some((kind) => /^image|vega/.test(kind)))
    expect(pictures).not.toEqual([])
    for (const kinds of pictures) expect(kinds).toContain('image/svg+xml')
    for (const kinds of shown) expect(kinds).toContain('text/plain')
    expect(text.length).toBeLessThan(300_000)
  })

  test('tells nothing of the machine that it ran on', () => {
    expect(text).not.toMatch(/\/(?:home|root|Users|tmp|work)\//)
  })
})
