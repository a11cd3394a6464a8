import { describe, expect, test } from 'vitest'
import type { Direction } from '../../../../src/hpo/core/direction.ts'
import type { TrialRecord } from '../../../../src/hpo/core/trial-record.ts'
import { below, above, neither, splitTrials } from '../../../../src/hpo/samplers/tpe/split-trials.ts'
import { trialRecord } from '../../../../src/testing/trial-record.ts'

type Given = Partial<TrialRecord>

const complete = (value: number): Given => ({ values: [value] })
const pruned = (...reports: [step: number, value: number][]): Given => ({
  state: 'pruned',
  intermediateValues: new Map(reports),
})
const violating = (...constraints: number[]): Given => ({ values: [-100], systemAttrs: { constraints } })

/** The numbers of the good trials. */
function good(given: readonly Given[], nBelow: number, direction: Direction = 'minimize'): number[] {
  const sides = split(given, nBelow, { direction })
  return [...sides.keys()].filter((number) => sides[number] === below)
}

function split(given: readonly Given[], nBelow: number, more: { direction?: Direction; constantLiar?: boolean } = {}) {
  const { direction = 'minimize', constantLiar = true } = more
  const trials = given.map((trial, number) => trialRecord({ number, ...trial }))
  return splitTrials({ name: 'study', directions: [direction], trials }, { nBelow, constantLiar })
}

describe('splitTrials takes for the good trials', () => {
  test('the complete ones by value, the earlier of equals first', () => {
    expect(good([complete(3), complete(1), complete(2), complete(1)], 1)).toEqual([1])
    expect(good([complete(3), complete(1), complete(2), complete(1)], 3)).toEqual([1, 2, 3])
    expect(good([complete(3), complete(1), complete(2)], 1, 'maximize')).toEqual([0])
  })

  test('infinite values where they belong, and NaN last', () => {
    const trials = [
      complete(Number.NaN),
      complete(Number.POSITIVE_INFINITY),
      complete(1),
      complete(Number.NEGATIVE_INFINITY),
    ]
    expect(good(trials, 1)).toEqual([3])
    expect(good(trials, 2)).toEqual([2, 3])
    expect(good(trials, 3)).toEqual([1, 2, 3])
    expect(good(trials, 1, 'maximize')).toEqual([1])
  })

  test('pruned ones only when the complete ones do not suffice: the furthest first, then by their last value', () => {
    const trials = [
      pruned(),
      pruned([3, 9]),
      pruned([5, 2]),
      pruned([5, 1], [0, 0]),
      pruned([5, Number.NaN]),
      complete(9),
    ]
    expect(good(trials, 1)).toEqual([5])
    expect(good(trials, 2)).toEqual([3, 5])
    expect(good(trials, 3)).toEqual([2, 3, 5])
    expect(good(trials, 4)).toEqual([2, 3, 4, 5])
    expect(good(trials, 5)).toEqual([1, 2, 3, 4, 5])
    expect(good(trials, 2, 'maximize')).toEqual([2, 5])
  })

  test('infeasible ones last of all, those that violate least first', () => {
    const trials = [violating(3, -10), violating(1, 1), pruned(), complete(7), violating(0, -1)]
    expect(good(trials, 1)).toEqual([4])
    expect(good(trials, 3)).toEqual([2, 3, 4])
    expect(good(trials, 4)).toEqual([1, 2, 3, 4])
  })

  test('constraints under a name, as Optuna 5 stores them', () => {
    expect(good([{ values: [-100], systemAttrs: { 'constraints:mem': 2 } }, complete(7)], 1)).toEqual([1])
  })
})

test('splitTrials takes running trials for bad ones, and leaves them out without the constant liar', () => {
  const trials: Given[] = [complete(1), { state: 'running' }, { state: 'fail' }, { state: 'waiting' }]
  expect([...split(trials, 1)]).toEqual([below, above, neither, neither])
  expect([...split(trials, 1, { constantLiar: false })]).toEqual([below, neither, neither, neither])
})
