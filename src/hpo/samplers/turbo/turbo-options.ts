import { z } from 'zod'
import { wholeNumber } from '../../parts/number-options.ts'
import { parseOptions } from '../../parts/parse-options.ts'
import { type GpSettings, gpSettings } from '../gp/gp-options.ts'
import type { TrustRegionRules } from './trust-region.ts'

/** How TuRBO searches. The defaults are those of the paper. */
export interface TurboOptions {
  /**
   * What makes a point of the region worth trying: that it is the best of one draw from the model (`thompson`, default),
   * or its expected improvement (`logEi`), which gives up on rugged objectives earlier.
   */
  readonly acquisition?: 'logEi' | 'thompson'
  /** Trials drawn at random when the search begins, and each time it begins anew; a whole number ≥ 1, default 10. */
  readonly nStartupTrials?: number
  /** Side of the region at first, in parts of the ranges; above 0, default 0.8. */
  readonly initialLength?: number
  /** The region grows no longer than this; above 0, default 1.6. */
  readonly maxLength?: number
  /** A region shorter than this ends the search, and another begins elsewhere; above 0, default 2⁻⁷. */
  readonly minLength?: number
  /** Improvements in a row after which the region doubles; a whole number ≥ 1, default 3. */
  readonly successTolerance?: number
  /** Trials in a row without improvement after which it halves; a whole number ≥ 1, default max(4, parameters). */
  readonly failureTolerance?: number
  /** The objective gives the same value each time: the model passes through every value. Default false. */
  readonly deterministic?: boolean
  /**
   * Points that are compared; a whole number ≥ 1. Default 384 for `thompson`, whose time grows with the cube of this, and
   * as for `gp` for `logEi`.
   */
  readonly candidates?: number
  /** As for `gp`: points that are improved by climbing `logEi`; a whole number ≥ 1, default 4. */
  readonly restarts?: number
}

const count = wholeNumber(1)
const lengthRule = 'a number above 0'
const length = z.number(lengthRule).positive(lengthRule)
const schema = z.strictObject({
  acquisition: z.enum(['logEi', 'thompson'], '"logEi" or "thompson"').default('thompson'),
  nStartupTrials: count.default(10),
  initialLength: length.default(0.8),
  maxLength: length.default(1.6),
  minLength: length.default(2 ** -7),
  successTolerance: count.default(3),
  failureTolerance: count.optional(),
  deterministic: z.boolean('true or false').default(false),
  candidates: count.optional(),
  restarts: count.default(4),
})

export interface TurboSettings {
  readonly gp: GpSettings
  readonly nStartupTrials: number
  /** Points that one draw of the model is compared at; undefined for the default. */
  readonly points: number | undefined
  rules(parameters: number): TrustRegionRules
}

/** A search does not get shorter than this before it gives up on a region, in trials (Eriksson et al. 2019). */
const leastPatience = 4

/**
 * The options with defaults.
 *
 * @throws InputError `sampler/unknown-option`, `sampler/bad-option`
 */
export function turboSettings(options: TurboOptions | undefined): TurboSettings {
  const { acquisition, deterministic, candidates, restarts, failureTolerance, ...rules } = parseOptions(
    schema,
    options,
    { kind: 'sampler', name: 'turbo' },
  )
  const modelled = { acquisition, deterministic, restarts, ...(candidates === undefined ? {} : { candidates }) }
  return {
    gp: gpSettings(modelled),
    nStartupTrials: rules.nStartupTrials,
    points: candidates,
    rules: (parameters) => ({ ...rules, failureTolerance: failureTolerance ?? Math.max(leastPatience, parameters) }),
  }
}
