/**
 * The inverse of a lower triangular matrix, and what Gaussian processes need of it.
 *
 * | symbol | meaning                                    | shape  |
 * | ------ | ------------------------------------------ | ------ |
 * | L      | lower triangular, from `factorize`          | [n, n] |
 * | W      | L⁻¹; above its diagonal it holds zeros      | [n, n] |
 * | A⁻¹    | Wᵀ W, the inverse of A = L Lᵀ               | [n, n] |
 *
 * As in `cholesky.ts`, every entry is one sum in order of k: rows appended later do not depend on when they were.
 * WebAssembly makes the same sums.
 */
import { inverseFromLowerInWasm, invertLowerInWasm, quadraticFormsInWasm } from './lower-inverse-wasm.ts'
import type { Columns } from './panel-columns.ts'
import type { Square } from './square.ts'

/**
 * W := L⁻¹, row by row, with zeros above the diagonal.
 *
 * @param from rows of W before this one are right already
 */
export function invertLower(l: Square, w: Square, from = 0): void {
  if (from === 0 && invertLowerInWasm(l, w)) return
  invertLowerInTypeScript(l, w, from)
}

/** The same without WebAssembly. */
export function invertLowerInTypeScript(l: Square, w: Square, from: number): void {
  const { size } = l
  for (let i = from - (from % 4); i < size; i += 4) {
    const first = Math.max(i, from)
    const last = Math.min(i + 4, size)
    for (let row = first; row < last; row++) w.data.fill(0, row * w.stride, row * w.stride + size)
    if (last - first === 4) for (let j = 0; j < i; j += 4) addProductBlock(l, w, { i, j })
    else for (let row = first; row < last; row++) addProductRow(l, w, { i: row, until: i })
    for (let row = first; row < last; row++) finishRow(l, w, { i: row, block: i })
  }
  // A row that grew past the old size must read as zero beyond its diagonal.
  for (let i = 0; i < from; i++) w.data.fill(0, i * w.stride + i + 1, i * w.stride + size)
}

interface Place {
  readonly i: number
  readonly j: number
}

/** Entries (i … i + 3, j … j + 3) of W: Σ L(i, k) W(k, j) over the k from j to i − 1. */
function addProductBlock(l: Square, w: Square, { i, j }: Place): void {
  const ld = l.data
  const wd = w.data
  let a0 = i * l.stride + j
  let a1 = a0 + l.stride
  let a2 = a1 + l.stride
  let a3 = a2 + l.stride
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
  for (let k = j, at = j * w.stride + j; k < i; k++, at += w.stride) {
    const x0 = wd[at]
    const x1 = wd[at + 1]
    const x2 = wd[at + 2]
    const x3 = wd[at + 3]
    const y0 = ld[a0++]
    s00 += y0 * x0
    s01 += y0 * x1
    s02 += y0 * x2
    s03 += y0 * x3
    const y1 = ld[a1++]
    s10 += y1 * x0
    s11 += y1 * x1
    s12 += y1 * x2
    s13 += y1 * x3
    const y2 = ld[a2++]
    s20 += y2 * x0
    s21 += y2 * x1
    s22 += y2 * x2
    s23 += y2 * x3
    const y3 = ld[a3++]
    s30 += y3 * x0
    s31 += y3 * x1
    s32 += y3 * x2
    s33 += y3 * x3
  }
  const r0 = i * w.stride + j
  const r1 = r0 + w.stride
  const r2 = r1 + w.stride
  const r3 = r2 + w.stride
  wd[r0] = s00
  wd[r0 + 1] = s01
  wd[r0 + 2] = s02
  wd[r0 + 3] = s03
  wd[r1] = s10
  wd[r1 + 1] = s11
  wd[r1 + 2] = s12
  wd[r1 + 3] = s13
  wd[r2] = s20
  wd[r2 + 1] = s21
  wd[r2 + 2] = s22
  wd[r2 + 3] = s23
  wd[r3] = s30
  wd[r3 + 1] = s31
  wd[r3 + 2] = s32
  wd[r3 + 3] = s33
}

/** The same for one row i, over the k below `until`. */
function addProductRow(l: Square, w: Square, { i, until }: { readonly i: number; readonly until: number }): void {
  const row = i * w.stride
  for (let k = 0; k < until; k++) {
    const factor = l.data[i * l.stride + k]
    for (let j = 0; j <= k; j++) w.data[row + j] += factor * w.data[k * w.stride + j]
  }
}

