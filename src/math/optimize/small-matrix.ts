/** Products of small dense matrices, row-major, and orthonormal bases: no blocking, for a few dozen rows. */

/** The result is [rows, columns]; `inner` is what the sum runs over. */
export interface ProductShape {
  readonly rows: number
  readonly inner: number
  readonly columns: number
}

/** `result` := A B, with A [rows, inner] and B [inner, columns]. Returns it. */
export function product(a: Float64Array, b: Float64Array, ...[shape, result]: Target): Float64Array {
  const { rows, inner, columns } = shape
  result.fill(0)
  for (let r = 0; r < rows; r++) {
    for (let k = 0; k < inner; k++) addRow(result, a[r * inner + k], { to: r * columns, b, from: k * columns, columns })
  }
  return result
}

/** `result` := Aᵀ B, with A [inner, rows] and B [inner, columns]. Returns it. */
export function transposedProduct(a: Float64Array, b: Float64Array, ...[shape, result]: Target): Float64Array {
  const { rows, inner, columns } = shape
  result.fill(0)
  for (let r = 0; r < rows; r++) {
    for (let k = 0; k < inner; k++) addRow(result, a[k * rows + r], { to: r * columns, b, from: k * columns, columns })
  }
  return result
}

/** A Bᵀ, with A [rows, inner] and B [columns, inner]. */
export function productTransposed(
  a: Float64Array,
  b: Float64Array,
  { rows, inner, columns }: ProductShape,
): Float64Array {
  const result = new Float64Array(rows * columns)
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      let sum = 0
      for (let k = 0; k < inner; k++) sum += a[r * inner + k] * b[c * inner + k]
      result[r * columns + c] = sum
    }
  }
  return result
}

/**
 * Makes the columns of a square matrix orthonormal, in their order: Gram-Schmidt done twice, which is orthogonal to rounding
 * (Giraud et al. 2005). A column that depends on those before it is replaced by a unit vector that does not.
 */
export function orthonormalise(matrix: Float64Array, n: number): void {
  for (let c = 0; c < n; c++) {
    const before = columnNorm(matrix, n, c)
    project(matrix, n, c)
    // Below this share what is left is rounding. One of the n unit vectors has at least 1/√n left.
    for (let unit = 0; !(columnNorm(matrix, n, c) > 1e-10 * before) && unit < n; unit++) {
      for (let r = 0; r < n; r++) matrix[r * n + c] = r === unit ? 1 : 0
      project(matrix, n, c)
      if (columnNorm(matrix, n, c) > 0.5 / Math.sqrt(n)) break
    }
    const scale = 1 / columnNorm(matrix, n, c)
    for (let r = 0; r < n; r++) matrix[r * n + c] *= scale
  }
}

type Target = readonly [shape: ProductShape, result: Float64Array]

interface RowSource {
  readonly to: number
  readonly b: Float64Array
  readonly from: number
  readonly columns: number
}

function addRow(result: Float64Array, factor: number, { to, b, from, columns }: RowSource): void {
  for (let c = 0; c < columns; c++) result[to + c] += factor * b[from + c]
}

/** Takes out of column `c` what lies along the columns before it. */
function project(matrix: Float64Array, n: number, c: number): void {
  for (let pass = 0; pass < 2; pass++) {
    for (let k = 0; k < c; k++) {
      let along = 0
      for (let r = 0; r < n; r++) along += matrix[r * n + k] * matrix[r * n + c]
      for (let r = 0; r < n; r++) matrix[r * n + c] -= along * matrix[r * n + k]
    }
  }
}

function columnNorm(matrix: Float64Array, n: number, c: number): number {
  let sum = 0
  for (let r = 0; r < n; r++) sum += matrix[r * n + c] ** 2
  return Math.sqrt(sum)
}
