import type { History } from '../../core/sampler.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import type { Models } from '../gp/models.ts'
import { withFailures } from '../gp/observations/failures.ts'
import { type Observations, observe } from '../gp/observations/observations.ts'
import { CovarianceFactor } from '../gp/process/covariance-factor.ts'
import { fitHyperparameters } from '../gp/process/fit-hyperparameters.ts'
import { type Hyperparameters, fromRaw } from '../gp/process/hyperparameters.ts'
import { inputsFrom } from '../gp/process/inputs.ts'
import type { GpSpace } from '../gp/space/gp-space.ts'
import { perStudy } from '../per-study.ts'
import type { HeboSettings } from './hebo-options.ts'
import { type Warp, fitWarped, kernel, warpedRow } from './warped-fit.ts'

/** The models of a study, and the rows as they see them. */
export interface WarpedModels extends Models {
  readonly seen: (row: Float64Array) => Float64Array
}

interface Fit {
  readonly space: GpSpace
  readonly trials: readonly TrialRecord[]
  readonly warp: Warp
  /** By model: of the objective first, then of each constraint. */
  readonly hypers: readonly Hyperparameters[]
}

interface Asked {
  readonly history: History
  readonly space: GpSpace
  readonly rowOf: (trial: TrialRecord) => Float64Array | null
  readonly observations: Observations
}

/**
 * Models of the observations. They are fitted to the first so many complete and failed trials, where so many grows by a
 * twentieth at a time: whoever looks at the same trials finds the same models, and most suggestions need no fit.
 *
 * @returns a function that gives null when a covariance matrix cannot be factorised
 */
export function warpedModels(settings: HeboSettings): (asked: Asked) => WarpedModels | null {
  const keptOf = perStudy((): { fit: Fit | null } => ({ fit: null }))
  return ({ history, space, rowOf, observations }) => {
    const kept = keptOf(history)
    const known = [...observations.trials, ...observations.failed].map(({ trial }) => trial)
    const trials = known.sort((a, b) => a.number - b.number).slice(0, fittedCount(known.length))
    const isKept =
      kept.fit?.space === space &&
      kept.fit.trials.length === trials.length &&
      kept.fit.trials.every((trial, i) => trial === trials[i])
    const models = observations.constraints.length + 1
    const observed = isKept ? null : observe({ ...history, trials }, rowOf, settings.warp)
    let fit = isKept ? kept.fit! : fitOf({ trials, space, settings, observations: observed === null ? observations : withFailures(observed) }) // prettier-ignore
    // Later trials may have brought the first constraint, or the first failure.
    if (fit.hypers.length !== models) fit = fitOf({ trials, space, settings, observations })
    kept.fit = fit
    const seen = (row: Float64Array): Float64Array => warpedRow(row, fit.warp)
    const scores = [...observations.objectives, ...observations.constraints].map((own) => ({ ...own, rows: own.rows.map(seen) })) // prettier-ignore
    const factors = fit.hypers.map((hyper) => new CovarianceFactor(space.layout, kernel, hyper))
    return factors.every((factor, m) => factor.append(scores[m].rows)) ? { scores, factors, seen } : null
  }
}

/** The largest number up to `count` of a series that grows by a twentieth at a time. */
export function fittedCount(count: number): number {
  let fitted = Math.min(1, count)
  for (;;) {
    const next = fitted + Math.max(1, Math.floor(fitted / 20))
    if (next > count) return fitted
    fitted = next
  }
}

function fitOf({
  observations: { objectives, constraints },
  trials,
  space,
  settings,
}: Pick<Fit, 'space' | 'trials'> & {
  readonly observations: Observations
  readonly settings: HeboSettings
}): Fit {
  const { warp, hyper } = fitWarped(space, objectives[0], settings.inputWarp)
  const others = constraints.map(({ rows, values }) => {
    const inputs = inputsFrom(space.layout, rows.map((row) => warpedRow(row, warp))) // prettier-ignore
    return fromRaw(fitHyperparameters({ inputs, values }, { kernel, deterministic: false }, null).raw, false)
  })
  return { space, trials, warp, hypers: [hyper, ...others] }
}