/** Adds the rows of the block that are above row i, and divides: W(i, j) = −Σ L(i, k) W(k, j) / L(i, i). */
function finishRow(l: Square, w: Square, { i, block }: { readonly i: number; readonly block: number }): void {
  addBlockRows(l, w, { i, block })
  const row = i * w.stride
  const scale = 1 / l.data[i * l.stride + i]
  for (let j = 0; j < i; j++) w.data[row + j] *= -scale
  w.data[row + i] = scale
}

function addBlockRows(l: Square, w: Square, { i, block }: { readonly i: number; readonly block: number }): void {
  const row = i * w.stride
  for (let k = block; k < i; k++) {
    const factor = l.data[i * l.stride + k]
    for (let j = 0; j <= k; j++) w.data[row + j] += factor * w.data[k * w.stride + j]
  }
}

/** A⁻¹ := Wᵀ W, both triangles. */
export function inverseFromLower(w: Square, inverse: Square): void {
  if (!inverseFromLowerInWasm(w, inverse)) inverseFromLowerInTypeScript(w, inverse)
  const { data, stride } = inverse
  for (let i = 0; i < w.size; i++) for (let j = 0; j < i; j++) data[j * stride + i] = data[i * stride + j]
}

/** The lower triangle without WebAssembly. */
export function inverseFromLowerInTypeScript(w: Square, inverse: Square): void {
  const { size } = w
  const whole = size - (size % 4)
  for (let i = 0; i < whole; i += 4) for (let j = 0; j <= i; j += 4) innerBlock(w, inverse, { i, j })
  for (let i = whole; i < size; i++) for (let j = 0; j <= i; j++) innerEntry(w, inverse, { i, j })
}

function innerBlock(w: Square, inverse: Square, { i, j }: Place): void {
  const wd = w.data
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
  for (let k = i, at = i * w.stride; k < w.size; k++, at += w.stride) {
    const x0 = wd[at + j]
    const x1 = wd[at + j + 1]
    const x2 = wd[at + j + 2]
    const x3 = wd[at + j + 3]
    const y0 = wd[at + i]
    s00 += y0 * x0
    s01 += y0 * x1
    s02 += y0 * x2
    s03 += y0 * x3
    const y1 = wd[at + i + 1]
    s10 += y1 * x0
    s11 += y1 * x1
    s12 += y1 * x2
    s13 += y1 * x3
    const y2 = wd[at + i + 2]
    s20 += y2 * x0
    s21 += y2 * x1
    s22 += y2 * x2
    s23 += y2 * x3
    const y3 = wd[at + i + 3]
    s30 += y3 * x0
    s31 += y3 * x1
    s32 += y3 * x2
    s33 += y3 * x3
  }
  const { data, stride } = inverse
  const r0 = i * stride + j
  const r1 = r0 + stride
  const r2 = r1 + stride
  const r3 = r2 + stride
  data[r0] = s00
  data[r0 + 1] = s01
  data[r0 + 2] = s02
  data[r0 + 3] = s03
  data[r1] = s10
  data[r1 + 1] = s11
  data[r1 + 2] = s12
  data[r1 + 3] = s13
  data[r2] = s20
  data[r2 + 1] = s21
  data[r2 + 2] = s22
  data[r2 + 3] = s23
  data[r3] = s30
  data[r3 + 1] = s31
  data[r3 + 2] = s32
  data[r3 + 3] = s33
}

function innerEntry(w: Square, inverse: Square, { i, j }: Place): void {
  let sum = 0
  for (let k = i; k < w.size; k++) sum += w.data[k * w.stride + i] * w.data[k * w.stride + j]
  inverse.data[i * inverse.stride + j] = sum
}

/**
 * y := W x and z := Wᵀ y in one go: ‖y‖² is the quadratic form xᵀ A⁻¹ x, and z is A⁻¹ x.
 *
 * @returns ‖y‖²
 */
export function applyInverse(w: Square, x: Float64Array, z: Float64Array): number {
  const { size } = w
  const whole = size - (size % 4)
  z.fill(0, 0, size)
  let norm = 0
  for (let i = 0; i < whole; i += 4) norm += applyFourRows(w, { x, i }, z)
  for (let i = whole; i < size; i++) norm += applyRow(w, { x, i }, z)
  return norm
}

interface RowAt {
  readonly x: Float64Array
  readonly i: number
}

