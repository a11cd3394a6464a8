import type { Rng } from '../../base/rng.ts'
import { requireDimensions, requireIndex } from './messages.ts'
import { type PointSequence, pointSequence } from './point-sequence.ts'
import { shuffled } from './shuffled.ts'

/**
 * A Latin hypercube of `count` points: in every dimension each of the `count` equal strata holds exactly one of them, at
 * a uniform place within (McKay, Beckman and Conover 1979). Only forks of the stream are used.
 *
 * @throws InputError `sequence/bad-dimensions`; `sequence/bad-index` from the points for one beyond `count` − 1
 */
export function latinHypercube(
  { count, dimensions }: { readonly count: number; readonly dimensions: number },
  rng: Rng,
): PointSequence {
  requireDimensions('Latin hypercube', dimensions, Number.POSITIVE_INFINITY)
  const columns = Array.from({ length: dimensions }, (_, j) => {
    const stream = rng.fork(j)
    const strata = shuffled(count, stream)
    return Float64Array.from(strata, (stratum) => Math.min(stratum + stream.uniform(), belowNext(stratum)) / count)
  })
  return pointSequence(dimensions, (index, out, at) => {
    requireIndex('Latin hypercube', index, count - 1)
    for (let j = 0; j < dimensions; j++) out[at + j] = columns[j][index]
  })
}

/** The sum of a stratum and a draw below 1 may round up to the next stratum. */
function belowNext(stratum: number): number {
  return (stratum + 1) * (1 - 2 ** -52)
}
