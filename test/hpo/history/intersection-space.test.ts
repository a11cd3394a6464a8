import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TrialRecord, TrialState } from '../../../src/hpo/core/trial-record.ts'
import { intersectionSpace, intersectionTracker } from '../../../src/hpo/history/intersection-space.ts'
import { categoricalDistribution, floatDistribution, intDistribution } from '../../../src/hpo/space/distribution.ts'
import { trialWith } from './trial-with.ts'

const x = floatDistribution('x', { low: 0, high: 1 })
const wideX = floatDistribution('x', { low: 0, high: 2 })
const logX = floatDistribution('x', { low: 0.5, high: 1, log: true })
const n = intDistribution('n', { low: 1, high: 9 })
const one = intDistribution('one', { low: 3, high: 3 })
const c = categoricalDistribution('c', ['a', 'b'])
const names = (trials: readonly TrialRecord[]): string[] => [...intersectionSpace(trials).keys()]

describe('intersectionSpace', () => {
  test('is empty without finished trials', () => {
    expect(names([])).toEqual([])
    expect(names([trialWith(0, { x }, { state: 'running' }), trialWith(1, {}, { state: 'waiting' })])).toEqual([])
  })

  test('keeps what all complete and pruned trials have, sorted by name', () => {
    const trials = [trialWith(0, { x, n, c }), trialWith(1, { c, x }, { state: 'pruned' })]
    expect([...intersectionSpace(trials)]).toEqual([
      ['c', c],
      ['x', x],
    ])
  })

  test('does not look at failed and running trials', () => {
    const trials = [trialWith(0, { x, n }), trialWith(1, {}, { state: 'fail' }), trialWith(2, {}, { state: 'running' })]
    expect(names(trials)).toEqual(['n', 'x'])
  })

  test.each([
    ['range', wideX],
    ['scale', logX],
    ['kind', n],
    ['choices', c],
  ])('drops a parameter with another %s in one trial', (_, other) => {
    expect(names([trialWith(0, { x, c }), trialWith(1, { x: other, c })])).toEqual(['c'])
  })

  test('drops parameters that can take one value only', () => {
    expect(names([trialWith(0, { x, one })])).toEqual(['x'])
  })

  test('stays empty after a trial without parameters', () => {
    expect(names([trialWith(0, { x }), trialWith(1, {}), trialWith(2, { x })])).toEqual([])
  })

  test('is not misled by parameters named like methods of objects', () => {
    expect(names([trialWith(0, { toString: x, x }), trialWith(1, { x })])).toEqual(['x'])
  })
})

test('intersectionTracker gives at every moment what intersectionSpace gives for the whole list', () => {
  const distributions = fc
    .subarray(['x', 'n', 'c', 'one'])
    .chain((present) =>
      fc.record(
        Object.fromEntries(
          present.map((name) => [
            name,
            name === 'x' ? fc.constantFrom(x, x, x, wideX) : fc.constant({ n, c, one }[name]!),
          ]),
        ),
      ),
    )
  const ending = fc.constantFrom<TrialState>('complete', 'pruned', 'fail', 'running')
  // Each trial starts running and may end at any later moment, in any order.
  const plan = fc.array(fc.record({ distributions, ending, after: fc.nat({ max: 4 }) }), { maxLength: 8 })
  fc.assert(
    fc.property(plan, (trials) => {
      const tracker = intersectionTracker()
      for (let now = 0; now < trials.length + 5; now++) {
        const records = trials
          .slice(0, now)
          .map((t, number) =>
            trialWith(number, t.distributions, { state: now > number + t.after ? t.ending : 'running' }),
          )
        expect([...tracker(records)]).toEqual([...intersectionSpace(records)])
      }
    }),
    { numRuns: 300 },
  )
})

test('intersectionTracker looks at each finished trial once', () => {
  let looks = 0
  const counted = (number: number): TrialRecord => {
    const record = trialWith(number, {})
    return Object.defineProperty({ ...record }, 'distributions', {
      get() {
        looks++
        return { x }
      },
    })
  }
  const tracker = intersectionTracker()
  const trials = Array.from({ length: 50 }, (_, number) => counted(number))
  tracker(trials)
  const once = looks
  for (let repeat = 0; repeat < 10; repeat++) tracker(trials)
  expect(looks).toBe(once)
})
