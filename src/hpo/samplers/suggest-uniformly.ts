import type { Rng } from '../../base/rng.ts'
import { type Params, type SearchSpace, sampleUniform } from '../space/distribution.ts'
import { paramsOf } from './params-of.ts'

/** Independent draws, uniform on the scale of each parameter. */
export function suggestUniformly(space: SearchSpace, rng: Rng): Params {
  return paramsOf(space, (_, distribution) => sampleUniform(distribution, rng))
}
