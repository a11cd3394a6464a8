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
import type { TallMatrix } from './tall-matrix.ts'

/** G := JᵀJ in its lower triangle. `gram.size` must be `jacobian.columns`. */
export function gram(jacobian: TallMatrix, result: Square): void {
  if (!gramInWasm(jacobian, result)) gramInTypeScript(jacobian, result)
}

/** Rows at a time: as many as stay in the second-level cache while all pairs of columns pass over them. */
const chunk = 64

/** The same without WebAssembly. */
export function gramInTypeScript(jacobian: TallMatrix, result: Square): void {
  const { columns } = jacobian
  const whole = columns - (columns % 4)
  for (let i = 0; i < columns; i++) result.data.fill(0, i * result.stride, i * result.stride + columns)
  for (let from = 0; from < jacobian.rows; from += chunk) {
    const rows = { from, to: Math.min(from + chunk, jacobian.rows) }
    for (let i = 0; i < whole; i += 4) {
      for (let j = 0; j <= i; j += 4) addBlock(jacobian, result, { i, j, ...rows })
    }
  }
  for (let i = whole; i < columns; i++) {
    for (let j = 0; j <= i; j++) result.data[i * result.stride + j] = columnProduct(jacobian, i, j)
  }
}

interface BlockRows {
  readonly i: number
  readonly j: number
  readonly from: number
  readonly to: number
}

/** Adds to the 4 x 4 block at (i, j). On the diagonal it also writes what lies above it, which means nothing. */
function addBlock({ data, columns }: TallMatrix, { data: out, stride }: Square, { i, j, from, to }: BlockRows): void {
  const out0 = i * stride + j
  const out1 = out0 + stride
  const out2 = out1 + stride
  const out3 = out2 + stride
  let s00 = out[out0]
  let s01 = out[out0 + 1]
  let s02 = out[out0 + 2]
  let s03 = out[out0 + 3]
  let s10 = out[out1]
  let s11 = out[out1 + 1]
  let s12 = out[out1 + 2]
  let s13 = out[out1 + 3]
  let s20 = out[out2]
  let s21 = out[out2 + 1]
  let s22 = out[out2 + 2]
  let s23 = out[out2 + 3]
  let s30 = out[out3]
  let s31 = out[out3 + 1]
  let s32 = out[out3 + 2]
  let s33 = out[out3 + 3]
  let y = from * columns + i
  let x = from * columns + j
  for (let row = from; row < to; row++) {
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
  out[out0] = s00
  out[out0 + 1] = s01
  out[out0 + 2] = s02
  out[out0 + 3] = s03
  out[out1] = s10
  out[out1 + 1] = s11
  out[out1 + 2] = s12
  out[out1 + 3] = s13
  out[out2] = s20
  out[out2 + 1] = s21
  out[out2 + 2] = s22
  out[out2 + 3] = s23
  out[out3] = s30
  out[out3 + 1] = s31
  out[out3 + 2] = s32
  out[out3 + 3] = s33
}

function columnProduct({ data, rows, columns }: TallMatrix, i: number, j: number): number {
  let sum = 0
  for (let row = 0; row < rows; row++) sum += data[row * columns + i] * data[row * columns + j]
  return sum
}
