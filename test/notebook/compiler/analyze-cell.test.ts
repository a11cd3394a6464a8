import { readFileSync } from 'node:fs'

import { describe, expect, test } from 'vitest'

import { analyzeCell } from '../../../src/notebook/compiler/analyze-cell.ts'

interface Case {
  readonly source: string
  readonly defs: readonly string[]
  readonly refs: readonly string[]
  readonly writes?: readonly string[]
  readonly mutates?: readonly string[]
  readonly typeDefs?: readonly string[]
  readonly typeRefs?: readonly string[]
}

const file = new URL('../../golden/cell-analysis-cases.json', import.meta.url)
const cases = JSON.parse(readFileSync(file, 'utf8')) as readonly Case[]
const sorted = (names: readonly string[]) => [...names].sort()

describe('analyzeCell finds the names of', () => {
  test('54 cases, so that a truncated file cannot pass', () => expect(cases).toHaveLength(54))

  test.each(cases)('$source', ({ source, defs, refs, writes, mutates, typeDefs, typeRefs }) => {
    const found = analyzeCell(source)
    expect(sorted(found.defs)).toEqual(sorted(defs))
    expect(sorted(found.refs)).toEqual(sorted(refs))
    // A case that lists no writes or mutations has none; one that lists no types says nothing about them.
    expect(sorted(found.writes)).toEqual(sorted(writes ?? []))
    expect(sorted(found.mutates)).toEqual(sorted(mutates ?? []))
    if (typeDefs) expect(sorted(found.typeDefs)).toEqual(sorted(typeDefs))
    if (typeRefs) expect(sorted(found.typeRefs)).toEqual(sorted(typeRefs))
  })
})

describe('analyzeCell tells needed now from needed later', () => {
  test.each([
    ['f(); const g = () => h', ['f']],
    ['class A extends B { x = late; static y = now; [key] = 1; m() { return late2 } }', ['B', 'now', 'key']],
    ['function f(a = dflt) { return a }', []],
  ])('%s', (source, eager) => {
    expect(sorted(analyzeCell(source).eager)).toEqual(sorted(eager))
  })
})

describe('analyzeCell tells what goes on from an old value', () => {
  test.each([
    ['n++; m += 1', ['n', 'm']],
    ['n = 2 * n; if (m) m = 1', ['n', 'm']],
    ['n = 1; console.log(n); o.x = 1; ({ m } = o)', []],
    ['function next() { return (n = n + 1) }', ['n']],
  ])('%s', (source, updates) => {
    expect(sorted(analyzeCell(source).updates)).toEqual(sorted(updates))
  })
})
