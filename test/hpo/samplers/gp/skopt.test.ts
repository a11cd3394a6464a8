import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createStudy, float, samplers, skopt, space } from '../../../../src/hpo/index.ts'
import { CovarianceFactor } from '../../../../src/hpo/samplers/gp/process/covariance-factor.ts'
import { GpPosterior } from '../../../../src/hpo/samplers/gp/process/gp-posterior.ts'
import { objectiveTerm } from '../../../../src/hpo/samplers/gp/utility/utility.ts'

test('skopt() has the numbers of gp_minimize, and the sampler takes them', async () => {
  expect(skopt()).toEqual({
    nStartupTrials: 10,
    kernel: 'matern52',
    acquisition: 'ei',
    xi: 0.01,
    candidates: 10_000,
    restarts: 5,
  })
  const study = await createStudy({ sampler: samplers.gp(skopt()), seed: 1, pruner: null })
  await study.optimize(space({ x: float(-5, 5), y: float(-5, 5) }), ({ x, y }) => (x - 1) ** 2 + (y + 2) ** 2, {
    trials: 20,
  })
  expect(study.bestValue).toBeLessThan(0.05)
})

interface Golden {
  readonly X: readonly (readonly number[])[]
  readonly y: readonly number[]
  readonly Q: readonly (readonly number[])[]
  readonly hyper: { readonly lengthscales: number[]; readonly outputscale: number; readonly noiseVariance: number }
  readonly mean: readonly number[]
  readonly deviation: readonly number[]
  readonly ei: readonly number[]
}

// Tolerance: eight digits of the spread of the values; of the improvement six digits, and its order where it vanishes.
test('predicts what scikit-optimize 0.10.2 predicts, and expects the same improvement', () => {
  const file = new URL('../../../golden/skopt-gp.json', import.meta.url)
  const { X, y, Q, hyper, ...golden } = JSON.parse(readFileSync(file, 'utf8')) as Golden
  const center = y.reduce((sum, value) => sum + value, 0) / y.length
  const spread = Math.sqrt(y.reduce((sum, value) => sum + (value - center) ** 2, 0) / y.length)
  const layout = [0, 1].map((axis) => ({ axis, hamming: false }))
  const factor = new CovarianceFactor(layout, skopt().kernel!, {
    inverseSquaredLengthscales: Float64Array.from(hyper.lengthscales, (length) => 1 / length ** 2),
    outputscale: hyper.outputscale,
    noiseVariance: hyper.noiseVariance,
  })
  expect(factor.append(X.map((row) => Float64Array.from(row)))).toBe(true)
  // Scores are standardised, and the higher the better.
  const scores = Float64Array.from(y, (value) => (center - value) / spread)
  const posterior = new GpPosterior(factor, [scores])
  const term = objectiveTerm('ei', { bests: Float64Array.of(Math.max(...scores)), xi: skopt().xi!, beta: 0 })
  Q.forEach((point, i) => {
    posterior.predict(Float64Array.from(point))
    const normal = { mean: posterior.means[0], deviation: Math.sqrt(posterior.variance) }
    expect(center - spread * normal.mean).toBeCloseTo(golden.mean[i], 7)
    expect(spread * normal.deviation).toBeCloseTo(golden.deviation[i], 7)
    const improvement = spread * Math.exp(term(normal, 0, { mean: 0, deviation: 0 }))
    if (golden.ei[i] > 1e-6) expect(improvement / golden.ei[i]).toBeCloseTo(1, 6)
    else expect(improvement).toBeLessThan(2e-6)
  })
  expect(golden.ei.filter((value) => value > 1e-6)).toHaveLength(3)
})
