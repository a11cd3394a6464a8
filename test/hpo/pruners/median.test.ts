import { describe, expect, test } from 'vitest'
import type { Direction } from '../../../src/hpo/core/direction.ts'
import { type MedianOptions, definition } from '../../../src/hpo/pruners/median.ts'
import { trialRecord } from '../../../src/testing/trial-record.ts'

type Curve = Readonly<Record<number, number>>

interface Situation {
  /** Learning curves of the complete trials. */
  readonly past: readonly Curve[]
  readonly curve: Curve
  readonly options?: MedianOptions
  readonly direction?: Direction
}

function prunes({ past, curve, options, direction = 'minimize' }: Situation): boolean {
  const values = (points: Curve) => new Map(Object.entries(points).map(([step, value]) => [Number(step), value]))
  const complete = past.map((points, number) =>
    trialRecord({ number, values: [0], intermediateValues: values(points) }),
  )
  const trial = trialRecord({ number: past.length, state: 'running', intermediateValues: values(curve) })
  return definition.create(options).shouldPrune({
    trial,
    history: { name: 'study', directions: [direction], trials: [...complete, trial] },
    note: () => {},
  })
}

/** Five flat curves, 1 to 5: the median is 3 at steps 0 to 9. */
const five: readonly Curve[] = [1, 2, 3, 4, 5].map((value) =>
  Object.fromEntries(Array.from({ length: 10 }, (_, i) => [i, value])),
)

describe('`median.shouldPrune`', () => {
  test('stops what is worse than the median at the same step, not what equals it', () => {
    expect(prunes({ past: five, curve: { 0: 3.1 } })).toBe(true)
    expect(prunes({ past: five, curve: { 0: 3 } })).toBe(false)
    expect(prunes({ past: five, curve: { 0: 2.9 }, direction: 'maximize' })).toBe(true)
    expect(prunes({ past: five, curve: { 0: 3 }, direction: 'maximize' })).toBe(false)
  })

  test('takes the mean of the two middle values of an even number', () => {
    const four = five.slice(0, 4)
    const options = { nStartupTrials: 4 }
    expect(prunes({ past: four, curve: { 0: 2.4 }, options })).toBe(false)
    expect(prunes({ past: four, curve: { 0: 2.6 }, options })).toBe(true)
  })

  test('judges the best value so far, not the newest', () => {
    expect(prunes({ past: five, curve: { 0: 1, 1: 99 } })).toBe(false)
    expect(prunes({ past: five, curve: { 0: 99, 1: 1 }, direction: 'maximize' })).toBe(false)
  })

  test('waits for `nStartupTrials` complete trials', () => {
    expect(prunes({ past: five.slice(0, 4), curve: { 0: 99 } })).toBe(false)
    expect(prunes({ past: five.slice(0, 1), curve: { 0: 99 }, options: { nStartupTrials: 0 } })).toBe(true)
  })

  test('leaves the first `nWarmupSteps` steps alone', () => {
    const options = { nWarmupSteps: 3 }
    expect(prunes({ past: five, curve: { 2: 99 }, options })).toBe(false)
    expect(prunes({ past: five, curve: { 3: 99 }, options })).toBe(true)
  })

  test('checks every `intervalSteps` steps, at the first report that is due', () => {
    const options = { nWarmupSteps: 1, intervalSteps: 3 }
    const at = (...steps: number[]) =>
      prunes({ past: five, curve: Object.fromEntries(steps.map((step) => [step, 99])), options })
    expect([at(1), at(1, 2), at(1, 2, 3), at(1, 2, 3, 4)]).toEqual([true, false, false, true])
    // Nothing was reported at step 4, where the check was due: it is made at 6.
    expect([at(1, 6), at(1, 5, 6)]).toEqual([true, false])
  })

  test('goes on while fewer than `nMinTrials` have reported at the step', () => {
    expect(prunes({ past: five, curve: { 50: 99 } })).toBe(false)
    const past = [...five.slice(0, 4), { 0: 5, 50: 1 }]
    expect(prunes({ past, curve: { 50: 99 } })).toBe(true)
    expect(prunes({ past, curve: { 50: 99 }, options: { nMinTrials: 2 } })).toBe(false)
  })

  test('stops a trial that has reported only NaN, and leaves NaN out otherwise', () => {
    expect(prunes({ past: five, curve: { 0: NaN } })).toBe(true)
    expect(prunes({ past: five, curve: { 0: 1, 1: NaN } })).toBe(false)
    const past = [...five, { 0: NaN }, { 0: NaN }]
    expect([prunes({ past, curve: { 0: 3 } }), prunes({ past, curve: { 0: 3.1 } })]).toEqual([false, true])
    expect(prunes({ past: five.map(() => ({ 0: NaN })), curve: { 0: 99 } })).toBe(false)
  })

  test('stops +∞ and keeps −∞ when minimising', () => {
    expect(prunes({ past: five, curve: { 0: Infinity } })).toBe(true)
    expect(prunes({ past: five, curve: { 0: -Infinity } })).toBe(false)
  })
})

test.each([
  [{ nStartupTrials: -1 }, 'nStartupTrials'],
  [{ nWarmupSteps: 0.5 }, 'nWarmupSteps'],
  [{ intervalSteps: 0 }, 'intervalSteps'],
  [{ nMinTrials: NaN }, 'nMinTrials'],
])('`median` refuses %j and names the option', (options, option) => {
  expect(() => definition.create(options)).toThrowError(
    expect.objectContaining({ code: 'pruner/bad-option', details: expect.objectContaining({ option }) }),
  )
})
