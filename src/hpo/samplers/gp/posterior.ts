import type { DeclaredSpace, History } from '../../core/sampler.ts'
import { minimizeSign } from '../../core/direction.ts'
import type { Params, SearchSpace } from '../../space/distribution.ts'
import { coordinateOf } from '../tpe/axis.ts'
import { observe } from './observations/observations.ts'
import { GpPosterior } from './process/gp-posterior.ts'
import { type GpSpace, gpSpace, rowOf, rowOfTrial } from './space/gp-space.ts'
import { type GpOptions, gpSettings } from './gp-options.ts'
import { ModelCache, currentFit, modelsKey } from './models.ts'
import { findNotedFit } from './noted-fit.ts'

/** What the model expects of one objective at one point, in the objective's own unit and without noise. */
export interface Prediction {
  readonly mean: number
  /** Standard deviation of the mean: how little is known there. */
  readonly deviation: number
}

/** The search space as a sampler is told of it. */
export interface PosteriorSpace {
  readonly space: SearchSpace
  /** With branches; null or absent for a flat space. */
  readonly declared?: DeclaredSpace | null
  /** As for `samplers.gp`. */
  readonly options?: GpOptions
}

/**
 * What a Gaussian process that has seen the complete trials of `history` predicts at `points`: for each point one
 * prediction per objective. It uses the hyperparameters that the study's trials hold if they are up to date, so that it is
 * the model by which the sampler chose; else it fits its own.
 *
 * A parameter that a point lacks counts as that of a branch that was not taken.
 *
 * @returns null while there is no complete trial
 * @throws InputError what `samplers.gp` says about its options
 */
export function posterior(
  history: History,
  { space: whole, declared = null, options }: PosteriorSpace,
  points: readonly Params[],
): readonly (readonly Prediction[])[] | null {
  const settings = gpSettings(options)
  const space = gpSpace(whole, declared)
  const observations = observe(history, (trial) => rowOfTrial(space, trial))
  if (observations === null) return null
  const noted = findNotedFit(history.trials, modelsKey({ space, settings }), -1)
  const fit = currentFit(observations, noted, { space, settings })
  const models = new ModelCache().models(observations, fit, { space, settings })
  if (models === null) return null
  const objectives = observations.objectives.map(({ values }, m) => new GpPosterior(models.factors[m], [values]))
  return points.map((params) => {
    const row = rowOf(space, pointOf(space, params))
    return objectives.map((model, m) => {
      const { mean, deviation } = observations.objectives[m]
      model.predict(row)
      return {
        mean: -minimizeSign(history.directions[m]) * (mean + deviation * model.means[0]),
        deviation: deviation * Math.sqrt(model.variance),
      }
    })
  })
}

function pointOf({ axes }: GpSpace, params: Params): Float64Array {
  return Float64Array.from(axes, (axis) => {
    const coordinate = Object.hasOwn(params, axis.name) ? coordinateOf(axis, params[axis.name]) : Number.NaN
    return Number.isNaN(coordinate) ? (axis.kind === 'categorical' ? 0 : 0.5) : coordinate
  })
}
