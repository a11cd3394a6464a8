import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Direction } from '../../../src/hpo/core/direction.ts'
import { floatDistribution } from '../../../src/hpo/space/distribution.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { expectedMinimumModelRegret } from '../../../src/hpo/stopping/model-regret.ts'
import { errorOfBest, regretBound } from '../../../src/hpo/stopping/regret-bound.ts'
import { stopWhen } from '../../../src/hpo/stopping/stop-when.ts'
import { trialRecord } from '../../../src/testing/trial-record.ts'
import { openStudy, refusal } from '../study/setup.ts'

interface Case {
  readonly direction: Direction
  readonly trials: readonly { readonly params: Record<string, number>; readonly value: number }[]
  readonly counts: readonly number[]
  readonly regretBound: readonly number[]
  readonly emmr: readonly number[]
}

const golden = JSON.parse(readFileSync(new URL('../../golden/optuna-terminator.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[]
}

const historyOf = ({ direction, trials }: Case, count: number) => ({
  name: 'golden',
  directions: [direction],
  trials: trials.slice(0, count).map(({ params, value }, number) => {
    const names = Object.keys(params)
    const distributions = Object.fromEntries(names.map((name) => [name, floatDistribution(name, { low: -1, high: 1 })]))
    return trialRecord({ number, params, distributions, values: [value] })
  }),
})

describe.each(golden.cases)('Optuna’s recorded answers, to $direction', (recorded) => {
  // Optuna looks at 2,048 random points for the largest bound, and so do we, at others.
  test.each(recorded.counts.map((count, i) => [count, recorded.regretBound[i]]))(
    'the regret bound after %i trials is %f within a tenth',
    (count, expected) => {
      expect(Math.abs(regretBound(historyOf(recorded, count)) / expected - 1)).toBeLessThan(0.1)
    },
  )

  test.each(recorded.counts.map((count, i) => [count, recorded.emmr[i]]))(
    'the expected minimum model regret after %i trials is %f within a factor of 2',
    (count, expected) => {
      // It is the small rest of terms that depend on where two fits have stopped on a flat likelihood.
      expect(Math.abs(Math.log2(expectedMinimumModelRegret(historyOf(recorded, count)) / expected))).toBeLessThan(1)
    },
  )
})

const bowl = space({ x: float(-1, 1), y: float(-1, 1) })
const valueOf = ({ x, y }: { readonly x: number; readonly y: number }): number => x * x + y * y

describe('`stopWhen.regretBound`', () => {
  test('ends a study once nothing better than the tolerance is left, and not before 20 trials', async () => {
    const study = await openStudy({ sampler: 'gp', seed: 3 })
    await study.optimize(bowl, valueOf, { trials: 60, stopWhen: stopWhen.regretBound({ tolerance: 0.02 }) })
    expect(study.lastEnd?.reason).toBe('rule')
    expect(study.lastEnd?.because).toMatch(/^the optimum is at most .* better$/)
    expect(study.trials.length).toBeGreaterThanOrEqual(20)
    expect(study.trials.length).toBeLessThan(60)
    expect(study.bestValue).toBeLessThan(0.02)
  })

  test('compares with the noise of the best value when there is no tolerance', async () => {
    const study = await openStudy({ sampler: 'random', seed: 3 })
    const noisy = (p: { x: number; y: number }, trial: { rng: { normal(): number } }): number =>
      valueOf(p) + 2 * trial.rng.normal()
    await study.optimize(bowl, noisy, { trials: 40, repeats: 3, stopWhen: stopWhen.regretBound() })
    expect(study.lastEnd?.reason).toBe('rule')
    expect(errorOfBest(study)).toBeGreaterThan(regretBound(study))
    const exact = await openStudy({ sampler: 'random', seed: 3 })
    const run = () => exact.optimize(bowl, valueOf, { trials: 25, stopWhen: stopWhen.regretBound() })
    await expect(run()).rejects.toMatchObject({ code: 'study/error-unknown' })
  })

  test('never ends a study whose trials have no parameter in common', () => {
    const trials = Array.from({ length: 30 }, (_, number) => trialRecord({ number, values: [number] }))
    expect(regretBound({ name: 's', directions: ['minimize'], trials })).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('`stopWhen.emmr`', () => {
  test('ends a study once its model has settled, within `stopWhen.any` too', async () => {
    const study = await openStudy({ sampler: 'gp', seed: 3 })
    const rule = stopWhen.any(stopWhen.emmr({ warmUp: 10, initial: 6, ratio: 0.05 }), stopWhen.trials(60))
    await study.optimize(bowl, valueOf, { stopWhen: rule })
    expect(study.lastEnd?.because).toMatch(/^the model has settled/)
    expect(study.bestValue).toBeLessThan(0.01)
  })
})

test('rules with a model want one objective, sensible settings, and to be loaded', async () => {
  const both = await openStudy({ directions: ['minimize', 'minimize'], sampler: 'random' })
  for (const rule of [stopWhen.regretBound(), stopWhen.emmr()]) {
    const run = () => both.optimize(bowl, ({ x, y }) => [x, y], { trials: 2, stopWhen: rule })
    expect((await refusal(run)).code).toBe('study/bad-stop-rule')
  }
  for (const make of [
    () => stopWhen.regretBound({ tolerance: -1 }),
    () => stopWhen.regretBound({ every: 0 }),
    () => stopWhen.emmr({ ratio: 1 }),
    () => stopWhen.emmr({ initial: 0 }),
    () => stopWhen.emmr({ warmUp: -1 }),
  ]) {
    expect((await refusal(make)).code).toBe('study/bad-stop-rule')
  }
  expect(() => stopWhen.emmr().watch()).toThrow(/load/)
})
