import type { StudyView } from '../../core/study-record.ts'
import { observe } from '../gp/observations/observations.ts'
import { CovarianceFactor } from '../gp/process/covariance-factor.ts'
import { fitHyperparameters } from '../gp/process/fit-hyperparameters.ts'
import { fromRaw } from '../gp/process/hyperparameters.ts'
import { inputsFrom } from '../gp/process/inputs.ts'
import { type GpSpace, rowOfTrial } from '../gp/space/gp-space.ts'

/** A model of an earlier study, on the parameters of the present one. */
export interface SourceModel {
  readonly factor: CovarianceFactor
  /** Standardised; larger is better. */
  readonly scores: Float64Array
  /** The row of its best trial. */
  readonly best: Float64Array
}

/** Of each source at most so many trials are modelled: the better half of these, and others spread over the rest. */
const mostTrials = 120
/** Fewer say nothing. */
const fewestTrials = 3
const settings = { kernel: 'matern52', deterministic: false } as const

/** The models of the sources, made once for each space. */
export class SourceModels {
  private readonly sources: readonly StudyView[]
  private readonly made = new WeakMap<GpSpace, readonly SourceModel[]>()

  constructor(sources: readonly StudyView[]) {
    this.sources = sources
  }

  /** Those of the sources that have something in common with the space. */
  in(space: GpSpace): readonly SourceModel[] {
    let models = this.made.get(space)
    if (models === undefined) {
      models = this.sources.flatMap((source) => sourceModel(space, source) ?? [])
      this.made.set(space, models)
    }
    return models
  }
}

function sourceModel(space: GpSpace, { name, directions, trials }: StudyView): SourceModel | null {
  const observations = observe({ name, directions, trials: trials.slice() }, (trial) => rowOfTrial(space, trial))
  if (observations === null || observations.trials.length < fewestTrials) return null
  const [{ rows, values }] = observations.objectives
  const chosen = spread([...rows.keys()].sort((a, b) => values[b] - values[a]))
  const scores = Float64Array.from(chosen, (i) => values[i])
  const known = chosen.map((i) => rows[i])
  const { raw } = fitHyperparameters({ inputs: inputsFrom(space.layout, known), values: scores }, settings, null)
  const factor = new CovarianceFactor(space.layout, settings.kernel, fromRaw(raw, settings.deterministic))
  return factor.append(known) ? { factor, scores, best: known[0] } : null
}

/** Of positions, the best first: at most `mostTrials`. */
function spread(ranked: readonly number[]): readonly number[] {
  if (ranked.length <= mostTrials) return ranked
  const half = mostTrials / 2
  const rest = ranked.length - half
  return [...ranked.slice(0, half), ...Array.from({ length: half }, (_, i) => ranked[half + Math.floor((i * rest) / half)])] // prettier-ignore
}
