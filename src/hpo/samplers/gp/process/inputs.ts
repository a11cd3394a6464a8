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
  /** Says nothing by itself, as the digits of a permutation: it never counts as a difference. */
  readonly unseen?: boolean
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

/** What the squared distances are taken from: a point, and the first `to` of the known ones. */
interface DistancesFrom {
  readonly point: Float64Array
  readonly weights: Float64Array
  readonly to: number
}

/** out[b] := Σⱼ wⱼ Δ²ⱼ between `point` and each of the points below `to`. */
export function squaredDistances(
  { layout, columns }: Inputs,
  { point, weights, to }: DistancesFrom,
  out: Float64Array,
): void {
  let numbers = 0
  while (numbers < layout.length && !layout[numbers].hamming && layout[numbers].unseen !== true) numbers++
  out.fill(0, 0, to)
  let j = 0
  // Three columns at a time: `out` is read and written a third as often.
  for (; j + 2 < numbers; j += 3) addThreeColumns({ layout, columns, j }, { point, weights, to }, out)
  for (; j < layout.length; j++) {
    const { axis, hamming, unseen } = layout[j]
    if (unseen === true) continue
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

/** The part of columns j, j + 1 and j + 2, which hold numbers. */
function addThreeColumns(
  { layout, columns, j }: Pick<Inputs, 'layout' | 'columns'> & { readonly j: number },
  { point, weights, to }: DistancesFrom,
  out: Float64Array,
): void {
  const [first, second, third] = [columns[j], columns[j + 1], columns[j + 2]]
  const [w0, w1, w2] = [weights[layout[j].axis], weights[layout[j + 1].axis], weights[layout[j + 2].axis]]
  const [x0, x1, x2] = [point[j], point[j + 1], point[j + 2]]
  for (let b = 0; b < to; b++) {
    const d0 = first[b] - x0
    const d1 = second[b] - x1
    const d2 = third[b] - x2
    out[b] += w0 * d0 * d0 + w1 * d1 * d1 + w2 * d2 * d2
  }
}

/** sums[axis] += Σ_b factors[b] Δ² between `point` and the points below `to`, in every column of the axis. */
export function addWeightedDifferences(
  { layout, columns }: Inputs,
  { point, factors, to }: { readonly point: Float64Array; readonly factors: Float64Array; readonly to: number },
  sums: Float64Array,
): void {
  for (let j = 0; j < layout.length; j++) {
    const { axis, hamming, unseen } = layout[j]
    if (unseen === true) continue
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
