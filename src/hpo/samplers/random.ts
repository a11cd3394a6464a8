import { z } from 'zod'
import type { SamplerDefinition, SamplerTraits } from '../core/sampler.ts'
import { parseOptions } from '../parts/parse-options.ts'
import { drawAlone, suggestAtRandom } from './suggest-at-random.ts'

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
      suggest: ({ space, rng, declared }) => suggestAtRandom(space, rng, declared),
    }
  },
}
