import {
  type Distribution,
  fromScale,
  type NumericDistribution,
  numericBounds,
  onGrid,
  toScale,
} from '../space/distribution.ts'

/** A numeric parameter as one side of the unit cube, on its own scale; stepped ranges get half a step more at each end. */
export interface UnitAxis {
  readonly name: string
  readonly distribution: NumericDistribution
  readonly low: number
  readonly high: number
}

export function unitAxis(name: string, distribution: Distribution): UnitAxis {
  const numeric = distribution as NumericDistribution
  return { name, distribution: numeric, ...numericBounds(numeric) }
}

/** Where a value lies: 0 at the low end, 1 at the high end, beyond them outside of the range. */
export function toUnit({ distribution, low, high }: UnitAxis, value: number): number {
  // Halves, because the difference of two large bounds may be infinite.
  const share = (toScale(distribution, value) / 2 - low / 2) / (high / 2 - low / 2)
  return Number.isFinite(share) ? share : 0.5
}

/** The value at a place in the unit interval; beyond it, the nearest that the distribution can give. */
export function fromUnit({ distribution, low, high }: UnitAxis, x: number): number {
  const share = Math.min(1, Math.max(0, x))
  return onGrid(distribution, fromScale(distribution, low * (1 - share) + high * share))
}
