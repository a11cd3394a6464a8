import type { Sampler } from '../hpo/core/sampler.ts'
import { sampleUniform } from '../hpo/space/distribution.ts'

/** For studies whose sampler does not matter. */
export const uniformSampler: Sampler = {
  name: 'uniform',
  traits: { joint: false, multiObjective: true, usesHistory: false },
  suggest: ({ space, rng }) =>
    Object.fromEntries(Array.from(space, ([name, distribution]) => [name, sampleUniform(distribution, rng)])),
}
