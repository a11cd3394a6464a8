import type { Rng } from '../../../base/rng.ts'
import { truncatedNormalQuantile } from '../../../math/stats/truncated-normal.ts'
import type { Axis } from '../tpe/axis.ts'

/**
 * A product kernel density over the axes of a space.
 *
 * | field        | shape          | meaning                                                                      |
 * | ------------ | -------------- | ---------------------------------------------------------------------------- |
 * | `points`     | [points, axes] | coordinates of the observations (see `Axis`)                                 |
 * | `bandwidths` | [axes]         | standard deviation in coordinates; of a choice the chance to be another one  |
 */
export interface KernelDensity {
  readonly axes: readonly Axis[]
  readonly count: number
  readonly points: Float64Array
  readonly bandwidths: Float64Array
}

/** Below this a density counts as nothing (HpBandSter). */
const tiny = 1e-32
/** Silverman's factor of the normal reference rule, as statsmodels has it. */
const reference = 1.06
/** A choice must be able to leave the observed one, and to stay. */
const mostSwitching = 0.999

/**
 * The density of some points with bandwidths by the normal reference rule, 1.06 σ n^(−1/(4 + d)), none below
 * `minBandwidth` (Falkner et al. 2018, "BOHB", arXiv:1807.01774, section 3.2; statsmodels' `KDEMultivariate`).
 */
export function fitDensity(axes: readonly Axis[], points: Float64Array, minBandwidth: number): KernelDensity {
  const width = axes.length
  const count = points.length / width
  const shrink = reference * count ** (-1 / (4 + width))
  const bandwidths = Float64Array.from(axes, (axis, j) => {
    const bandwidth = Math.max(minBandwidth, shrink * deviation(points, { j, width, count }))
    return axis.kind === 'categorical' ? Math.min(mostSwitching, bandwidth) : bandwidth
  })
  return { axes, count, points, bandwidths }
}

function deviation(
  points: Float64Array,
  { j, width, count }: { readonly j: number; readonly width: number; readonly count: number },
): number {
  let mean = 0
  for (let k = 0; k < count; k++) mean += points[k * width + j] / count
  let sum = 0
  for (let k = 0; k < count; k++) sum += (points[k * width + j] - mean) ** 2 / count
  return Math.sqrt(sum)
}

/** The density at a point: Gaussian factors, and those of Aitchison and Aitken for choices. */
export function densityAt({ axes, count, points, bandwidths }: KernelDensity, at: Float64Array): number {
  const width = axes.length
  let sum = 0
  for (let k = 0; k < count; k++) {
    let factor = 1
    for (let j = 0; j < width; j++) factor *= kernel(axes[j], bandwidths[j], at[j] - points[k * width + j])
    sum += factor
  }
  return Math.max(tiny, sum / count)
}

function kernel(axis: Axis, bandwidth: number, distance: number): number {
  if (axis.kind === 'categorical') return distance === 0 ? 1 - bandwidth : bandwidth / (axis.choices - 1)
  const z = distance / bandwidth
  return Math.exp(-0.5 * z * z) / (bandwidth * Math.sqrt(2 * Math.PI))
}

/** A draw near one of the points, with bandwidths widened by `factor` and truncated to the range. */
export function drawNear(density: KernelDensity, factor: number, rng: Rng): Float64Array {
  const { axes, count, points, bandwidths } = density
  const row = rng.integer(count) * axes.length
  return Float64Array.from(axes, (axis, j) => {
    const center = points[row + j]
    if (axis.kind === 'categorical') {
      return rng.uniform() < 1 - bandwidths[j] ? center : rng.integer(axis.choices)
    }
    const sigma = bandwidths[j] * factor
    const quantile = truncatedNormalQuantile(rng.uniform(), -center / sigma, (1 - center) / sigma)
    return Math.min(1, Math.max(0, center + sigma * quantile))
  })
}
