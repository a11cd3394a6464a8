import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Direction } from '../../../../src/hpo/core/direction.ts'
import type { TrialRecord } from '../../../../src/hpo/core/trial-record.ts'
import { TrialSplitter, above, below, neither } from '../../../../src/hpo/samplers/tpe/trial-splitter.ts'
import { arbitraryHistory } from '../../../../src/testing/arbitrary-history.ts'
import type { SearchSpace } from '../../../../src/hpo/space/distribution.ts'
import { trialRecord } from '../../../../src/testing/trial-record.ts'
import { splitPlainly } from './split-plainly.ts'

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
  const splitter = new TrialSplitter()
  splitter.sync({ directions: [direction], trials })
  return splitter.split({ nBelow, constantLiar })
}

describe('TrialSplitter takes for the good trials', () => {
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

test('TrialSplitter takes running trials for bad ones, and leaves them out without the constant liar', () => {
  const trials: Given[] = [complete(1), { state: 'running' }, { state: 'fail' }, { state: 'waiting' }]
  expect([...split(trials, 1)]).toEqual([below, above, neither, neither])
  expect([...split(trials, 1, { constantLiar: false })]).toEqual([below, neither, neither, neither])
})

const unit: SearchSpace = new Map([['x', { kind: 'float', low: 0, high: 1, log: false, step: null }]])

/** A history and, for each trial, how many later ones have begun when it ends. */
const unfolding = fc.record({
  history: arbitraryHistory(unit, 50),
  ends: fc.array(fc.nat(12), { minLength: 50, maxLength: 50 }),
  objectives: fc.constantFrom(1, 1, 2),
  nBelow: fc.nat(20),
  constantLiar: fc.boolean(),
})

/** The trial with values for two objectives, whose system attributes count how often somebody looks at them. */
function watched(trial: TrialRecord, onLook: () => void): TrialRecord {
  const { systemAttrs, values } = trial
  return {
    ...trial,
    values: values && [...values, -values[0] % 7],
    get systemAttrs() {
      onLook()
      return systemAttrs
    },
  }
}

test('TrialSplitter that has followed trials ending in any order gives the sides of the plain split', () => {
  fc.assert(
    fc.property(unfolding, ({ history, ends, objectives, ...how }) => {
      const directions = [...history.directions, 'maximize' as const].slice(0, objectives)
      let looks = 0
      const final = history.trials.map((trial) => watched(trial, () => looks++))
      const running = history.trials.map((trial) => ({ ...trial, state: 'running' as const, values: null }))
      const follower = new TrialSplitter()
      let looksOfFollower = 0
      for (let now = 0; now < final.length + 12; now++) {
        const trials = final.slice(0, now + 1).map((trial, i) => (i + ends[i] <= now ? trial : running[i]))
        looks = 0
        follower.sync({ directions, trials })
        const sides = Array.from(follower.split(how))
        looksOfFollower += looks
        expect(sides).toEqual([...splitPlainly({ name: 'study', directions, trials }, how)])
      }
      // Once whether there are constraints, and once which: the order is kept, not made anew with every trial.
      expect(looksOfFollower).toBeLessThanOrEqual(2 * final.length)
    }),
    { numRuns: 60 },
  )
})

test('TrialSplitter starts again when a finished trial is another one than before, or is gone', () => {
  const follower = new TrialSplitter()
  const sidesOf = (trials: readonly TrialRecord[]) => {
    follower.sync({ directions: ['minimize'], trials })
    return Array.from(follower.split({ nBelow: 1, constantLiar: true }))
  }
  const trials = [3, 1, 2].map((value, number) => trialRecord({ number, values: [value] }))
  expect(sidesOf(trials)).toEqual([above, below, above])
  expect(sidesOf([trials[0], trialRecord({ number: 1, values: [5] }), trials[2]])).toEqual([above, above, below])
  expect(sidesOf(trials.slice(0, 1))).toEqual([below])
})
