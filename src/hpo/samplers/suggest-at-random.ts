import type { Rng } from '../../base/rng.ts'
import type { DeclaredSpace } from '../core/sampler.ts'
import {
  type Distribution,
  type Params,
  type ParamValue,
  type SearchSpace,
  sampleUniform,
} from '../space/distribution.ts'
import { paramsOf } from './params-of.ts'
import type { Leaf } from '../space/node.ts'
import { samplePrior } from '../space/prior.ts'

/** Independent draws: from the prior that was declared for a parameter, else uniform on its own scale. */
export function suggestAtRandom(space: SearchSpace, rng: Rng, declared: DeclaredSpace | null): Params {
  if (space.size === 0) return none
  return paramsOf(space, (name, distribution) => drawAlone(distribution, rng, declared?.leaves.get(name)))
}

const none: Params = Object.freeze({})

/** One such draw; `leaf` is what was declared of the parameter. */
export function drawAlone(distribution: Distribution, rng: Rng, leaf: Leaf | undefined): ParamValue {
  return leaf?.prior === undefined ? sampleUniform(distribution, rng) : samplePrior(distribution, leaf.prior, rng)
}
