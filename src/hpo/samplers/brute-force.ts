import { z } from 'zod'
import type { SamplerDefinition } from '../core/sampler.ts'
import { parseOptions } from '../parts/parse-options.ts'
import { exhaustiveSearch, exhaustiveTraits } from './grid/exhaustive-search.ts'

const schema = z.strictObject({})

/**
 * Visits every combination of values that the objective can ask for once, then ends the study: for small spaces without
 * continuous ranges, define-by-run ones with ifs and loops included.
 *
 * A declared space is visited as by `grid`. The tree of a define-by-run objective is explored from what earlier trials
 * asked for, in random order; it must ask the same questions after the same answers. Failed trials count as visited
 * there, and several workers may see the last ways twice, because nobody knows what a running trial will ask for next.
 *
 * As Optuna's `BruteForceSampler`; unlike it, no declared combination is ever run twice.
 */
export const definition: SamplerDefinition<Readonly<Record<string, never>>> = {
  traits: exhaustiveTraits,
  create(options) {
    parseOptions(schema, options, { kind: 'sampler', name: 'bruteForce' })
    return exhaustiveSearch({ sampler: 'bruteForce', values: {}, points: null, retries: 1 })
  },
}
