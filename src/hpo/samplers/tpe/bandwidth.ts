import { logGaussMass } from '../../../math/stats/log-gauss-mass.ts'
import type { Axis, ContinuousAxis, DiscreteAxis } from './axis.ts'

const logSqrtTwoPi = 0.5 * Math.log(2 * Math.PI)

/** What of a `KernelTable` depends on bandwidths. */
interface KernelColumns {
  readonly axes: readonly Axis[]
  readonly centers: Float64Array
  readonly sigmas: Float64Array
  readonly precisions: Float64Array
  readonly peaks: Float64Array
  readonly rowPeaks: Float64Array
}

/** Sets the bandwidth of one kernel on one axis, and with it the largest density that the kernel has there. */
export function setBandwidth(
  table: KernelColumns,
  axis: ContinuousAxis | DiscreteAxis,
  { at, sigma }: { readonly at: number; readonly sigma: number },
): void {
  const center = table.centers[at]
  const logMass = logGaussMass(-center / sigma, (1 - center) / sigma)
  table.sigmas[at] = sigma
  table.precisions[at] = 1 / sigma
  table.peaks[at] = axis.kind === 'continuous' ? -Math.log(sigma) - logSqrtTwoPi - logMass : -logMass
  table.rowPeaks[Math.trunc(at / table.axes.length)] = Number.NaN
}
