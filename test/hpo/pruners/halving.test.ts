import { describe, expect, test } from 'vitest'
import type { Json } from '../../../src/base/json.ts'
import { bracketCount } from '../../../src/hpo/core/hyperband-plan.ts'
import { definition as halving } from '../../../src/hpo/pruners/successive-halving.ts'
import { definition as hyperband } from '../../../src/hpo/pruners/hyperband.ts'
import { pruneRequest } from './setup.ts'

describe('`successiveHalving.shouldPrune`', () => {
  test('notes the value of every rung that a report passes, under Optuna’s keys', () => {
    const pruner = halving.create({ minResource: 1, reductionFactor: 2 })
    const notes = new Map<string, Json>()
    expect(pruner.shouldPrune(pruneRequest({ past: [], curve: { 5: 0.25 }, notes }))).toBe(false)
    expect([...notes]).toEqual([
      ['completed_rung_0', 0.25],
      ['completed_rung_1', 0.25],
      ['completed_rung_2', 0.25],
    ])
  })

  test('reads the rungs that another worker noted', () => {
    const pruner = halving.create({ minResource: 1, reductionFactor: 2 })
    const past = [0.1, 0.2, 0.3].map((value) => ({ curve: {}, systemAttrs: { completed_rung_0: value } }))
    expect(pruner.shouldPrune(pruneRequest({ past, curve: { 1: 0.19 } }))).toBe(false)
    expect(pruner.shouldPrune(pruneRequest({ past, curve: { 1: 0.21 } }))).toBe(true)
  })

  test('with `auto` begins at a hundredth of the trial that completed first, not of the longest', () => {
    const at = (second: number) => new Date(`2026-01-01T00:00:0${second}Z`)
    const past = [
      { curve: { 900: 0 }, completedAt: at(2) },
      { curve: { 300: 0 }, completedAt: at(1), systemAttrs: { completed_rung_0: 0 } },
    ]
    const pruner = halving.create()
    expect(pruner.shouldPrune(pruneRequest({ past, curve: { 2: 1 } }))).toBe(false)
    expect(pruner.shouldPrune(pruneRequest({ past, curve: { 3: 1 } }))).toBe(true)
  })
})

describe('`hyperband`', () => {
  test('with `auto` keeps everything together until a trial is complete', () => {
    const pruner = hyperband.create()
    const past = Array.from({ length: 20 }, () => ({ curve: {}, state: 'running' as const }))
    const { history } = pruneRequest({ past, curve: { 1: 1 } })
    expect(pruner.historyFor!(history, 3)).toBe(history)
    const later = pruneRequest({ past: [...past, { curve: { 81: 1 } }], curve: { 1: 1 } }).history
    expect(pruner.historyFor!(later, 3).trials.length).toBeLessThan(later.trials.length)
  })

  test('counts brackets exactly where a logarithm rounds down', () => {
    const count = (maxResource: number, reductionFactor: number) =>
      bracketCount({ minResource: 1, maxResource, reductionFactor })
    expect([count(243, 3), count(242, 3), count(1000, 10), count(1, 3), count(81, 3)]).toEqual([6, 5, 4, 1, 5])
  })
})
