import { leastNoise } from './process/hyperparameters.ts'
import { drawValues } from './process/gp-posterior.ts'
import { type SearchInput, chooseBest } from './search/maximize-acquisition.ts'
import { candidatePoints } from './search/candidate-points.ts'
import { rowOf } from './space/gp-space.ts'
import type { Models } from './models.ts'

/** Points at which the models are drawn together, by default; their covariance matrix costs the cube of this. */
const defaultPoints = 384

/**
 * The best point of one draw from the models (Thompson 1933): the largest score among candidates that satisfy every
 * constraint in the same draw, or where none does, the one that comes closest.
 *
 * @param thresholds of the constraints, in standardised scores
 */
export function thompsonPoint(
  input: SearchInput & { readonly points?: number | undefined },
  { scores, factors }: Models,
  thresholds: readonly number[],
): Float64Array | null {
  const { space, rng, points: count = defaultPoints } = input
  const points = candidatePoints({ ...input, rng: rng.fork('candidates') }, input.incumbents, count)
  const rows = points.map((point) => rowOf(space, point))
  const draws: Float64Array[] = []
  for (const [m, factor] of factors.entries()) {
    if (!factor.appendForDraw(rows, leastNoise)) return null
    const stream = rng.fork('draw', m)
    const normals = Float64Array.from(rows, () => stream.normal())
    draws.push(drawValues(factor, scores[m].values, [normals])[0].subarray(scores[m].values.length))
  }
  const utilities = points.map((_, i) => {
    const shortfall = thresholds.reduce((sum, threshold, c) => sum + Math.max(0, threshold - draws[c + 1][i]), 0)
    return shortfall > 0 ? -1e6 * shortfall : draws[0][i]
  })
  const found = points.map((point, i) => ({ point, utility: utilities[i] }))
  return chooseBest(
    found.sort((a, b) => b.utility - a.utility),
    input,
  )
}
