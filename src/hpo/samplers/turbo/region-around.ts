import type { CovarianceFactor } from '../gp/process/covariance-factor.ts'
import type { Region } from '../gp/search/region.ts'
import type { GpSpace } from '../gp/space/gp-space.ts'

/** Lengthscales that stretch a region, in parts of the range (the authors' bounds). */
const shortest = 0.005
const longest = 2

/**
 * The box around a point whose sides are in proportion to the model's lengthscales and have the geometric mean `length`,
 * as far as it lies in the space.
 */
export function regionAround(
  center: Float64Array,
  { space, factor, length }: { readonly space: GpSpace; readonly factor: CovarianceFactor; readonly length: number },
): Region {
  const logs = Float64Array.from(factor.hyper.inverseSquaredLengthscales, (weight) =>
    Math.log(Math.min(longest, Math.max(shortest, 1 / Math.sqrt(weight)))),
  )
  const numbers = [...space.axes.keys()].filter((j) => space.axes[j].kind !== 'categorical')
  const mean = numbers.reduce((sum, j) => sum + logs[j] / numbers.length, 0)
  const half = logs.map((log) => (length / 2) * Math.exp(log - mean))
  return {
    center,
    lower: center.map((x, j) => Math.max(0, x - half[j])),
    upper: center.map((x, j) => Math.min(1, x + half[j])),
  }
}
