import { z } from 'zod'
import { parseOptions } from '../core/parse-options.ts'
import type { SamplerDefinition, SamplerTraits, SuggestRequest } from '../core/sampler.ts'
import { type Params, sampleUniform } from '../space/distribution.ts'
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
    return { name: 'random', traits, suggest }
  },
}

function suggest({ space, rng, declared }: SuggestRequest): Params {
  const values = Array.from(space, ([name, distribution]) => {
    const prior = declared?.leaves.get(name)?.prior
    return [
      name,
      prior === undefined ? sampleUniform(distribution, rng) : samplePrior(distribution, prior, rng),
    ] as const
  })
  return Object.fromEntries(values)
}
