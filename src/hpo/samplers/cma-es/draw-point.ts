import type { Rng } from '../../../base/rng.ts'
import type { Evolution } from './evolution.ts'

/** Draws per parameter that may fall outside before one is moved to the border. */
const resamplingsPerDimension = 10

/**
 * A draw of the search distribution that lies in the unit cube (where discrete coordinates with a margin may lie beyond
 * it, since they are rounded) and that `accepts` allows. After too many attempts the last one is moved to the border, and
 * `accepts` sees it, but cannot refuse it any more.
 */
export function drawPoint(evolution: Evolution, rng: Rng, accepts: (x: Float64Array) => boolean): Float64Array {
  const { mean, sigma, covariance, margin } = evolution
  const isFree = (j: number): boolean => margin !== null && margin.points[j] > 0
  let x = mean
  for (let attempt = 0; attempt <= resamplingsPerDimension * mean.length; attempt++) {
    x = new Float64Array(mean.length)
    for (let j = 0; j < x.length; j++) x[j] = rng.normal()
    x = covariance.color(x)
    let isInside = true
    for (let j = 0; j < x.length; j++) {
      x[j] = mean[j] + sigma * x[j]
      isInside &&= (x[j] >= 0 && x[j] <= 1) || isFree(j)
    }
    if (isInside && accepts(x)) return x
  }
  const moved = x.map((xj, j) => (isFree(j) ? xj : Math.min(1, Math.max(0, xj))))
  accepts(moved)
  return moved
}
