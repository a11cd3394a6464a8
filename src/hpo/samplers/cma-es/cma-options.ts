import { z } from 'zod'
import type { InnerSampler } from '../../core/sampler.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import { wholeNumber } from '../../parts/number-options.ts'
import { parseOptions } from '../../parts/parse-options.ts'
import type { Params } from '../../space/distribution.ts'

/** How CMA-ES is tuned. */
export interface CmaOptions {
  /** Trials drawn at random before the first generation, counted when complete; a whole number ≥ 0, default 1. */
  readonly nStartupTrials?: number
  /** Solutions of a generation; a whole number ≥ 3, default 4 + ⌊3 ln d⌋ of d parameters. */
  readonly populationSize?: number
  /** The first step size, in parts of each range; above 0, default 1/6. */
  readonly sigma0?: number
  /** Where the first generation is centred, by flat parameter name; default the middle of each range. */
  readonly x0?: Params
  /** Adapts each parameter's step alone: for many parameters (from about 50) or few trials; default false. */
  readonly separable?: boolean
  /** Keeps whole numbers and stepped ranges from getting stuck on one value; default false. */
  readonly withMargin?: boolean
  /** Learns more slowly where values are noisy or misleading; not with `separable` or `withMargin`; default false. */
  readonly learningRateAdaptation?: boolean
  /** Starts again when a run has converged, elsewhere and with larger populations; default `none`. */
  readonly restarts?: 'none' | 'ipop' | 'bipop'
  /**
   * When a run has converged, which restarts it: its steps have shrunk to this part of the first ones, or its latest
   * values differ by less than this; above 0, default 1e-12, which takes thousands of trials.
   */
  readonly tolerance?: number
  /** Trials of an earlier study of a similar problem, such as `study.trials`, to start near the best of; default none. */
  readonly source?: readonly TrialRecord[]
  /** Draws the parameters that are no numbers; default: none, such parameters are refused. */
  readonly fallback?: InnerSampler
}

const flag = z.boolean('true or false')
const list = <T>(allowed: string) => z.custom<readonly T[]>(Array.isArray, allowed)
const alone = 'false, with separable or withMargin'

const schema = z.strictObject({
  nStartupTrials: wholeNumber(0).default(1),
  populationSize: wholeNumber(3).optional(),
  sigma0: z
    .number('a number above 0')
    .positive('a number above 0')
    .default(1 / 6),
  x0: z.custom<Params>((value) => typeof value === 'object' && value !== null, 'values by parameter name').optional(),
  separable: flag.default(false),
  withMargin: flag.default(false),
  learningRateAdaptation: flag.default(false),
  restarts: z.enum(['none', 'ipop', 'bipop'], '"none", "ipop" or "bipop"').default('none'),
  tolerance: z.number('a number above 0').positive('a number above 0').default(1e-12),
  source: list<TrialRecord>('the trials of a study').optional(),
  fallback: z.custom<InnerSampler>((value) => value !== null, 'a sampler').optional(),
})

export type CmaSettings = z.output<typeof schema>

/** @throws InputError `sampler/unknown-option`, `sampler/bad-option` */
export function cmaSettings(options: CmaOptions | undefined): CmaSettings {
  const checked = schema.refine(
    ({ learningRateAdaptation, separable, withMargin }) => !learningRateAdaptation || !(separable || withMargin),
    { path: ['learningRateAdaptation'], error: alone },
  )
  return parseOptions(checked, options, { kind: 'sampler', name: 'cmaEs' })
}
