import { describe, expect, test } from 'vitest'
import type { Json } from '../../../src/base/json.ts'
import { resourcesUsed } from '../../../src/hpo/core/resources-used.ts'
import { definition } from '../../../src/hpo/pruners/evaluation-points.ts'
import { trialRecord } from '../../../src/testing/trial-record.ts'
import { curveOf, pruneRequest } from './setup.ts'

/** Values 1 to 4 at every step, the last trial pruned: five trials with the one that has no values there. */
const past = [1, 2, 3, 4, 9].map((value, i) => ({
  curve: i === 4 ? {} : { 1: value, 5: value, 10: value },
  state: i === 3 ? ('pruned' as const) : ('complete' as const),
}))

describe('`evaluationPoints.shouldPrune`', () => {
  const pruner = definition.create({ maxSteps: 10, points: 3 })
  const asked = (curve: Record<number, number>) => pruner.shouldPrune(pruneRequest({ past, curve }))

  test('looks at the evaluation points only, and keeps the better half of all that have ended', () => {
    // The middle of 1, 2, 3 and 4 is 2.5, at steps 1, 5 and 10.
    expect([asked({ 1: 2.6 }), asked({ 1: 2.5 })]).toEqual([true, false])
    expect([asked({ 5: 2.6 }), asked({ 4: 99 }), asked({ 6: 99 }), asked({ 10: 99 })]).toEqual([
      true,
      false,
      false,
      true,
    ])
    expect(asked({ 1: Number.NaN })).toBe(true)
  })

  test('judges the value at the point, not the best so far', () => {
    expect(asked({ 1: 1, 5: 2.6 })).toBe(true)
  })

  test('notes what the trial has used', () => {
    const notes = new Map<string, Json>()
    pruner.shouldPrune(pruneRequest({ past, curve: { 1: 1, 5: 1 }, notes }))
    expect([...notes]).toEqual([['ansatz:resources_used', 5]])
  })

  test('waits for `nStartupTrials`, counting pruned ones', () => {
    expect(pruner.shouldPrune(pruneRequest({ past: past.slice(0, 4), curve: { 1: 99 } }))).toBe(false)
  })

  test('of a maximised study keeps the larger half', () => {
    const curves = { past, direction: 'maximize' as const }
    expect(pruner.shouldPrune(pruneRequest({ ...curves, curve: { 1: 2.4 } }))).toBe(true)
    expect(pruner.shouldPrune(pruneRequest({ ...curves, curve: { 1: 2.5 } }))).toBe(false)
  })
})

test('`resourcesUsed` gives steps and seconds', () => {
  const startedAt = new Date('2026-01-01T00:00:00Z')
  const trial = trialRecord({ number: 0, startedAt, intermediateValues: curveOf({ 7: 1, 3: 2 }) })
  expect(resourcesUsed(trial)).toEqual({ steps: 7, seconds: null })
  const ended = { ...trial, completedAt: new Date('2026-01-01T00:01:30Z'), intermediateValues: new Map() }
  expect(resourcesUsed(ended)).toEqual({ steps: 0, seconds: 90 })
})
