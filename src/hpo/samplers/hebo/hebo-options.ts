import { z } from 'zod'
import { wholeNumber } from '../../parts/number-options.ts'
import { parseOptions } from '../../parts/parse-options.ts'

/** How HEBO is tuned. */
export interface HeboOptions {
  /** Complete trials of an even design before the first model; a whole number ≥ 1, default one more than parameters. */
  readonly nStartupTrials?: number
  /** Points of the evolutionary search for the front of the three acquisitions; a whole number ≥ 4, default 100. */
  readonly populationSize?: number
  /** Generations of that search; a whole number ≥ 0, default 30. */
  readonly generations?: number
  /**
   * Whether each number's range is stretched where the objective changes fast (by Kumaraswamy's distribution, fitted with
   * the model); default true.
   */
  readonly inputWarp?: boolean
  /**
   * How values are changed for the model: by the power that makes them most normal, or not at all. With constraints on
   * outcomes they stay as they are. Default `power`.
   */
  readonly warp?: 'none' | 'power'
}

export interface HeboSettings extends Required<Omit<HeboOptions, 'nStartupTrials'>> {
  nStartupTrials(parameters: number): number
}

const schema = z.strictObject({
  nStartupTrials: wholeNumber(1).optional(),
  populationSize: wholeNumber(4).default(100),
  generations: wholeNumber(0).default(30),
  inputWarp: z.boolean('true or false').default(true),
  warp: z.enum(['none', 'power'], '"none" or "power"').default('power'),
})

/**
 * The options with defaults.
 *
 * @throws InputError `sampler/unknown-option`, `sampler/bad-option`
 */
export function heboSettings(options: HeboOptions | undefined): HeboSettings {
  const { nStartupTrials, ...rest } = parseOptions(schema, options, { kind: 'sampler', name: 'hebo' })
  return { ...rest, nStartupTrials: (parameters) => nStartupTrials ?? parameters + 1 }
}
