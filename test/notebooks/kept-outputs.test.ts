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
    const pictures = outputs.filter(({ data }) => data !== undefined && 'image/svg+xml' in data)
    expect(pictures.length).toBeGreaterThanOrEqual(3)
    const kinds = new Set(outputs.flatMap(({ data = {} }) => Object.keys(data)))
    expect([...kinds].toSorted()).toEqual(['image/svg+xml', 'text/plain'])
    expect(text.length).toBeLessThan(300_000)
  })

  test('tells nothing of the machine that it ran on', () => {
    expect(text).not.toMatch(/\/(?:home|root|Users|tmp|work)\//)
  })
})
