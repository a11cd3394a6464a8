import { describe, expect, it } from 'vitest'
import { compileCell } from '../../../../src/notebook/compiler/compile-cell.ts'
import type { Linker } from '../../../../src/notebook/compiler/rewriting/rewrite-names.ts'

const nobody: Linker = (name) => (name in globalThis ? { from: 'global' } : { from: 'nowhere' })

function quickNames(source: string): readonly string[] {
  const result = compileCell(source, nobody)
  if (!result.ok) throw new Error(result.problem.message)
  return result.cell.defs.filter(({ quick }) => quick).map(({ name }) => name)
}

describe('a function is quick', () => {
  it.each([
    ['function f(x) { return x % 7 }'],
    ['const f = (x: number) => Math.sin(x) + k'],
    ['const f = function ({ a, b = 2 }) { if (a > b) throw a; return [a, b] }'],
    ['export function f(x) { let y = x; y += 1; return y }'],
  ])('%s', (source) => expect(quickNames(source)).toEqual(['f']))
})

describe('a function is not quick that', () => {
  it.each([
    ['calls another', 'const f = (x) => g(x)'],
    ['calls itself', 'function f(x) { return f(x - 1) }'],
    ['makes objects of a class', 'const f = () => new Date()'],
    ['has a loop', 'function f(x) { for (const y of x) y }'],
    ['makes functions', 'const f = (x) => () => x'],
    ['waits', 'async function f(x) { await x }'],
    ['yields', 'function* f() { yield 1 }'],
    ['changes what the notebook shares', 'let n = 0; const f = () => n++'],
    ['changes a name of another cell', 'const f = () => { n = 1 }'],
    ['is given another value', 'function f(x) { return x } f = g'],
    ['may be given another value', 'let f = (x) => x'],
  ])('%s', (_, source) => expect(quickNames(source)).toEqual([]))
})

describe('a loop that calls a quick function of another cell', () => {
  const loop = 'let n = 0; for (let i = 0; i < 1e9; i++) n += f(i)'
  const linked = (quick: boolean) => {
    const result = compileCell(loop, (name) =>
      name === 'f' ? { from: 'cell', cell: 0, constant: false, quick } : nobody(name),
    )
    return result.ok ? result.cell.code : ''
  }

  it('looks at the flag after many rounds, without a call', () => {
    expect(linked(true)).not.toContain('.pace(')
    expect(linked(false)).toContain('.pace(')
  })

  it('holds what it changes in variables of its own', () => {
    expect(linked(true)).toContain('$$local_n += ')
    expect(linked(false)).not.toContain('$$local_n')
  })
})