/** Four rows share the loads of x and the updates of z. They reach to i + 3: above the diagonal W holds zeros. */
function applyFourRows({ data, stride }: Square, { x, i }: RowAt, z: Float64Array): number {
  const r0 = i * stride
  const r1 = r0 + stride
  const r2 = r1 + stride
  const r3 = r2 + stride
  const end = i + 4
  let y0 = 0
  let y1 = 0
  let y2 = 0
  let y3 = 0
  for (let k = 0; k < end; k++) {
    const value = x[k]
    y0 += data[r0 + k] * value
    y1 += data[r1 + k] * value
    y2 += data[r2 + k] * value
    y3 += data[r3 + k] * value
  }
  for (let k = 0; k < end; k++) {
    z[k] += data[r0 + k] * y0 + data[r1 + k] * y1 + (data[r2 + k] * y2 + data[r3 + k] * y3)
  }
  return y0 * y0 + y1 * y1 + (y2 * y2 + y3 * y3)
}

function applyRow({ data, stride }: Square, { x, i }: RowAt, z: Float64Array): number {
  const row = i * stride
  let y = 0
  for (let k = 0; k <= i; k++) y += data[row + k] * x[k]
  for (let k = 0; k <= i; k++) z[k] += data[row + k] * y
  return y * y
}

/** norms[p] := ‖W xₚ‖² for every column xₚ: the quadratic forms xₚᵀ A⁻¹ xₚ of many points at once. */
export type QuadraticForms = (columns: Columns, norms: Float64Array) => void

/** The quadratic forms of a matrix that does not change any more. */
export function quadraticFormsOf(w: Square): QuadraticForms {
  const owner = {}
  return (columns, norms) => {
    if (!quadraticFormsInWasm(w, { ...columns, owner }, norms)) quadraticFormsInTypeScript(w, columns, norms)
  }
}

/** The same without WebAssembly. */
export function quadraticFormsInTypeScript(w: Square, { data: x, points }: Columns, norms: Float64Array): void {
  norms.fill(0, 0, points)
  const whole = w.size - (w.size % 4)
  for (let p = 0; p < points; p += 4) {
    for (let i = 0; i < whole; i += 4) addBlockNorms(w, { x, points, p, i }, norms)
    for (let i = whole; i < w.size; i++) addRowNorms(w, { x, points, p, i }, norms)
  }
}

interface Tile {
  readonly x: Float64Array
  readonly points: number
  readonly p: number
  readonly i: number
}

function addBlockNorms({ data, stride }: Square, { x, points, p, i }: Tile, norms: Float64Array): void {
  let a0 = i * stride
  let a1 = a0 + stride
  let a2 = a1 + stride
  let a3 = a2 + stride
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
  // Up to i + 3: above the diagonal W holds zeros.
  for (let k = 0, at = p; k < i + 4; k++, at += points) {
    const x0 = x[at]
    const x1 = x[at + 1]
    const x2 = x[at + 2]
    const x3 = x[at + 3]
    const y0 = data[a0++]
    s00 += y0 * x0
    s01 += y0 * x1
    s02 += y0 * x2
    s03 += y0 * x3
    const y1 = data[a1++]
    s10 += y1 * x0
    s11 += y1 * x1
    s12 += y1 * x2
    s13 += y1 * x3
    const y2 = data[a2++]
    s20 += y2 * x0
    s21 += y2 * x1
    s22 += y2 * x2
    s23 += y2 * x3
    const y3 = data[a3++]
    s30 += y3 * x0
    s31 += y3 * x1
    s32 += y3 * x2
    s33 += y3 * x3
  }
  norms[p] += s00 * s00 + s10 * s10 + s20 * s20 + s30 * s30
  norms[p + 1] += s01 * s01 + s11 * s11 + s21 * s21 + s31 * s31
  norms[p + 2] += s02 * s02 + s12 * s12 + s22 * s22 + s32 * s32
  norms[p + 3] += s03 * s03 + s13 * s13 + s23 * s23 + s33 * s33
}

function addRowNorms({ data, stride }: Square, { x, points, p, i }: Tile, norms: Float64Array): void {
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  for (let k = 0, at = p; k <= i; k++, at += points) {
    const a = data[i * stride + k]
    s0 += a * x[at]
    s1 += a * x[at + 1]
    s2 += a * x[at + 2]
    s3 += a * x[at + 3]
  }
  norms[p] += s0 * s0
  norms[p + 1] += s1 * s1
  norms[p + 2] += s2 * s2
  norms[p + 3] += s3 * s3
}
