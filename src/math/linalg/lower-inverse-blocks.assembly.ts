// The loops of lower-inverse.ts in blocks of 4 x 4, two numbers at a time. Each entry is the same sum in the same order as
// there, with the same rounding, so the results are equal to the last bit. Matrices are row-major, `stride` numbers a row.

import { addProducts } from './block-4x4.assembly'

export function heapBase(): usize {
  return __heap_base
}

// @ts-ignore: decorator
@inline function entry(a: usize, row: i32, column: i32, stride: i32): usize {
  return a + ((<usize>row * <usize>stride + <usize>column) << 3)
}

/** W := L⁻¹, with zeros above the diagonal. */
export function invertLower(l: usize, w: usize, stride: i32, size: i32): void {
  for (let i = 0; i < size; i += 4) {
    const last = min(i + 4, size)
    for (let row = i; row < last; row++) memory.fill(entry(w, row, 0, stride), 0, <usize>stride << 3)
    if (last - i == 4) {
      for (let j = 0; j < i; j += 4) multiply(entry(l, i, j, stride), entry(w, j, j, stride), entry(w, i, j, stride), stride, i - j)
    } else {
      for (let row = i; row < last; row++) addRows(l, w, stride, row, 0, i)
    }
    for (let row = i; row < last; row++) {
      addRows(l, w, stride, row, i, row)
      const scale = 1 / load<f64>(entry(l, row, row, stride))
      let at = entry(w, row, 0, stride)
      for (let j = 0; j < row; j++) {
        store<f64>(at, load<f64>(at) * -scale)
        at += 8
      }
      store<f64>(at, scale)
    }
  }
}

/** out := the 4 x 4 block Σ L(r, k) W(k, c) over `count` values of k. */
// @ts-ignore: decorator
@inline function multiply(x: usize, y: usize, out: usize, stride: i32, count: i32): void {
  const row = <usize>stride << 3
  addProducts(x, row, 8, y, row, count, out, row, true, false)
}

/** Row i of W plus Σ L(i, k) W(k, ·) over the k in [from, to). */
function addRows(l: usize, w: usize, stride: i32, i: i32, from: i32, to: i32): void {
  for (let k = from; k < to; k++) {
    const factor = load<f64>(entry(l, i, k, stride))
    let target = entry(w, i, 0, stride)
    let source = entry(w, k, 0, stride)
    for (let j = 0; j <= k; j++) {
      store<f64>(target, load<f64>(target) + factor * load<f64>(source))
      target += 8
      source += 8
    }
  }
}

/** The inverse Wᵀ W, lower triangle. */
export function inverseFromLower(w: usize, inverse: usize, stride: i32, size: i32): void {
  const whole = size & ~3
  for (let i = 0; i < whole; i += 4) {
    for (let j = 0; j <= i; j += 4) inner(entry(w, i, i, stride), entry(w, i, j, stride), entry(inverse, i, j, stride), stride, size - i)
  }
  for (let i = whole; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum: f64 = 0
      for (let k = i; k < size; k++) sum += load<f64>(entry(w, k, i, stride)) * load<f64>(entry(w, k, j, stride))
      store<f64>(entry(inverse, i, j, stride), sum)
    }
  }
}

/** out := the 4 x 4 block Σ W(k, r) W(k, c) over `count` values of k. */
// @ts-ignore: decorator
@inline function inner(x: usize, y: usize, out: usize, stride: i32, count: i32): void {
  const row = <usize>stride << 3
  addProducts(x, 8, row, y, row, count, out, row, true, false)
}

/** norms[p] := ‖W xₚ‖² for the columns of x: [size, points], of which `points` is a multiple of 4. */
export function quadraticForms(w: usize, x: usize, norms: usize, stride: i32, size: i32, points: i32): void {
  const whole = size & ~3
  memory.fill(norms, 0, <usize>points << 3)
  for (let p = 0; p < points; p += 4) {
    for (let i = 0; i < whole; i += 4) addBlockNorms(entry(w, i, 0, stride), entry(x, 0, p, points), entry(norms, 0, p, 0), stride, points, i + 4)
    for (let i = whole; i < size; i++) addRowNorms(entry(w, i, 0, stride), entry(x, 0, p, points), entry(norms, 0, p, 0), points, i + 1)
  }
}

// @ts-ignore: decorator
@inline function addBlockNorms(w: usize, x: usize, out: usize, stride: i32, points: i32, count: i32): void {
  const row = <usize>stride << 3
  const next = <usize>points << 3
  let w0 = w
  let w1 = w0 + row
  let w2 = w1 + row
  let w3 = w2 + row
  let s00 = f64x2.splat(0)
  let s01 = s00
  let s10 = s00
  let s11 = s00
  let s20 = s00
  let s21 = s00
  let s30 = s00
  let s31 = s00
  for (let k = 0; k < count; k++) {
    const x0 = v128.load(x)
    const x1 = v128.load(x, 16)
    const a0 = v128.load_splat<f64>(w0)
    const a1 = v128.load_splat<f64>(w1)
    const a2 = v128.load_splat<f64>(w2)
    const a3 = v128.load_splat<f64>(w3)
    s00 = f64x2.add(s00, f64x2.mul(a0, x0))
    s01 = f64x2.add(s01, f64x2.mul(a0, x1))
    s10 = f64x2.add(s10, f64x2.mul(a1, x0))
    s11 = f64x2.add(s11, f64x2.mul(a1, x1))
    s20 = f64x2.add(s20, f64x2.mul(a2, x0))
    s21 = f64x2.add(s21, f64x2.mul(a2, x1))
    s30 = f64x2.add(s30, f64x2.mul(a3, x0))
    s31 = f64x2.add(s31, f64x2.mul(a3, x1))
    w0 += 8
    w1 += 8
    w2 += 8
    w3 += 8
    x += next
  }
  // The sum of the four squares first, as the twin adds them.
  v128.store(out, f64x2.add(v128.load(out), sumOfSquares(s00, s10, s20, s30)))
  v128.store(out, f64x2.add(v128.load(out, 16), sumOfSquares(s01, s11, s21, s31)), 16)
}

// @ts-ignore: decorator
@inline function sumOfSquares(a: v128, b: v128, c: v128, d: v128): v128 {
  const first = f64x2.add(f64x2.mul(a, a), f64x2.mul(b, b))
  return f64x2.add(f64x2.add(first, f64x2.mul(c, c)), f64x2.mul(d, d))
}

// @ts-ignore: decorator
@inline function addRowNorms(w: usize, x: usize, out: usize, points: i32, count: i32): void {
  let s0 = f64x2.splat(0)
  let s1 = s0
  for (let k = 0; k < count; k++) {
    const a = v128.load_splat<f64>(w)
    s0 = f64x2.add(s0, f64x2.mul(a, v128.load(x)))
    s1 = f64x2.add(s1, f64x2.mul(a, v128.load(x, 16)))
    w += 8
    x += <usize>points << 3
  }
  v128.store(out, f64x2.add(v128.load(out), f64x2.mul(s0, s0)))
  v128.store(out, f64x2.add(v128.load(out, 16), f64x2.mul(s1, s1)), 16)
}
