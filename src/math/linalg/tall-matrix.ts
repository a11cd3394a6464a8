/** A tall matrix, row-major: [rows, columns]. */
export interface TallMatrix {
  readonly data: Float64Array
  readonly rows: number
  readonly columns: number
}
