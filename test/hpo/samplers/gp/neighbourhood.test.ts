import { describe, expect, test } from 'vitest'
import { createRng } from '../../../../src/base/rng.ts'
import type { History } from '../../../../src/hpo/core/sampler.ts'
import type { TrialRecord } from '../../../../src/hpo/core/trial-record.ts'
import { definition } from '../../../../src/hpo/samplers/gp/gp.ts'
import { localModels } from '../../../../src/hpo/samplers/gp/local-models.ts'
import { gpSettings } from '../../../../src/hpo/samplers/gp/gp-options.ts'
import { neighbourhoodOf } from '../../../../src/hpo/samplers/gp/neighbourhood.ts'
import { observe } from '../../../../src/hpo/samplers/gp/observations/observations.ts'
import { GpPosterior } from '../../../../src/hpo/samplers/gp/process/gp-posterior.ts'
import { gpSpace, rowOfTrial } from '../../../../src/hpo/samplers/gp/space/gp-space.ts'
import { quantile } from '../../../../src/math/stats/quantile.ts'
import { trialRecord } from '../../../../src/testing/trial-record.ts'
import { minimize } from '../ask-tell.ts'
import { cube, float, rosenbrock, vector } from '../problems.ts'

const flat = cube(2, float(0, 1))
const space = gpSpace(flat, null)
const rowOf = (trial: TrialRecord) => rowOfTrial(space, trial)
const bowl = ([x, y]: readonly number[]) => (x - 0.3) ** 2 + 100 * (y - 0.6) ** 2

/** A search that has closed in on the bottom: 30 points all over the space, 30 in a thousandth of it. */
function closedIn(): History {
  const rng = createRng('closed in')
  const trials = Array.from({ length: 60 }, (_, number) => {
    const size = number < 30 ? 1 : 1e-3
    const at = (center: number) => Math.min(1, Math.max(0, center + size * (rng.uniform() - 0.5)))
    const params = { x00: at(0.3005), x01: at(0.6003) }
    return trialRecord({ number, params, distributions: Object.fromEntries(flat), values: [bowl(vector(params))] })
  })
  return { name: 'study', directions: ['minimize'], trials }
}

describe('neighbourhoodOf', () => {
  test('is the best trial with those nearest to it, and shrinks with them', () => {
    const history = closedIn()
    const near = neighbourhoodOf(space, observe(history, rowOf)!)!
    expect(near.trials).toHaveLength(12)
    expect(near.trials.every(({ trial }) => trial.number >= 30)).toBe(true)
    near.box.center.forEach((x, j) => {
      expect(near.box.lower[j]).toBeGreaterThan(x - 2e-3)
      expect(near.box.upper[j]).toBeLessThan(x + 2e-3)
    })
  })

  test('is null while it would be all trials', () => {
    const history = closedIn()
    expect(neighbourhoodOf(space, observe({ ...history, trials: history.trials.slice(0, 12) }, rowOf)!)).toBeNull()
  })
})

test('localModels tell points apart between which a model of the whole space sees no difference', () => {
  const history = closedIn()
  const settings = gpSettings({})
  const near = neighbourhoodOf(space, observe(history, rowOf)!)!
  const { models } = localModels(near, { history, rowOf }, { space, settings })!
  const posterior = new GpPosterior(models.factors[0], [models.scores[0].values])
  const meanAt = (x: number, y: number): number => {
    posterior.predict(Float64Array.of(x, y))
    const { mean, deviation } = models.scores[0]
    return -(mean + deviation * posterior.means[0])
  }
  // At 0.0003 from the bottom the bowl has risen by 9e-6 in its steep direction.
  expect(meanAt(0.3003, 0.6003) - meanAt(0.3003, 0.6)).toBeCloseTo(9e-6, 6)
})

test('gp with localShare gets closer to the bottom of a curved valley in the same trials', () => {
  const valley = cube(2, float(-2, 2))
  const median = (localShare: number) =>
    quantile(
      [0, 1, 2].map((seed) => {
        const sampler = definition.create({ localShare, candidates: 128, restarts: 3, warp: 'halfRank' })
        return minimize({ sampler, space: valley, rng: createRng(seed) }, (p) => rosenbrock(vector(p)), 45)
      }),
      0.5,
    )
  expect(median(0.5)).toBeLessThan(median(0))
})
