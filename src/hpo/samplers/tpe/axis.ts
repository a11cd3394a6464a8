import {
  type CategoricalDistribution,
  type Distribution,
  type NumericDistribution,
  type ParamValue,
  type SearchSpace,
  cardinality,
  fromScale,
  numericBounds,
  onGrid,
  toScale,
} from '../../space/distribution.ts'

/**
 * A parameter as the estimators see it.
 *
 * | symbol     | meaning                                                                                     |
 * | ---------- | ------------------------------------------------------------------------------------------- |
 * | coordinate | where a value lies: (scaled value − low) / span in [0, 1] for numbers, the index of a choice |
 * | code       | what a candidate stores: coordinate of a continuous value, grid index of a discrete one, index of a choice |
 *
 * Numbers are brought to [0, 1] so that ranges near the limits of double precision neither over- nor underflow. The
 * densities of the estimators differ from those on the parameter's own scale by a constant that their ratio cancels.
 */
export type Axis = ContinuousAxis | DiscreteAxis | CategoricalAxis

interface NumericAxis {
  readonly name: string
  readonly distribution: NumericDistribution
  /** The lower end on the parameter's scale, half a step below the first grid point of a stepped range. */
  readonly low: number
  readonly span: number
}

export interface ContinuousAxis extends NumericAxis {
  readonly kind: 'continuous'
}

export interface DiscreteAxis extends NumericAxis {
  readonly kind: 'discrete'
  readonly step: number
  readonly lastIndex: number
}

export interface CategoricalAxis {
  readonly kind: 'categorical'
  readonly name: string
  readonly distribution: CategoricalDistribution
  readonly choices: number
}

/** What can be modelled of a space, and the rest: single values, and ranges without a width that a number can hold. */
export interface SpacePlan {
  /** Continuous axes first, discrete ones last: the order in which a density is cheapest to rule out. */
  readonly axes: readonly Axis[]
  readonly unmodelled: SearchSpace
}

const evaluationOrder = { continuous: 0, categorical: 1, discrete: 2 }

export function planSpace(space: SearchSpace): SpacePlan {
  const axes: Axis[] = []
  const unmodelled = new Map<string, Distribution>()
  for (const [name, distribution] of space) {
    const axis = axisOf(name, distribution)
    if (axis === null) unmodelled.set(name, distribution)
    else axes.push(axis)
  }
  axes.sort((a, b) => evaluationOrder[a.kind] - evaluationOrder[b.kind])
  return { axes, unmodelled }
}

function axisOf(name: string, distribution: Distribution): Axis | null {
  const size = cardinality(distribution)
  if (size === 1) return null
  if (distribution.kind === 'categorical') return { kind: 'categorical', name, distribution, choices: size }
  const { low, high } = numericBounds(distribution)
  const span = high - low
  if (!(span > 0 && span < Number.POSITIVE_INFINITY)) return null
  const { step } = distribution
  if (step === null) return { kind: 'continuous', name, distribution, low, span }
  return { kind: 'discrete', name, distribution, low, span, step, lastIndex: size - 1 }
}

/** How far beyond the range a coordinate may lie: rounding. */
const rounding = 1e-9

/** The coordinate of a value that a trial had; NaN when the axis has no place for it, as when the range was another. */
export function coordinateOf(axis: Axis, value: unknown): number {
  if (axis.kind === 'categorical') {
    const index = axis.distribution.choices.findIndex((choice) => Object.is(choice, value) || choice === value)
    return index === -1 ? Number.NaN : index
  }
  if (typeof value !== 'number') return Number.NaN
  const coordinate = (toScale(axis.distribution, value) - axis.low) / axis.span
  return coordinate >= -rounding && coordinate <= 1 + rounding ? coordinate : Number.NaN
}

/** The code of a candidate at `coordinate` of a numeric axis: on the grid, and inside the range. */
export function codeAt(axis: ContinuousAxis | DiscreteAxis, coordinate: number): number {
  if (axis.kind === 'continuous') return coordinate
  const value = fromScale(axis.distribution, axis.low + coordinate * axis.span)
  return Math.min(axis.lastIndex, Math.max(0, Math.round((value - axis.distribution.low) / axis.step)))
}

/** The coordinate of the lower edge of grid cell `index`, which is the upper edge of the cell before. */
export function lowerEdge(axis: DiscreteAxis, index: number): number {
  const edge = axis.distribution.low + (index - 0.5) * axis.step
  return (toScale(axis.distribution, edge) - axis.low) / axis.span
}

/** The parameter value that a candidate's code stands for. */
export function valueOf(axis: Axis, code: number): ParamValue {
  switch (axis.kind) {
    case 'categorical':
      return axis.distribution.choices[code]
    case 'discrete':
      return onGrid(axis.distribution, axis.distribution.low + code * axis.step)
    case 'continuous':
      return onGrid(axis.distribution, fromScale(axis.distribution, axis.low + code * axis.span))
  }
}
