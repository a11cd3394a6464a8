import { describe, expect, test } from 'vitest'

import { compileCell } from '../../../src/notebook/compiler/compile-cell.ts'
import type { CompiledCell } from '../../../src/notebook/compiler/compile-cell.ts'
import type { Linker } from '../../../src/notebook/compiler/rewriting/rewrite-names.ts'
import { arrayElements } from '../../../src/notebook/interrupts/array-elements.ts'

// Cells that somebody may follow step by step.

const byGlobal: Linker = (name) => (name in globalThis ? { from: 'global' } : { from: 'nowhere' })

function compiled(source: string, followed: boolean): CompiledCell {
  const result = compileCell(source, byGlobal, { reads: new Set(), writes: new Set(), followed })
  if (!result.ok) throw new Error(result.problem.message)
  return result.cell
}

async function run({ code }: CompiledCell, flag = 0): Promise<unknown> {
  const stop = (): never => {
    throw new Error('stopped')
  }
  const pace = (rounds: number): number => (flag === 0 ? rounds + 1 : stop())
  const runtime = {
    flag: new Int32Array([flag]),
    settle: (value: unknown) => value,
    watch: () => () => {},
    stop,
    pace,
    ...arrayElements,
  }
  // oxlint-disable-next-line no-eval -- running what was compiled is the point of the test
  const create = (0, eval)(code) as (...parameters: unknown[]) => () => Promise<unknown>
  return create(runtime, {}, {})()
}

const loops = [
  'let sum = 0; for (let i = 0; i < 5; i++) { sum += i }\nsum',
  'let n = 0; while (n < 3000) n++\nn',
  'let n = 10; do { n-- } while (n > 4)\nn',
  'let seen = ""; for (const x of ["a", "b"]) { seen += x }\nseen',
  'let n = 0; outer: for (let i = 0; i < 9; i++) { for (let j = 0; j < 9; j++) { if (j === 2) continue outer; if (i === 3) break outer; n += j } }\nn',
  'let n = 0; for (;;) { if (++n > 5) break; await null }\nn',
]

describe('a cell that is followed', () => {
  test.each(loops)('gives the same: %s', async (source) => {
    expect(await run(compiled(source, true))).toEqual(await run(compiled(source, false)))
  })

  test('keeps the heads of its loops, and its names where they are', () => {
    const source = 'let sum = 0\nfor (let i = 0; i < 5; i++) { sum += i }'
    expect(compiled(source, true).code).toContain('for (let i = 0; i < 5; i++)')
    expect(compiled(source, true).code).not.toContain('$$local_')
    expect(compiled(source, false).code).toContain('$$local_sum')
  })

  test.each(['for (;;) {}', 'while (true) {}', 'do {} while (true)', 'for (let i = 0; i >= 0; ) { Math.abs(i) }'])(
    'can be stopped in %s',
    async (source) => {
      await expect(run(compiled(source, true), 1)).rejects.toThrow('stopped')
    },
  )

  test('its code leads to what comes next in the line, and code that was added for the line alone to nothing', () => {
    const { code, map } = compiled('let n = 0\nfor (const x of [1]) {\n  n += x\n}', true)
    const place = (text: string): { line: number; column: number } => {
      const at = code.indexOf(text)
      return { line: code.slice(0, at).split('\n').length, column: at - code.lastIndexOf('\n', at - 1) }
    }
    expect(map(place('for (const'), 'next')).toEqual({ line: 2, column: 1 })
    expect(map(place('{ if ($$flag'), 'next')).toEqual({ line: 2, column: 1 })
    expect(map(place('if (--$$round'), 'next')).toBeNull()
    expect(map(place('if (--$$round'))).toEqual({ line: 2, column: 22 })
    expect(map(place('$$cell.n +='), 'next')).toEqual({ line: 3, column: 3 })
  })
})
