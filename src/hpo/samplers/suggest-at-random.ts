import type { Rng } from '../../base/rng.ts'
import type { DeclaredSpace } from '../core/sampler.ts'
import {
  type Distribution,
  type Params,
  type ParamValue,
  type SearchSpace,
  sampleUniform,
} from '../space/distribution.ts'
import type { Leaf } from '../space/node.ts'
import { samplePrior } from '../space/prior.ts'

/** Independent draws: from the prior that was declared for a parameter, else uniform on its own scale. */
export function suggestAtRandom(space: SearchSpace, rng: Rng, declared: DeclaredSpace | null): Params {
  const values = Array.from(
    space,
    ([name, distribution]) => [name, drawAlone(distribution, rng, declared?.leaves.get(name))] as const,
  )
  return Object.fromEntries(values)
}

/** One such draw; `leaf` is what was declared of the parameter. */
export function drawAlone(distribution: Distribution, rng: Rng, leaf: Leaf | undefined): ParamValue {
  return leaf?.prior === undefined ? sampleUniform(distribution, rng) : samplePrior(distribution, leaf.prior, rng)
}
