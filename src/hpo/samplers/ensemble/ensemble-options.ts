import { z } from 'zod'
import type { InnerSampler } from '../../core/sampler.ts'
import { badOption } from '../../parts/messages.ts'
import { wholeNumber } from '../../parts/number-options.ts'
import { parseOptions } from '../../parts/parse-options.ts'

/** How an ensemble lets its members work together. */
export interface EnsembleOptions {
  /** The samplers, at least one, which see all trials of the study. Default: `tpe`, `nsga2` and `random`. */
  readonly members?: readonly InnerSampler[]
  /**
   * `bandit` (default) gives a trial to one member, the more likely the more of its recent trials were among the best;
   * `weighted` to one drawn by `weights`; `average` asks all and takes the weighted mean of their numbers, each on its own
   * scale (of a logarithmic parameter the geometric mean).
   */
  readonly strategy?: 'bandit' | 'weighted' | 'average'
  /**
   * One number ≥ 0 per member, for `weighted` and `average`; only their ratios matter. Default: 0.4, 0.3, 0.3 for three
   * members, else all equal.
   */
  readonly weights?: readonly number[]
  /**
   * Trials that each member gets first, in turn, before the strategy decides; a whole number ≥ 0, default 5 with `bandit`,
   * else 0. Not for `average`.
   */
  readonly trialsPerMember?: number
  /** Suggests choices with `average`, which cannot average them: a sampler. Default: none, choices are refused. */
  readonly fallback?: InnerSampler
}

const membersRule = 'a list of at least one sampler'
const weightsRule = 'numbers, at least 0 and not all 0, one per member'
const schema = z.strictObject({
  members: z
    .array(
      z.custom<InnerSampler>((value) => value !== null, 'a sampler'),
      membersRule,
    )
    .min(1, membersRule)
    .default(['tpe', 'nsga2', 'random']),
  strategy: z.enum(['bandit', 'weighted', 'average'], '"bandit", "weighted" or "average"').default('bandit'),
  weights: z
    .array(z.number(weightsRule).min(0, weightsRule), weightsRule)
    .refine((weights) => weights.some((weight) => weight > 0), weightsRule)
    .optional(),
  trialsPerMember: wholeNumber(0).optional(),
  fallback: z.custom<InnerSampler>((value) => value !== null, 'a sampler').optional(),
})

export interface EnsembleSettings {
  readonly members: readonly InnerSampler[]
  readonly strategy: 'bandit' | 'weighted' | 'average'
  /** One per member; their sum is 1. */
  readonly weights: readonly number[]
  readonly trialsPerMember: number
  readonly fallback: InnerSampler | undefined
}

/** The weights of the document that asked for ensembles. */
const weightsOfThree = [0.4, 0.3, 0.3]

/**
 * The options with defaults.
 *
 * @throws InputError `sampler/unknown-option`, `sampler/bad-option`
 */
export function ensembleSettings(options: EnsembleOptions | undefined): EnsembleSettings {
  const { members, strategy, weights, trialsPerMember, fallback } = parseOptions(schema, options, {
    kind: 'sampler',
    name: 'ensemble',
  })
  const bad = (path: string, value: unknown, allowed: string) =>
    badOption('sampler', 'ensemble', { path, value, allowed })
  if (weights !== undefined && strategy === 'bandit') {
    throw bad('weights', weights, 'left out: strategy "bandit" finds its own; use "weighted" or "average"')
  }
  if (weights !== undefined && weights.length !== members.length) throw bad('weights', weights, weightsRule)
  if (trialsPerMember !== undefined && strategy === 'average') {
    throw bad(
      'trialsPerMember',
      trialsPerMember,
      'left out: with strategy "average" every member has a part in every trial',
    )
  }
  if (fallback !== undefined && strategy !== 'average') {
    throw bad('fallback', fallback, 'left out: only strategy "average" needs it; give a member a fallback of its own')
  }
  const given = weights ?? (members.length === weightsOfThree.length ? weightsOfThree : members.map(() => 1))
  const sum = given.reduce((a, b) => a + b)
  return {
    members,
    strategy,
    weights: given.map((weight) => weight / sum),
    trialsPerMember: trialsPerMember ?? (strategy === 'bandit' ? 5 : 0),
    fallback,
  }
}
