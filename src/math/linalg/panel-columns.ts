/** The columns of a panel [n, points], of which `points` is a multiple of 4. */
export interface Columns {
  readonly data: Float64Array
  readonly points: number
}
