import type { History } from '../../core/sampler.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import { withFailures } from './observations/failures.ts'
import { type Observations, observe } from './observations/observations.ts'
import { CovarianceFactor } from './process/covariance-factor.ts'
import { fitHyperparameters } from './process/fit-hyperparameters.ts'
import { fromRaw } from './process/hyperparameters.ts'
import { inputsFrom } from './process/inputs.ts'
import type { GpSpace } from './space/gp-space.ts'
import type { GpSettings } from './gp-options.ts'
import type { Models } from './models.ts'
import { type Neighbourhood } from './neighbourhood.ts'

interface LocalModels {
  readonly observations: Observations
  readonly models: Models
}

/**
 * Models of a neighbourhood alone: standardised by its own trials, and with lengthscales in units of its box. Where a model of
 * the whole space sees one flat bottom, they tell its points apart. They are fitted anew each time, which is cheap for so few
 * trials.
 *
 * @returns null when a covariance matrix cannot be factorised
 */
export function localModels(
  { trials, failed, box }: Neighbourhood,
  { history, rowOf }: { readonly history: History; readonly rowOf: (trial: TrialRecord) => Float64Array | null },
  { space, settings }: { readonly space: GpSpace; readonly settings: GpSettings },
): LocalModels | null {
  const known = [...trials, ...failed].map(({ trial }) => trial)
  const observations = withFailures(observe({ ...history, trials: known }, rowOf, settings.warp)!)
  const { layout } = space
  const widths = Float64Array.from(layout.slice(0, space.axes.length), ({ hamming, unseen }, j) =>
    hamming || unseen === true ? 1 : box.upper[j] - box.lower[j],
  )
  const scores = [...observations.objectives, ...observations.constraints]
  const factors: CovarianceFactor[] = []
  for (const { rows, values, noises } of scores) {
    const inputs = inputsFrom(layout, rows.map((row) => row.map((x, j) => x / widths[layout[j].axis]))) // prettier-ignore
    const { raw } = fitHyperparameters({ inputs, values, noises }, settings, null)
    const hyper = fromRaw(raw, settings.deterministic)
    const inverseSquaredLengthscales = hyper.inverseSquaredLengthscales.map((w, j) => w / widths[j] ** 2)
    const factor = new CovarianceFactor(layout, settings.kernel, { ...hyper, inverseSquaredLengthscales })
    if (
      !factor.append(
        rows,
        noises?.map((variance) => variance + hyper.noiseVariance),
      )
    )
      return null
    factors.push(factor)
  }
  return { observations, models: { scores, factors } }
}
