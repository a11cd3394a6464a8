/**
 * The points that a Gaussian process knows, column by column.
 *
 * | symbol | meaning                                                                              | shape        |
 * | ------ | ------------------------------------------------------------------------------------ | ------------ |
 * | n      | points                                                                               |              |
 * | m      | columns; a parameter has one, one that may be absent has a second for its presence     |              |
 * | X      | coordinates: [0, 1] for numbers, the index for choices                                | m × [n]      |
 * | Δ²     | difference in one column: squared for numbers, 0 or 1 for choices (Hamming distance)   |              |
 * | w      | 1 / ℓ², one for each parameter                                                        | [parameters] |
 */
export interface InputColumn {
  /** Which entry of w belongs to it. */
  readonly axis: number
  /** A choice without order: points differ by 0 or 1. */
  readonly hamming: boolean
}

export interface Inputs {
  readonly layout: readonly InputColumn[]
  /** X; longer than `count` where there is room for more. */
  readonly columns: readonly Float64Array[]
  readonly count: number
}

/** Points from rows of coordinates, one per column of the layout. */
export function inputsFrom(layout: readonly InputColumn[], rows: readonly Float64Array[]): Inputs {
  return { layout, columns: layout.map((_, j) => Float64Array.from(rows, (row) => row[j])), count: rows.length }
}

/** out[b] := Σⱼ wⱼ Δ²ⱼ between `point` and each of the points from `from` up to, not including, `to`. */
export function squaredDistances(
  { layout, columns }: Inputs,
  { point, weights, to }: { readonly point: Float64Array; readonly weights: Float64Array; readonly to: number },
  out: Float64Array,
): void {
  out.fill(0, 0, to)
  for (let j = 0; j < layout.length; j++) {
    const { axis, hamming } = layout[j]
    const column = columns[j]
    const weight = weights[axis]
    const x = point[j]
    if (hamming) {
      for (let b = 0; b < to; b++) if (column[b] !== x) out[b] += weight
    } else {
      for (let b = 0; b < to; b++) {
        const difference = column[b] - x
        out[b] += weight * difference * difference
      }
    }
  }
}

/** sums[axis] += Σ_b factors[b] Δ² between `point` and the points below `to`, in every column of the axis. */
export function addWeightedDifferences(
  { layout, columns }: Inputs,
  { point, factors, to }: { readonly point: Float64Array; readonly factors: Float64Array; readonly to: number },
  sums: Float64Array,
): void {
  for (let j = 0; j < layout.length; j++) {
    const { axis, hamming } = layout[j]
    const column = columns[j]
    const x = point[j]
    let sum = 0
    if (hamming) {
      for (let b = 0; b < to; b++) if (column[b] !== x) sum += factors[b]
    } else {
      for (let b = 0; b < to; b++) {
        const difference = column[b] - x
        sum += factors[b] * difference * difference
      }
    }
    sums[axis] += sum
  }
}
