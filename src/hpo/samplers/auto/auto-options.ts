import { z } from 'zod'
import { wholeNumber } from '../../parts/number-options.ts'
import { parseOptions } from '../../parts/parse-options.ts'
import type { GpOptions } from '../gp/gp-options.ts'
import type { HeboOptions } from '../hebo/hebo-options.ts'

/** When `auto` changes its sampler. */
export interface AutoOptions {
  /** Complete trials of an even design before the first model; a whole number ≥ 1, default 10. */
  readonly nStartupTrials?: number
  /**
   * Complete trials up to which a Gaussian process is used; a whole number ≥ 0, default 250. More make better use of
   * expensive trials; a suggestion costs the cube of their number.
   */
  readonly gpTrials?: number
  /** How the Gaussian process is tuned, `nStartupTrials` aside; default as `samplers.gp()`. */
  readonly gp?: Omit<GpOptions, 'nStartupTrials'>
  /** How HEBO is tuned, which takes turns with it, `nStartupTrials` aside; default as `samplers.hebo()`. */
  readonly hebo?: Omit<HeboOptions, 'nStartupTrials'>
}

const schema = z.strictObject({
  nStartupTrials: wholeNumber(1).default(10),
  gpTrials: wholeNumber(0).default(250),
  // The Gaussian process checks them.
  gp: z
    .custom<NonNullable<AutoOptions['gp']>>((value) => typeof value === 'object', 'options of samplers.gp')
    .default({}),
  // HEBO checks them.
  hebo: z
    .custom<NonNullable<AutoOptions['hebo']>>((value) => typeof value === 'object', 'options of samplers.hebo')
    .default({}),
})

export type AutoSettings = z.output<typeof schema>

/**
 * The options with defaults.
 *
 * @throws InputError `sampler/unknown-option`, `sampler/bad-option`
 */
export function autoSettings(options: AutoOptions | undefined): AutoSettings {
  return parseOptions(schema, options, { kind: 'sampler', name: 'auto' })
}
