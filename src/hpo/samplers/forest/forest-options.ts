import { z } from 'zod'
import { numberFrom, wholeNumber } from '../../parts/number-options.ts'
import { parseOptions } from '../../parts/parse-options.ts'

/** How the forest models. The defaults are those of SMAC3, where it has them. */
export interface ForestOptions {
  /** Complete trials drawn at random before the model is used; a whole number ≥ 1, default 10. */
  readonly nStartupTrials?: number
  /** Trees; a whole number ≥ 1, default 10. */
  readonly trees?: number
  /**
   * Models the logarithm of the values, for an objective that spans orders of magnitude; values that are not above 0 count
   * as the least one that is. Default false.
   */
  readonly logY?: boolean
  /** Random points that are compared; a whole number ≥ 1, default 2000. */
  readonly challengers?: number
  /** Good points from which the neighbourhood is searched; a whole number ≥ 0, default 5. */
  readonly localSearches?: number
  /** The chance of a random trial instead, where the model may be wrong; 0 to 1, default 0.1. */
  readonly randomShare?: number
}

const schema = z.strictObject({
  nStartupTrials: wholeNumber(1).default(10),
  trees: wholeNumber(1).default(10),
  logY: z.boolean('true or false').default(false),
  challengers: wholeNumber(1).default(2000),
  localSearches: wholeNumber(0).default(5),
  randomShare: numberFrom(0, 1).default(0.1),
})

export type ForestSettings = z.output<typeof schema>

/** @throws InputError `sampler/unknown-option`, `sampler/bad-option` */
export function forestSettings(options: ForestOptions | undefined): ForestSettings {
  return parseOptions(schema, options, { kind: 'sampler', name: 'forest' })
}
