import type { SuggestRequest } from '../../core/sampler.ts'
import { type ModelCache, type ModelPlan, type Models, currentFit, modelsKey } from './models.ts'
import { findNotedFit, noteKey, noteOf } from './noted-fit.ts'
import type { Observations } from './observations/observations.ts'

/**
 * Models of the observations, with the hyperparameters that an earlier trial holds while these are good enough, else with
 * new ones, which are noted with the trial that is asked for.
 *
 * @returns null when a covariance matrix cannot be factorised
 */
export function fittedModels(
  { history, trial }: Pick<SuggestRequest, 'history' | 'trial'>,
  observations: Observations,
  { cache, ...plan }: ModelPlan & { readonly cache: ModelCache },
): Models | null {
  const noted = findNotedFit(history.trials, modelsKey(plan), trial.number)
  const fit = currentFit(observations, noted, plan)
  if (fit !== noted) trial.note(noteKey, noteOf(fit))
  return cache.models(observations, fit, plan)
}
