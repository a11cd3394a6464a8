import { describe, expect, test } from 'vitest'
import { failReasonKey, interrupted } from '../../../../../src/hpo/core/fail-reason.ts'
import type { TrialRecord } from '../../../../../src/hpo/core/trial-record.ts'
import { withFailures } from '../../../../../src/hpo/samplers/gp/observations/failures.ts'
import { observe } from '../../../../../src/hpo/samplers/gp/observations/observations.ts'
import { gpSpace, rowOfTrial } from '../../../../../src/hpo/samplers/gp/space/gp-space.ts'
import { type SamplerChoice, samplers } from '../../../../../src/hpo/samplers/registry.ts'
import { float as declaredFloat } from '../../../../../src/hpo/space/kinds/float.ts'
import { space as declare } from '../../../../../src/hpo/space/space.ts'
import { createStudy } from '../../../../../src/hpo/setup/create-study.ts'
import { trialRecord } from '../../../../../src/testing/trial-record.ts'
import { cube, float } from '../../problems.ts'

const line = cube(1, float(0, 1))
const space = gpSpace(line, null)
const distributions = Object.fromEntries(line)

const at = (number: number, x: number, given: Partial<TrialRecord> = {}): TrialRecord =>
  trialRecord({ number, params: { x00: x }, distributions, values: [x], ...given })
const failed = (number: number, x: number, given: Partial<TrialRecord> = {}) =>
  at(number, x, { state: 'fail', values: null, ...given })

const observed = (trials: readonly TrialRecord[]) =>
  observe({ name: 'study', directions: ['minimize'], trials }, (trial) => rowOfTrial(space, trial))!

describe('withFailures', () => {
  test('adds what separates complete trials from failed ones, in the order of the study', () => {
    const { constraints } = withFailures(observed([at(0, 0.1), failed(1, 0.8), at(2, 0.3), failed(3, 0.9), at(4, 0.2)]))
    expect(constraints).toHaveLength(1)
    const [{ rows, values, mean, deviation }] = constraints
    expect(rows.map(([x]) => x)).toEqual([0.1, 0.8, 0.3, 0.9, 0.2])
    const scores = Array.from(values, (value) => value * deviation + mean)
    scores.forEach((score, i) => expect(score).toBeCloseTo([1, -1, 1, -1, 1][i], 12))
  })

  test('changes nothing while no trial failed by itself for good', () => {
    const stopped = failed(1, 0.8, { systemAttrs: { [failReasonKey]: interrupted } })
    const observations = observed([at(0, 0.1), stopped, failed(2, 0.5), at(3, 0.5)])
    expect(withFailures(observations)).toBe(observations)
  })

  test('looks at the newest hundred failures only', () => {
    const trials = [at(0, 0.1), ...Array.from({ length: 130 }, (_, i) => failed(i + 1, 0.5 + i / 400))]
    const [{ rows }] = withFailures(observed(trials)).constraints
    expect(rows).toHaveLength(101)
    expect(rows[1]).toEqual(rowOfTrial(space, trials[31]))
  })
})

const rate = declare({ rate: declaredFloat(1e-4, 1).log(), decay: declaredFloat(0, 1) })

/** Training gets better the higher the rate, until it diverges; the best possible loss is 0.1. */
const loss = ({ rate, decay }: { readonly rate: number; readonly decay: number }): number =>
  rate > 0.03 * (1 + decay) ? Number.NaN : 0.1 + Math.log10((0.03 * (1 + decay)) / rate) ** 2 + (decay - 0.4) ** 2

// A model of the objective alone asks for divergent rates in each of the last 16 trials, and ends at 0.19 or worse.
const choices: readonly (readonly [name: string, SamplerChoice])[] = [
  ['gp', samplers.gp({ candidates: 64, restarts: 2 })],
  ['hebo', samplers.hebo({ populationSize: 24, generations: 6 })],
  ['auto', samplers.auto({ gp: { candidates: 64, restarts: 2 }, hebo: { populationSize: 24, generations: 6 } })],
]
test.each(choices)('%s learns where training diverges, and finds the best rate before it', async (_, sampler) => {
  const study = await createStudy({ storage: 'memory:', sampler, direction: 'minimize', pruner: null, seed: 1 })
  await study.optimize(rate, loss, { trials: 32 })
  const completed = study.trials.slice(16).filter(({ state }) => state === 'complete').length
  expect(completed).toBeGreaterThan(3)
  expect(study.bestValue).toBeLessThan(0.105)
  await study.close()
})
