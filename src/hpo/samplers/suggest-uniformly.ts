import type { Rng } from '../../base/rng.ts'
import { type Params, type SearchSpace, sampleUniform } from '../space/distribution.ts'

/** Independent draws, uniform on the scale of each parameter. */
export function suggestUniformly(space: SearchSpace, rng: Rng): Params {
  return Object.fromEntries(Array.from(space, ([name, distribution]) => [name, sampleUniform(distribution, rng)]))
}
