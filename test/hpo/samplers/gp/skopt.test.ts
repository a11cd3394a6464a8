import { expect, test } from 'vitest'
import { createStudy, float, samplers, skopt, space } from '../../../../src/hpo/index.ts'

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
