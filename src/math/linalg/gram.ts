/**
 * The Gram matrix of the columns of a tall matrix: what a least-squares problem spends its time on.
 *
 * | symbol | meaning                              | shape           |
 * | ------ | ------------------------------------ | --------------- |
 * | J      | tall matrix, row-major               | [rows, columns] |
 * | G      | JᵀJ, its lower triangle is written    | [columns, columns] |
 *
 * Every entry is one sum in order of the rows, here and in WebAssembly, so the two are equal to the last bit.
 */
import { gramInWasm } from './gram-wasm.ts'
import type { Square } from './square.ts'

/** A tall matrix, row-major: [rows, columns]. */
export interface TallMatrix {
  readonly data: Float64Array
  readonly rows: number
  readonly columns: number
}

/** G := JᵀJ in its lower triangle. `gram.size` must be `jacobian.columns`. */
export function gram(jacobian: TallMatrix, result: Square): void {
  if (!gramInWasm(jacobian, result)) gramInTypeScript(jacobian, result)
}

/** The same without WebAssembly. */
export function gramInTypeScript(jacobian: TallMatrix, result: Square): void {
  const { columns } = jacobian
  const whole = columns - (columns % 4)
  for (let i = 0; i < whole; i += 4) {
    for (let j = 0; j <= i; j += 4) gramBlock(jacobian, result, { i, j })
  }
  for (let i = whole; i < columns; i++) {
    for (let j = 0; j <= i; j++) result.data[i * result.stride + j] = columnProduct(jacobian, i, j)
  }
}

/** The 4 x 4 block at (i, j). On the diagonal it also writes what lies above it, which means nothing. */
function gramBlock(
  { data, rows, columns }: TallMatrix,
  { data: out, stride }: Square,
  at: { i: number; j: number },
): void {
  let s00 = 0
  let s01 = 0
  let s02 = 0
  let s03 = 0
  let s10 = 0
  let s11 = 0
  let s12 = 0
  let s13 = 0
  let s20 = 0
  let s21 = 0
  let s22 = 0
  let s23 = 0
  let s30 = 0
  let s31 = 0
  let s32 = 0
  let s33 = 0
  let y = at.i
  let x = at.j
  for (let row = 0; row < rows; row++) {
    const x0 = data[x]
    const x1 = data[x + 1]
    const x2 = data[x + 2]
    const x3 = data[x + 3]
    const y0 = data[y]
    s00 += y0 * x0
    s01 += y0 * x1
    s02 += y0 * x2
    s03 += y0 * x3
    const y1 = data[y + 1]
    s10 += y1 * x0
    s11 += y1 * x1
    s12 += y1 * x2
    s13 += y1 * x3
    const y2 = data[y + 2]
    s20 += y2 * x0
    s21 += y2 * x1
    s22 += y2 * x2
    s23 += y2 * x3
    const y3 = data[y + 3]
    s30 += y3 * x0
    s31 += y3 * x1
    s32 += y3 * x2
    s33 += y3 * x3
    x += columns
    y += columns
  }
  const first = at.i * stride + at.j
  out.set([s00, s01, s02, s03], first)
  out.set([s10, s11, s12, s13], first + stride)
  out.set([s20, s21, s22, s23], first + 2 * stride)
  out.set([s30, s31, s32, s33], first + 3 * stride)
}

function columnProduct({ data, rows, columns }: TallMatrix, i: number, j: number): number {
  let sum = 0
  for (let row = 0; row < rows; row++) sum += data[row * columns + i] * data[row * columns + j]
  return sum
}
