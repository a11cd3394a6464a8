import { z } from 'zod'
import { parseOptions } from '../core/parse-options.ts'
import type { Rng } from '../../base/rng.ts'
import type { SamplerDefinition, SamplerTraits } from '../core/sampler.ts'
import { type Distribution, type ParamValue, sampleUniform } from '../space/distribution.ts'
import type { Leaf } from '../space/node.ts'
import { samplePrior } from '../space/prior.ts'

const schema = z.strictObject({})
const traits: SamplerTraits = { joint: false, multiObjective: true, usesHistory: false }

/**
 * Draws every parameter from the prior that was declared for it, else uniformly on its own scale, whatever happened before. Works with any number of objectives and
 * workers, and is the yardstick for the others.
 */
export const definition: SamplerDefinition<Readonly<Record<string, never>>> = {
  traits,
  create(options) {
    parseOptions(schema, options, { kind: 'sampler', name: 'random' })
    return {
      name: 'random',
      traits,
      suggestAlone: drawAlone,
      suggest: ({ space, rng, declared }) => {
        const values = Array.from(
          space,
          ([name, distribution]) => [name, drawAlone(distribution, rng, declared?.leaves.get(name))] as const,
        )
        return Object.fromEntries(values)
      },
    }
  },
}

function drawAlone(distribution: Distribution, rng: Rng, leaf: Leaf | undefined): ParamValue {
  return leaf?.prior === undefined ? sampleUniform(distribution, rng) : samplePrior(distribution, leaf.prior, rng)
}
