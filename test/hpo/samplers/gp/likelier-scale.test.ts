import { describe, expect, test } from 'vitest'
import { createRng } from '../../../../src/base/rng.ts'
import type { History } from '../../../../src/hpo/core/sampler.ts'
import type { TrialRecord } from '../../../../src/hpo/core/trial-record.ts'
import { gpSettings } from '../../../../src/hpo/samplers/gp/gp-options.ts'
import { definition } from '../../../../src/hpo/samplers/gp/gp.ts'
import { leaveOneOut, likelierScale, onTwoScales } from '../../../../src/hpo/samplers/gp/likelier-scale.ts'
import { observe } from '../../../../src/hpo/samplers/gp/observations/observations.ts'
import { CovarianceFactor } from '../../../../src/hpo/samplers/gp/process/covariance-factor.ts'
import { fitHyperparameters } from '../../../../src/hpo/samplers/gp/process/fit-hyperparameters.ts'
import { GpPosterior, leastVariance } from '../../../../src/hpo/samplers/gp/process/gp-posterior.ts'
import { fromRaw } from '../../../../src/hpo/samplers/gp/process/hyperparameters.ts'
import { inputsFrom } from '../../../../src/hpo/samplers/gp/process/inputs.ts'
import { gpSpace, rowOfTrial } from '../../../../src/hpo/samplers/gp/space/gp-space.ts'
import { suggestRequest } from '../../../../src/testing/suggest-request.ts'
import { trialRecord } from '../../../../src/testing/trial-record.ts'
import { cube, float, vector } from '../problems.ts'

const flat = cube(2, float(0, 1))
const space = gpSpace(flat, null)
const rowOf = (trial: TrialRecord) => rowOfTrial(space, trial)
const hyper = { inverseSquaredLengthscales: Float64Array.of(2, 1), outputscale: 1, noiseVariance: 1e-3 }

function past(value: (x: readonly number[]) => number): History {
  const rng = createRng('likelier scale')
  const trials = Array.from({ length: 24 }, (_, number) => {
    const params = { x00: rng.uniform(), x01: rng.uniform() }
    return trialRecord({ number, params, distributions: Object.fromEntries(flat), values: [value(vector(params))] })
  })
  return { name: 'study', directions: ['minimize'], trials }
}

const bowl = ([x, y]: readonly number[]) => 3 * (x - 0.3) ** 2 + (y - 0.6) ** 2
/** The same bowl at the bottom of walls that are millions of times as high. */
const walled = (x: readonly number[]) => bowl(x) + 1e6 * Math.max(0, bowl(x) - 0.6) ** 3

test('leaveOneOut is what models without each observation of the better half predict of it', () => {
  const [scores] = observe(past(bowl), rowOf)!.objectives
  const { rows, values, deviation } = scores
  const factor = new CovarianceFactor(space.layout, 'matern52', hyper)
  factor.append(rows)
  const median = values.toSorted()[12]
  const densities = rows.flatMap((row, i) => {
    if (values[i] < median) return []
    const others = new CovarianceFactor(space.layout, 'matern52', hyper)
    others.append(rows.filter((_, j) => j !== i))
    const posterior = new GpPosterior(others, [values.filter((_, j) => j !== i)])
    posterior.predict(row)
    const variance = (posterior.variance - leastVariance + hyper.noiseVariance) * deviation ** 2
    return -((deviation * (values[i] - posterior.means[0])) ** 2 / variance + Math.log(2 * Math.PI * variance)) / 2
  })
  expect(densities).toHaveLength(12)
  const mean = densities.reduce((sum, density) => sum + density / densities.length, 0)
  expect(leaveOneOut(factor, scores)).toBeCloseTo(mean, 9)
})

describe('the scale that a GP chooses by evidence', () => {
  const observedTwice = (history: History) => {
    const observations = onTwoScales(observe(history, rowOf, 'halfRank')!, observe(history, rowOf)!)
    const factors = observations.objectives.map(({ rows, values }) => {
      const { raw } = fitHyperparameters({ inputs: inputsFrom(space.layout, rows), values }, gpSettings({}), null)
      const factor = new CovarianceFactor(space.layout, 'matern52', fromRaw(raw, false))
      factor.append(rows)
      return factor
    })
    return { observations, models: { scores: observations.objectives, factors } }
  }

  test.each([
    ['as it is, where it is smooth', bowl, 1],
    ['half ranked, where its worse half would hide the better one', walled, 0],
  ])('is that of the objective %s', (_, objective, expected) => {
    const both = observedTwice(past(objective))
    const chosen = likelierScale(both)
    expect(chosen.observations.objectives).toEqual([both.observations.objectives[expected]])
    expect(chosen.models.scores).toEqual([both.models.scores[expected]])
    expect(chosen.models.factors).toEqual([both.models.factors[expected]])
  })

  test.each([
    ['none', bowl],
    ['halfRank', walled],
  ] as const)('leads where %s leads', (warp, objective) => {
    const suggestion = (own: typeof warp | 'byEvidence') => {
      const request = suggestRequest({ space: flat, history: past(objective), rng: createRng(1) })
      return vector(definition.create({ warp: own, candidates: 64, restarts: 2 }).suggest(request))
    }
    const chosen = suggestion('byEvidence')
    suggestion(warp).forEach((x, j) => expect(chosen[j]).toBeCloseTo(x, 6))
    const other = suggestion(warp === 'none' ? 'halfRank' : 'none')
    expect(Math.hypot(chosen[0] - other[0], chosen[1] - other[1])).toBeGreaterThan(1e-3)
  })
})
