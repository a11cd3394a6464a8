import { cardinality, type ParamValue, type SearchSpace, valueAtShare } from '../../space/distribution.ts'
import { type UnitAxis, fromUnit, toUnit, unitAxis } from '../unit-axis.ts'

/** One coordinate of the search distribution. With a margin, grid points of stepped ranges lie evenly over [0, 1]. */
export interface CmaAxis extends UnitAxis {
  /** Grid points of a stepped range that gets a margin; 0 otherwise. */
  readonly points: number
}

/** More grid points than this are as good as a continuous range. */
const mostPoints = 1e6

/** The axes of numeric parameters in the order of their names, so that it does not depend on who asks. */
export function cmaAxes(space: SearchSpace, withMargin: boolean): readonly CmaAxis[] {
  const names = [...space.keys()].sort()
  return names.map((name) => {
    const axis = unitAxis(name, space.get(name)!)
    const { step, log } = axis.distribution
    const points = cardinality(axis.distribution)
    // Whole numbers on a logarithmic scale are not evenly spread, and are taken for continuous ones.
    const isGrid = withMargin && step !== null && !log && points <= mostPoints
    return { ...axis, points: isGrid ? points : 0 }
  })
}

/** The coordinate of a value. */
export function coordinateOf(axis: CmaAxis, value: ParamValue): number {
  if (typeof value !== 'number') return 0.5
  if (axis.points === 0) return toUnit(axis, value)
  const { low, high } = axis.distribution
  return (value - low) / (high - low)
}

/** The value at a coordinate of an axis without a margin. */
export function valueAt(axis: CmaAxis, x: number): ParamValue {
  return fromUnit(axis, x)
}

/** The value at a grid point of an axis with a margin. */
export function valueAtPoint(axis: CmaAxis, index: number): ParamValue {
  return valueAtShare(axis.distribution, (index + 0.5) / axis.points)
}
