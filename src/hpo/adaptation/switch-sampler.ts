import { checkOptionNames } from '../../base/check-argument.ts'
import type { Adaptation, AdaptationStrategy, AdaptationView } from '../core/adaptation.ts'
import { badSamplers, checkedNumber } from './messages.ts'
import { hasStagnated } from './stagnation.ts'

/** How `adaptations.switchSampler` judges. */
export interface SwitchOptions {
  /** Samplers to take in turn, by name. Default `['random']`: a look at the whole space. */
  readonly samplers?: readonly string[]
  /** Complete trials without improvement after which the next one is taken; a whole number ≥ 1, default 25. */
  readonly after?: number
  /** An improvement is more than this share of the best value; ≥ 0, default 0.001. */
  readonly minDelta?: number
}

/** Takes another sampler while nothing improves, and the study's own again once something has. */
export function switchSampler(options: SwitchOptions = {}): AdaptationStrategy {
  checkOptionNames('adaptations.switchSampler', options, ['samplers', 'after', 'minDelta'])
  const { samplers = ['random'], after = 25, minDelta = 0.001 } = options
  if (!Array.isArray(samplers) || samplers.length === 0 || samplers.some((name) => typeof name !== 'string')) {
    throw badSamplers(samplers)
  }
  checkedNumber('adaptations.switchSampler', 'after', { value: after, low: 0, high: Number.POSITIVE_INFINITY })
  checkedNumber('adaptations.switchSampler', 'minDelta', {
    value: minDelta,
    low: -Number.MIN_VALUE,
    high: Number.POSITIVE_INFINITY,
  })
  return Object.freeze({
    name: 'switchSampler',
    adapt({ study, sampler }: AdaptationView): Adaptation | null {
      const at = samplers.indexOf(sampler)
      const stagnated = hasStagnated(study, { trials: after, minDelta })
      if (!stagnated && at === -1) return null
      if (!stagnated) return { because: 'the study improves again', changes: [{ kind: 'sampler', sampler: null }] }
      const next: string | null = at + 1 < samplers.length ? (samplers[at + 1] as string) : null
      return { because: `nothing has improved for ${after} trials`, changes: [{ kind: 'sampler', sampler: next }] }
    },
  })
}
