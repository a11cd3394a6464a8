import { z } from 'zod'
import type { SamplerDefinition } from '../../core/sampler.ts'
import { wholeNumber } from '../../parts/number-options.ts'
import { parseOptions } from '../../parts/parse-options.ts'
import { isParamValue, type ParamValue } from '../../space/distribution.ts'
import { exhaustiveSearch, exhaustiveTraits } from './exhaustive-search.ts'

export interface GridOptions {
  /**
   * The values to try, by flat parameter name (`lr`, `opt.adam.beta1`), as trials show them in `params`. Default: every
   * value of the parameter. A define-by-run study with a list for one parameter needs a list for each.
   */
  readonly values?: Readonly<Record<string, readonly ParamValue[]>>
  /**
   * How many values a numeric range without a list gets when it has more: from end to end, equally far apart on its
   * scale; a whole number ≥ 1. Default: all of its values, which a continuous range cannot have.
   */
  readonly points?: number
  /** How often a cell is tried again, after all the others, when its trial failed; a whole number ≥ 0, default 1. */
  readonly retries?: number
}

const valueRule = 'texts, numbers, true, false or null'
const listRule = 'a list of one or more values'
const retriesRule = 'a whole number from 0 to 254'
const schema = z.strictObject({
  values: z
    .record(z.string(), z.array(z.custom<ParamValue>(isParamValue, valueRule), listRule).min(1, listRule), {
      error: 'lists of values by parameter name',
    })
    .default({}),
  points: wholeNumber(1).optional(),
  retries: z.int(retriesRule).min(0, retriesRule).max(254, retriesRule).default(1),
})

/**
 * Visits every combination of values once, in an order shuffled by the study's seed, then ends the study. Branches of a
 * declared space count as far as they exist: a grid has no two cells that differ only in a parameter that is not used.
 *
 * Workers in any number of processes keep apart without talking to each other, and a study that is continued goes on
 * where it was; a trial that runs holds its cell until it is told. Choose it for a handful of combinations that should
 * all be seen; `qmc` covers more than three parameters better with fewer trials.
 *
 * Unlike Optuna's `GridSampler`, it takes the values from the declared space, knows branches, tries failed cells again,
 * and runs none twice. A define-by-run study without lists is searched as by `bruteForce`.
 */
export const definition: SamplerDefinition<GridOptions> = {
  traits: exhaustiveTraits,
  create(options) {
    const { values, points = null, retries } = parseOptions(schema, options, { kind: 'sampler', name: 'grid' })
    return exhaustiveSearch({ sampler: 'grid', values, points, retries })
  },
}
