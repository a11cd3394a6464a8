import { checkOptionNames } from '../../base/check-argument.ts'
import type { Adaptation, AdaptationPlan, AdaptationStrategy, AdaptationView } from '../core/adaptation.ts'
import { coarseToFine } from './coarse-to-fine.ts'
import { dropUnimportant } from './drop-unimportant.ts'
import { expand } from './expand.ts'
import { badInterval, badStrategies } from './messages.ts'
import { narrow } from './narrow.ts'
import { switchSampler } from './switch-sampler.ts'

/** Ways in which a study can change what it searches, for `adaptSpace`. */
export const adaptations = Object.freeze({ narrow, expand, dropUnimportant, switchSampler, coarseToFine })

/** A strategy, or just what it does. */
export type StrategyChoice = AdaptationStrategy | ((view: AdaptationView) => Adaptation | null)

export interface AdaptSpaceOptions {
  /** Finished trials from one look to the next; a whole number ≥ 1, default 20. */
  readonly interval?: number
  /**
   * Asked in this order; a parameter that one has changed is left alone by the others until the next time. Default:
   * `expand`, `narrow`, `dropUnimportant`. A function of what is known is a strategy of your own.
   */
  readonly strategies?: readonly StrategyChoice[]
}

/**
 * Lets a study change what it searches while it runs:
 * `study.optimize(space, objective, { trials: 200, adapt: adaptSpace({ interval: 25 }) })`. Each change is kept with the
 * study (`study.adaptations`) and can be undone (`study.undoAdaptation()`); Optuna's tools see ranges that change from trial
 * to trial, which they allow.
 *
 * @throws InputError `adaptation/bad-option`
 */
export function adaptSpace(options: AdaptSpaceOptions = {}): AdaptationPlan {
  checkOptionNames('adaptSpace', options, ['interval', 'strategies'])
  const { interval = 20, strategies = defaults() } = options
  if (!Number.isSafeInteger(interval) || interval < 1) throw badInterval(interval)
  if (!Array.isArray(strategies) || strategies.length === 0) throw badStrategies(strategies)
  return Object.freeze({ interval, strategies: strategies.map(strategyOf) })
}

const defaults = (): readonly StrategyChoice[] => [expand(), narrow(), dropUnimportant()]

function strategyOf(choice: unknown): AdaptationStrategy {
  if (typeof choice === 'function') {
    return Object.freeze({
      name: choice.name === '' ? 'custom' : choice.name,
      adapt: choice as AdaptationStrategy['adapt'],
    })
  }
  if (typeof (choice as Partial<AdaptationStrategy> | null)?.adapt !== 'function') throw badStrategies([choice])
  return choice as AdaptationStrategy
}
