import { describe, expect, test } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { gpSpace, rowOf } from '../../../src/hpo/samplers/gp/space/gp-space.ts'
import { rowEncoding } from '../../../src/hpo/samplers/neural/row-encoding.ts'
import { resolveSampler, samplers } from '../../../src/hpo/samplers/registry.ts'
import { surrogateNames } from '../../../src/hpo/surrogates/registry.ts'
import type { Distribution, Params, SearchSpace } from '../../../src/hpo/space/distribution.ts'
import { quantile } from '../../../src/math/stats/quantile.ts'
import { minimize } from './ask-tell.ts'

const unit: Distribution = { kind: 'float', low: 0, high: 1, log: false, step: null }
const square: SearchSpace = new Map([
  ['x', unit],
  ['y', unit],
])

const bowl = ({ x, y }: Params): number => (Number(x) - 0.31) ** 2 + (Number(y) - 0.72) ** 2

describe('the neural sampler', () => {
  test.each(surrogateNames)('with %s comes closer to a minimum than random search does', async (surrogate) => {
    const medianBest = async (choice: Parameters<typeof resolveSampler>[0]): Promise<number> => {
      const sampler = await resolveSampler(choice)
      const bests = [1, 2, 3].map((seed) => minimize({ sampler, space: square, rng: createRng(seed) }, bowl, 20))
      return quantile(bests, 0.5)
    }
    const own = await medianBest(samplers.neural({ surrogate, width: 8, members: 3, candidates: 128, restarts: 2 }))
    expect(own).toBeLessThan(0.2 * (await medianBest('random')))
  })

  test('encodes a choice by one column for each value', () => {
    const whole = gpSpace(new Map<string, Distribution>([['x', unit], ['c', { kind: 'categorical', choices: ['a', 'b', 'c'] }]]), null) // prettier-ignore
    const { encode, inputOf } = rowEncoding(whole)
    const row = rowOf(whole, Float64Array.of(0.25, 2))
    expect([...encode(row)]).toEqual([0.25, 0, 0, 1, 0])
    expect(inputOf).toEqual([0, null])
  })

  test('refuses options that it does not know', async () => {
    await expect(resolveSampler({ name: 'neural', options: { surrogate: 'gp' } } as never)).rejects.toMatchObject({
      code: 'sampler/bad-option',
      allowed: 'deepEnsemble, bayesianLastLayer',
    })
  })
})
