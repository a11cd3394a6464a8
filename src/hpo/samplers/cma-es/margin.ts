import { ndtr } from '../../../math/special/log-ndtr.ts'
import { ndtriExp } from '../../../math/special/ndtri-exp.ts'
import type { Evolution } from './evolution.ts'

// | symbol    | code          | meaning                                                                         |
// | --------- | ------------- | ------------------------------------------------------------------------------- |
// | A         | stretch       | factor by which a discrete coordinate is stretched around the mean before rounding |
// | α         | least         | probability that must stay outside the interval of grid points that hold the mean |
// | ℓ_low, ℓ_up | low, high   | the limits of that interval: midpoints between grid points on both sides of the mean |

/** The grid point that a discrete coordinate means: its number, from 0. */
export function gridIndex(
  { mean, margin }: Pick<Evolution, 'mean' | 'margin'>,
  { j, x }: { j: number; x: number },
): number {
  const { stretch, points } = margin!
  return nearest(mean[j] + (x - mean[j]) * stretch[j], points[j])
}

/** The nearest of `points` grid points, the lower one of two that are equally near. */
function nearest(x: number, points: number): number {
  return Math.min(points - 1, Math.max(0, Math.ceil(x * (points - 1) - 0.5)))
}

/**
 * Moves the mean and stretches coordinates so that every discrete one leaves its grid point with a probability of at
 * least α.
 *
 * Hamano, Saito, Nomura and Shirakawa 2022, "CMA-ES with margin", arXiv:2205.13482, section 4.
 */
export function correctMargin(evolution: Evolution): Evolution {
  const { sigma, covariance } = evolution
  const margin = evolution.margin!
  const mean = evolution.mean.slice()
  const stretch = margin.stretch.slice()
  margin.points.forEach((points, j) => {
    if (points === 0) return
    const deviation = sigma * Math.sqrt(covariance.variances[j])
    const corrected = correctCoordinate({ mean: mean[j], stretch: stretch[j], deviation, points }, margin.least)
    mean[j] = corrected.mean
    stretch[j] = corrected.stretch
  })
  return { ...evolution, mean, margin: { ...margin, stretch } }
}

interface Coordinate {
  readonly mean: number
  readonly stretch: number
  /** σ √C_jj, before stretching. */
  readonly deviation: number
  readonly points: number
}

function correctCoordinate({ mean, stretch, deviation, points }: Coordinate, least: number) {
  const index = nearest(mean, points)
  // The limits next to the mean; at an end both are the one limit that there is next to it, and the one after.
  const lower = Math.min(points - 2, Math.max(0, index - 1))
  const upper = Math.min(points - 2, Math.max(0, index))
  const low = (lower + 0.5) / (points - 1)
  const high = (upper + 0.5) / (points - 1)
  const below = ndtr((low - mean) / (deviation * stretch))
  const above = 1 - ndtr((high - mean) / (deviation * stretch))
  if (Math.max(below, above) > 0.5) {
    // Only one neighbour: the mean must not be so far from the limit that it is never crossed.
    if (Math.min(below, above) >= least) return { mean, stretch }
    const reach = deviation * stretch * -ndtriExp(Math.log(least))
    return { mean: high + Math.sign(mean - high) * reach, stretch }
  }
  const toLow = -ndtriExp(Math.log(tail({ side: below, other: above }, least)))
  const toHigh = -ndtriExp(Math.log(tail({ side: above, other: below }, least)))
  return {
    mean: (low * toHigh + high * toLow) / (toLow + toHigh),
    stretch: (high - low) / ((toLow + toHigh) * deviation),
  }
}

/** The probability beyond one limit after the correction (eqs. 16-17). */
function tail({ side, other }: { readonly side: number; readonly other: number }, least: number): number {
  const middle = 1 - (side + other)
  const half = least / 2
  const a = Math.max(side, half)
  const b = Math.max(other, half)
  const corrected = a + ((1 - a - b - middle) * (a - half)) / (a + middle + b - 3 * half)
  return Math.min(0.5 - 1e-10, Math.max(1e-10, corrected))
}
