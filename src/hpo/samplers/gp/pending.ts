import type { Rng } from '../../../base/rng.ts'
import type { Models } from './models.ts'
import { GpPosterior, drawValues } from './process/gp-posterior.ts'

/** Draws of how running trials may come out; for several objectives each costs a decomposition of the front. */
const fantasiesOfOne = 16
const fantasiesOfMany = 4

/** The models, with running trials taken into account. */
export interface Predictors {
  readonly posteriors: readonly GpPosterior[]
  readonly fantasies: number
  /** Scores of the running trials: [models] × [fantasies] × [trials]. */
  readonly pending: readonly (readonly Float64Array[])[]
}

/**
 * Adds running trials to the models: nobody knows their values, but they are no place to look at twice. Each fantasy draws
 * a value for every one of them from the posterior; what a point is worth is averaged over the fantasies.
 */
export function withPending(
  { scores, factors }: Models,
  { rows, objectives, rng }: { readonly rows: readonly Float64Array[]; readonly objectives: number; readonly rng: Rng },
): Predictors {
  const alone = (): Predictors => ({
    posteriors: factors.map((factor, m) => new GpPosterior(factor, [scores[m].values])),
    fantasies: 1,
    pending: scores.map(() => [new Float64Array(0)]),
  })
  if (rows.length === 0) return alone()
  const fantasies = objectives > 1 ? fantasiesOfMany : fantasiesOfOne
  const values: (readonly Float64Array[])[] = []
  for (const [m, factor] of factors.entries()) {
    if (!factor.append(rows)) {
      // Not even these rows can be told apart from the others: they add nothing.
      factors.forEach((one, i) => one.truncate(scores[i].values.length))
      return alone()
    }
    values.push(drawValues(factor, scores[m].values, mirroredNormals(rng.fork(m), fantasies, rows.length)))
  }
  return {
    posteriors: factors.map((factor, m) => new GpPosterior(factor, values[m])),
    fantasies,
    pending: values.map((draws, m) => draws.map((draw) => draw.subarray(scores[m].values.length))),
  }
}

/** Standard normal rows of which the second half mirrors the first: their mean is exactly 0. */
function mirroredNormals(rng: Rng, count: number, length: number): readonly Float64Array[] {
  const half = Array.from({ length: count / 2 }, () => Float64Array.from({ length }, () => rng.normal()))
  return [...half, ...half.map((row) => row.map((value) => -value))]
}
