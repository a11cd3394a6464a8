import type { GpSettings } from './gp-options.ts'
import { type NotedFit, roundedRaw } from './noted-fit.ts'
import type { Observations, Scores } from './observations/observations.ts'
import { CovarianceFactor } from './process/covariance-factor.ts'
import { fitHyperparameters } from './process/fit-hyperparameters.ts'
import { fromRaw } from './process/hyperparameters.ts'
import { inputsFrom } from './process/inputs.ts'
import type { GpSpace } from './space/gp-space.ts'

/** A fit is repeated when there are a twentieth more observations than it had: then a few more hardly change it. */
const refitShare = 20

/** A Gaussian process for each objective and each constraint, in this order. */
export interface Models {
  readonly scores: readonly Scores[]
  readonly factors: readonly CovarianceFactor[]
}

/** What models are made of. */
export interface ModelPlan {
  readonly space: GpSpace
  readonly settings: Pick<GpSettings, 'kernel' | 'deterministic' | 'warp' | 'lengthscales'>
  /** Sets fits apart that were made of other observations or another scale of them; '' for all complete trials. */
  readonly scope?: string
}

/** What the models of a study cover; fits of one study may be used for it again while this stays the same. */
export function modelsKey({
  space: { axes, layout },
  settings: { kernel, deterministic, warp, lengthscales },
  scope = '',
}: ModelPlan): string {
  const parts = [
    kernel,
    deterministic,
    ...(warp === 'none' ? [] : [warp]),
    ...(lengthscales === 'asRange' ? [] : [lengthscales]),
    layout.length,
    ...axes.flatMap(({ name, kind }) => [kind, name]),
  ]
  return hashed(JSON.stringify(scope === '' ? parts : [scope, ...parts]))
}

/** The noted fit if it is still good enough, else one that starts from it. Its hyperparameters are rounded. */
export function currentFit(observations: Observations, noted: NotedFit | null, plan: ModelPlan): NotedFit {
  const { space, settings } = plan
  const models = [...observations.objectives, ...observations.constraints]
  const count = Math.max(...models.map(({ rows }) => rows.length))
  const usable = noted !== null && fits(noted, models, plan) ? noted : null
  if (usable !== null && count >= usable.count && count - usable.count < Math.max(1, usable.count / refitShare)) return usable // prettier-ignore
  const raw = models.map(({ rows, values, noises }, m) => {
    const inputs = inputsFrom(space.layout, rows)
    return roundedRaw(fitHyperparameters({ inputs, values, noises }, settings, usable?.raw[m] ?? null).raw)
  })
  return { models: modelsKey(plan), count, raw }
}

function fits({ raw }: NotedFit, models: readonly Scores[], { space, settings }: ModelPlan): boolean {
  const length = space.axes.length + (settings.deterministic ? 1 : 2)
  return raw.length === models.length && raw.every((own) => own.length === length)
}

/**
 * Keeps the factorised covariance matrices from one suggestion to the next: a finished trial is added to them, and only
 * new hyperparameters need new ones. What comes out does not depend on what was kept.
 */
export class ModelCache {
  private readonly factors: {
    readonly space: GpSpace
    readonly raw: Float64Array
    readonly factor: CovarianceFactor
  }[] = []

  /** @returns null when a covariance matrix cannot be factorised */
  models(observations: Observations, { raw }: NotedFit, { space, settings }: ModelPlan): Models | null {
    const scores = [...observations.objectives, ...observations.constraints]
    const factors: CovarianceFactor[] = []
    for (const [m, { rows, noises }] of scores.entries()) {
      const kept = this.factors[m]
      const same = kept?.space === space && kept.raw.every((value, i) => value === raw[m][i])
      const factor = same
        ? kept.factor
        : new CovarianceFactor(space.layout, settings.kernel, fromRaw(raw[m], settings.deterministic))
      this.factors[m] = { space, raw: raw[m], factor }
      let common = 0
      const all = noises?.map((variance) => variance + factor.hyper.noiseVariance)
      while (common < rows.length && factor.holds(common, rows[common], all?.[common])) common++
      if (!factor.truncate(common) || !factor.append(rows.slice(common), all?.subarray(common))) {
        this.factors.length = 0
        return null
      }
      factors.push(factor)
    }
    return { scores, factors }
  }
}

/** FNV-1a with 32 bits, in hexadecimal. */
function hashed(text: string): string {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash >>> 0).toString(16)
}
