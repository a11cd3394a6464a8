import { expect, test } from 'vitest'
import { createRng } from '../../../../src/base/rng.ts'
import { resolveSampler, type SamplerChoice, samplers } from '../../../../src/hpo/samplers/registry.ts'
import type { Params, SearchSpace } from '../../../../src/hpo/space/distribution.ts'
import { quantile } from '../../../../src/math/stats/quantile.ts'
import { minimize } from '../ask-tell.ts'
import { cube, float, rosenbrock, vector } from '../problems.ts'

const space: SearchSpace = cube(4, float(-5, 10))
const of = (params: Params): number => rosenbrock(vector(params))

async function median(choice: SamplerChoice, trials: number): Promise<number> {
  const best: number[] = []
  for (let seed = 0; seed < 3; seed++) {
    best.push(minimize({ sampler: await resolveSampler(choice), space, rng: createRng(seed) }, of, trials))
  }
  return quantile(best, 0.5)
}

// Values of Rosenbrock’s valley span six decades: a model of the values as they are sees only the walls, and reaches 70 in
// 70 trials.
test('auto follows a valley between high walls in 60 trials, where random search does not find it', async () => {
  expect(
    await median(
      samplers.auto({ gp: { candidates: 128, restarts: 3 }, hebo: { populationSize: 32, generations: 8 } }),
      60,
    ),
  ).toBeLessThan(40)
  expect(await median(samplers.random(), 60)).toBeGreaterThan(200)
})
