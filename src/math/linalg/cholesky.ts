/**
 * The Cholesky factor of a symmetric positive definite matrix, and solving with it: Golub and Van Loan 2013, "Matrix
 * Computations", algorithm 4.2.1 in its row form, and 3.1.1.
 *
 * | symbol | meaning                              | shape  |
 * | ------ | ------------------------------------ | ------ |
 * | A      | symmetric, its lower triangle is read | [n, n] |
 * | L      | lower triangular, A = L Lᵀ            | [n, n] |
 *
 * Every entry is one sum in order of k, whatever the blocks of 4 x 4 around it: rows appended later are bit for bit those
 * of a factorisation from scratch, which lets a cache be compared with a fresh start. WebAssembly makes the same sums.
 */
import { factorizeInWasm } from './cholesky-wasm.ts'
import type { Square } from './square.ts'

/**
 * A := L in its lower triangle, in place.
 *
 * @param from rows before this one hold L already; what is computed appends the others
 * @returns whether A is positive definite up to rounding. If not, the rows from `from` on are spoilt.
 */
export function factorize(a: Square, from = 0): boolean {
  return factorizeInWasm(a, from) ?? factorizeInTypeScript(a, from)
}

/** The same without WebAssembly. */
export function factorizeInTypeScript(a: Square, from: number): boolean {
  const { size } = a
  const first = from - (from % 4)
  for (let i = first; i < size; i += 4) {
    const rows = { from: Math.max(i, from), to: Math.min(i + 4, size) }
    const whole = rows.to - rows.from === 4
    for (let j = 0; j < i; j += 4) {
      if (whole) reduceBlock(a, i, j)
      else reduceRows(a, rows, { at: j, width: 4 })
      solveBlock(a, rows, j)
    }
    if (whole) reduceBlock(a, i, i)
    else reduceRows(a, rows, { at: i, width: 4 })
    if (!factorizeBlock(a, rows, i)) return false
  }
  return true
}

/** Rows [from, to) of one block. */
interface Rows {
  readonly from: number
  readonly to: number
}

/** The 4 x 4 block at (i, j), less what the columns before j contribute. */
function reduceBlock({ data, stride }: Square, i: number, j: number): void {
  let a0 = i * stride
  let a1 = a0 + stride
  let a2 = a1 + stride
  let a3 = a2 + stride
  let b0 = j * stride
  let b1 = b0 + stride
  let b2 = b1 + stride
  let b3 = b2 + stride
  const out0 = a0 + j
  const out1 = a1 + j
  const out2 = a2 + j
  const out3 = a3 + j
  let s00 = data[out0]
  let s01 = data[out0 + 1]
  let s02 = data[out0 + 2]
  let s03 = data[out0 + 3]
  let s10 = data[out1]
  let s11 = data[out1 + 1]
  let s12 = data[out1 + 2]
  let s13 = data[out1 + 3]
  let s20 = data[out2]
  let s21 = data[out2 + 1]
  let s22 = data[out2 + 2]
  let s23 = data[out2 + 3]
  let s30 = data[out3]
  let s31 = data[out3 + 1]
  let s32 = data[out3 + 2]
  let s33 = data[out3 + 3]
  for (let k = 0; k < j; k++) {
    const x0 = data[b0++]
    const x1 = data[b1++]
    const x2 = data[b2++]
    const x3 = data[b3++]
    const y0 = data[a0++]
    s00 -= y0 * x0
    s01 -= y0 * x1
    s02 -= y0 * x2
    s03 -= y0 * x3
    const y1 = data[a1++]
    s10 -= y1 * x0
    s11 -= y1 * x1
    s12 -= y1 * x2
    s13 -= y1 * x3
    const y2 = data[a2++]
    s20 -= y2 * x0
    s21 -= y2 * x1
    s22 -= y2 * x2
    s23 -= y2 * x3
    const y3 = data[a3++]
    s30 -= y3 * x0
    s31 -= y3 * x1
    s32 -= y3 * x2
    s33 -= y3 * x3
  }
  data[out0] = s00
  data[out0 + 1] = s01
  data[out0 + 2] = s02
  data[out0 + 3] = s03
  data[out1] = s10
  data[out1 + 1] = s11
  data[out1 + 2] = s12
  data[out1 + 3] = s13
  data[out2] = s20
  data[out2 + 1] = s21
  data[out2 + 2] = s22
  data[out2 + 3] = s23
  data[out3] = s30
  data[out3 + 1] = s31
  data[out3 + 2] = s32
  data[out3 + 3] = s33
}

/** `reduceBlock` for less than four rows, which are at the end of the matrix or partly done. */
function reduceRows(
  { data, stride, size }: Square,
  { from, to }: Rows,
  { at, width }: { readonly at: number; readonly width: number },
): void {
  for (let i = from; i < to; i++) {
    for (let j = at; j < Math.min(at + width, i + 1, size); j++) {
      let sum = data[i * stride + j]
      for (let k = 0; k < at; k++) sum -= data[i * stride + k] * data[j * stride + k]
      data[i * stride + j] = sum
    }
  }
}

/** Columns j to j + 3 of the rows, after `reduceBlock`: forward substitution with the diagonal block at j. */
function solveBlock({ data, stride }: Square, { from, to }: Rows, j: number): void {
  for (let i = from; i < to; i++) {
    const row = i * stride
    for (let c = j; c < j + 4; c++) {
      let sum = data[row + c]
      for (let k = j; k < c; k++) sum -= data[row + k] * data[c * stride + k]
      data[row + c] = sum / data[c * stride + c]
    }
  }
}

/** The rows' own diagonal block, which starts at column `first`. */
function factorizeBlock({ data, stride }: Square, { from, to }: Rows, first: number): boolean {
  for (let i = from; i < to; i++) {
    const row = i * stride
    for (let j = first; j <= i; j++) {
      let sum = data[row + j]
      for (let k = first; k < j; k++) sum -= data[row + k] * data[j * stride + k]
      if (j < i) data[row + j] = sum / data[j * stride + j]
      // Written so that NaN is refused too.
      else if (sum > 0 && sum < Number.POSITIVE_INFINITY) data[row + i] = Math.sqrt(sum)
      else return false
    }
  }
  return true
}

/** b := L⁻¹ b. */
export function solveLower({ data, stride, size }: Square, b: Float64Array): void {
  for (let i = 0; i < size; i++) {
    const row = i * stride
    let sum = b[i]
    for (let k = 0; k < i; k++) sum -= data[row + k] * b[k]
    b[i] = sum / data[row + i]
  }
}

/** b := L⁻ᵀ b. */
export function solveLowerTransposed({ data, stride, size }: Square, b: Float64Array): void {
  for (let i = size - 1; i >= 0; i--) {
    const row = i * stride
    const x = b[i] / data[row + i]
    b[i] = x
    for (let k = 0; k < i; k++) b[k] -= data[row + k] * x
  }
}

/** log det A = 2 Σ log Lᵢᵢ. */
export function logDeterminant({ data, stride, size }: Square): number {
  let sum = 0
  for (let i = 0; i < size; i++) sum += Math.log(data[i * stride + i])
  return 2 * sum
}
