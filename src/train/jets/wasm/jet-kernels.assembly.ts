// The loops of a network of jets, on chunks of 32 points that stay in the cache, in f32 and f64.
//
// panel   [streams][units, padded to 4][32 points]: a stream follows the one before after `stride` bytes
// w       weights in blocks of four rows, for each block its columns one after the other, four numbers each
// sums    gradients before the last sum: a vector of partial sums for each entry, in blocks of 4 rows and 2 columns
//
// Accuracy that the functions were designed for: exp 1e-7 and 3e-16 relative; tanh, sin, cos and Φ 2e-7 and 5e-16 absolute.
// engines.test.ts holds them to 2e-6 in f32 and 3e-15 in f64 against the plain engine, for arguments up to 50,000.

export function heapBase(): usize {
  return __heap_base
}

/** Bytes of the 32 points of a unit. */
// @ts-ignore: decorator
@inline function rowBytes<T>(): usize {
  return sizeof<T>() << 5
}

// @ts-ignore: decorator
@inline function fma<T>(a: v128, b: v128, c: v128): v128 {
  return v128.add<T>(v128.mul<T>(a, b), c)
}

// ---- affine layers

/** y := W x on every stream. */
// @ts-ignore: decorator
@inline function multiply<T>(w: usize, x: usize, y: usize, blocks: i32, inner: i32, streams: i32, xStride: usize, yStride: usize): void {
  for (let s = 0; s < streams; s++) {
    let block = w
    let out = y
    for (let b = 0; b < blocks; b++) {
      for (let j: usize = 0; j < rowBytes<T>(); j += 32) {
        let c00 = v128.splat<T>(0)
        let c01 = v128.splat<T>(0)
        let c10 = v128.splat<T>(0)
        let c11 = v128.splat<T>(0)
        let c20 = v128.splat<T>(0)
        let c21 = v128.splat<T>(0)
        let c30 = v128.splat<T>(0)
        let c31 = v128.splat<T>(0)
        let m = block
        let from = x + j
        const end = block + (<usize>inner << 2) * sizeof<T>()
        while (m < end) {
          const x0 = v128.load(from)
          const x1 = v128.load(from, 16)
          const m0 = v128.load_splat<T>(m)
          c00 = fma<T>(m0, x0, c00)
          c01 = fma<T>(m0, x1, c01)
          const m1 = v128.load_splat<T>(m, sizeof<T>())
          c10 = fma<T>(m1, x0, c10)
          c11 = fma<T>(m1, x1, c11)
          const m2 = v128.load_splat<T>(m, 2 * sizeof<T>())
          c20 = fma<T>(m2, x0, c20)
          c21 = fma<T>(m2, x1, c21)
          const m3 = v128.load_splat<T>(m, 3 * sizeof<T>())
          c30 = fma<T>(m3, x0, c30)
          c31 = fma<T>(m3, x1, c31)
          m += 4 * sizeof<T>()
          from += rowBytes<T>()
        }
        const o = out + j
        v128.store(o, c00)
        v128.store(o, c01, 16)
        v128.store(o, c10, 32 * sizeof<T>())
        v128.store(o, c11, 32 * sizeof<T>() + 16)
        v128.store(o, c20, 64 * sizeof<T>())
        v128.store(o, c21, 64 * sizeof<T>() + 16)
        v128.store(o, c30, 96 * sizeof<T>())
        v128.store(o, c31, 96 * sizeof<T>() + 16)
      }
      block += (<usize>inner << 2) * sizeof<T>()
      out += 4 * rowBytes<T>()
    }
    x += xStride
    y += yStride
  }
}

/** sums += y xᵀ over all points and streams. */
// @ts-ignore: decorator
@inline function outer<T>(y: usize, x: usize, sums: usize, blocks: i32, pairs: i32, streams: i32, yStride: usize, xStride: usize): void {
  for (let b = 0; b < blocks; b++) {
    const rows = y + <usize>b * 4 * rowBytes<T>()
    for (let c = 0; c < pairs; c++) {
      let yStream = rows
      let xStream = x + <usize>c * 2 * rowBytes<T>()
      let c00 = v128.load(sums)
      let c01 = v128.load(sums, 16)
      let c10 = v128.load(sums, 32)
      let c11 = v128.load(sums, 48)
      let c20 = v128.load(sums, 64)
      let c21 = v128.load(sums, 80)
      let c30 = v128.load(sums, 96)
      let c31 = v128.load(sums, 112)
      for (let s = 0; s < streams; s++) {
        let yp = yStream
        let xp = xStream
        const end = yp + rowBytes<T>()
        while (yp < end) {
          const x0 = v128.load(xp)
          const x1 = v128.load(xp, 32 * sizeof<T>())
          const y0 = v128.load(yp)
          c00 = fma<T>(y0, x0, c00)
          c01 = fma<T>(y0, x1, c01)
          const y1 = v128.load(yp, 32 * sizeof<T>())
          c10 = fma<T>(y1, x0, c10)
          c11 = fma<T>(y1, x1, c11)
          const y2 = v128.load(yp, 64 * sizeof<T>())
          c20 = fma<T>(y2, x0, c20)
          c21 = fma<T>(y2, x1, c21)
          const y3 = v128.load(yp, 96 * sizeof<T>())
          c30 = fma<T>(y3, x0, c30)
          c31 = fma<T>(y3, x1, c31)
          yp += 16
          xp += 16
        }
        yStream += yStride
        xStream += xStride
      }
      v128.store(sums, c00)
      v128.store(sums, c01, 16)
      v128.store(sums, c10, 32)
      v128.store(sums, c11, 48)
      v128.store(sums, c20, 64)
      v128.store(sums, c21, 80)
      v128.store(sums, c30, 96)
      v128.store(sums, c31, 112)
      sums += 128
    }
  }
}

/** y[row] += biases[row] at every point, for rows that exist. */
// @ts-ignore: decorator
@inline function bias<T>(y: usize, biases: usize, rows: i32): void {
  for (let r = 0; r < rows; r++) {
    const b = v128.load_splat<T>(biases + <usize>r * sizeof<T>())
    const end = y + rowBytes<T>()
    while (y < end) {
      v128.store(y, v128.add<T>(v128.load(y), b))
      y += 16
    }
  }
}

/** sums[row] += the points of y[row], a vector for each row. */
// @ts-ignore: decorator
@inline function sumRows<T>(y: usize, sums: usize, rows: i32): void {
  for (let r = 0; r < rows; r++) {
    let sum = v128.load(sums)
    const end = y + rowBytes<T>()
    while (y < end) {
      sum = v128.add<T>(sum, v128.load(y))
      y += 16
    }
    v128.store(sums, sum)
    sums += 16
  }
}

/** Blocks of four rows of a matrix whose entry (row, column) is at source[row × across + column × along]. */
// @ts-ignore: decorator
@inline function pack<T>(source: usize, target: usize, rows: i32, inner: i32, across: i32, along: i32): void {
  for (let r = 0; r < rows; r += 4) {
    for (let k = 0; k < inner; k++) {
      for (let i = r; i < r + 4; i++) {
        const at = source + ((<usize>i * <usize>across + <usize>k * <usize>along) << 3)
        store<T>(target, i < rows ? <T>load<f64>(at) : <T>0)
        target += sizeof<T>()
      }
    }
  }
}

// @ts-ignore: decorator
@inline function total<T>(sum: v128): f64 {
  if (sizeof<T>() == 8) return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)
  const a = f64x2.promote_low_f32x4(sum)
  const b = f64x2.promote_low_f32x4(i8x16.shuffle(sum, sum, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15))
  const c = f64x2.add(a, b)
  return f64x2.extract_lane(c, 0) + f64x2.extract_lane(c, 1)
}

/** The gradient of a layer, weights [rows, inner] and then biases, out of its sums. */
// @ts-ignore: decorator
@inline function collect<T>(sums: usize, biasSums: usize, gradient: usize, rows: i32, inner: i32): void {
  const pairs = (inner + 1) >> 1
  for (let r = 0; r < rows; r++) {
    const block = sums + <usize>(r >> 2) * <usize>pairs * 128 + (<usize>(r & 3) << 5)
    for (let k = 0; k < inner; k++) {
      store<f64>(gradient, total<T>(v128.load(block + <usize>(k >> 1) * 128 + (<usize>(k & 1) << 4))))
      gradient += 8
    }
  }
  for (let r = 0; r < rows; r++) {
    store<f64>(gradient, total<T>(v128.load(biasSums + (<usize>r << 4))))
    gradient += 8
  }
}

// ---- functions

/** e^x. Large |x| saturate at the ends of the range. */
// @ts-ignore: decorator
@inline function exponential<T>(x: v128): v128 {
  if (sizeof<T>() == 8) {
    x = f64x2.pmin(f64x2.pmax(x, f64x2.splat(-708)), f64x2.splat(709))
    const shifted = f64x2.add(f64x2.mul(x, f64x2.splat(1.4426950408889634)), f64x2.splat(6755399441055744))
    const n = f64x2.sub(shifted, f64x2.splat(6755399441055744))
    let r = f64x2.sub(x, f64x2.mul(n, f64x2.splat(0.6931471803691238)))
    r = f64x2.sub(r, f64x2.mul(n, f64x2.splat(1.9082149292705877e-10)))
    let p = f64x2.splat(1.6059043836821613e-10)
    p = fma<f64>(p, r, f64x2.splat(2.08767569878681e-9))
    p = fma<f64>(p, r, f64x2.splat(2.505210838544172e-8))
    p = fma<f64>(p, r, f64x2.splat(2.755731922398589e-7))
    p = fma<f64>(p, r, f64x2.splat(2.7557319223985893e-6))
    p = fma<f64>(p, r, f64x2.splat(0.0000248015873015873))
    p = fma<f64>(p, r, f64x2.splat(0.0001984126984126984))
    p = fma<f64>(p, r, f64x2.splat(0.001388888888888889))
    p = fma<f64>(p, r, f64x2.splat(0.008333333333333333))
    p = fma<f64>(p, r, f64x2.splat(0.041666666666666664))
    p = fma<f64>(p, r, f64x2.splat(0.16666666666666666))
    p = fma<f64>(p, r, f64x2.splat(0.5))
    p = fma<f64>(p, r, f64x2.splat(1))
    p = fma<f64>(p, r, f64x2.splat(1))
    const power = i64x2.shl(i64x2.add(shifted, i64x2.splat(1023)), 52)
    return f64x2.mul(p, power)
  }
  x = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-87)), f32x4.splat(88))
  const shifted = f32x4.add(f32x4.mul(x, f32x4.splat(1.44269504)), f32x4.splat(12582912))
  const n = f32x4.sub(shifted, f32x4.splat(12582912))
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)))
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)))
  let p = f32x4.splat(0.0013888889)
  p = fma<f32>(p, r, f32x4.splat(0.008333333))
  p = fma<f32>(p, r, f32x4.splat(0.041666668))
  p = fma<f32>(p, r, f32x4.splat(0.16666667))
  p = fma<f32>(p, r, f32x4.splat(0.5))
  p = fma<f32>(p, r, f32x4.splat(1))
  p = fma<f32>(p, r, f32x4.splat(1))
  return f32x4.mul(p, i32x4.shl(i32x4.add(shifted, i32x4.splat(127)), 23))
}

// @ts-ignore: decorator
@inline function tanh_<T>(x: v128): v128 {
  const e = exponential<T>(v128.add<T>(x, x))
  return v128.sub<T>(v128.splat<T>(1), v128.div<T>(v128.splat<T>(2), v128.add<T>(e, v128.splat<T>(1))))
}

/** The angle less a multiple of π/2, and the multiple in the low bits of `quarter`. Exact enough for |x| below 1e4 (f32) and 1e6. */
// @ts-ignore: decorator
@inline function shiftedQuarter<T>(x: v128): v128 {
  if (sizeof<T>() == 8) return f64x2.add(f64x2.mul(x, f64x2.splat(0.6366197723675814)), f64x2.splat(6755399441055744))
  return f32x4.add(f32x4.mul(x, f32x4.splat(0.63661977)), f32x4.splat(12582912))
}

// @ts-ignore: decorator
@inline function reduceAngle<T>(x: v128, shifted: v128): v128 {
  if (sizeof<T>() == 8) {
    const n = f64x2.sub(shifted, f64x2.splat(6755399441055744))
    let r = f64x2.sub(x, f64x2.mul(n, f64x2.splat(1.5707963267341256)))
    r = f64x2.sub(r, f64x2.mul(n, f64x2.splat(6.077100506303966e-11)))
    return f64x2.sub(r, f64x2.mul(n, f64x2.splat(2.0222662487959506e-21)))
  }
  const n = f32x4.sub(shifted, f32x4.splat(12582912))
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(1.5703125)))
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(4.837512969970703e-4)))
  return f32x4.sub(r, f32x4.mul(n, f32x4.splat(7.549789954891882e-8)))
}

/** sin r and cos r for |r| ≤ π/4. */
// @ts-ignore: decorator
@inline function sineKernel<T>(r: v128): v128 {
  const q = v128.mul<T>(r, r)
  if (sizeof<T>() == 8) {
    let p = f64x2.splat(1.58969099521155e-10)
    p = fma<f64>(p, q, f64x2.splat(-2.5050760253406863e-8))
    p = fma<f64>(p, q, f64x2.splat(2.7557313707070068e-6))
    p = fma<f64>(p, q, f64x2.splat(-0.00019841269829857949))
    p = fma<f64>(p, q, f64x2.splat(0.00833333333332249))
    p = fma<f64>(p, q, f64x2.splat(-0.16666666666666632))
    return fma<f64>(f64x2.mul(p, q), r, r)
  }
  let p = f32x4.splat(-1.9515295891e-4)
  p = fma<f32>(p, q, f32x4.splat(8.3321608736e-3))
  p = fma<f32>(p, q, f32x4.splat(-1.6666654611e-1))
  return fma<f32>(f32x4.mul(p, q), r, r)
}

// @ts-ignore: decorator
@inline function cosineKernel<T>(r: v128): v128 {
  const q = v128.mul<T>(r, r)
  if (sizeof<T>() == 8) {
    let p = f64x2.splat(-1.1359647557788195e-11)
    p = fma<f64>(p, q, f64x2.splat(2.087572321298175e-9))
    p = fma<f64>(p, q, f64x2.splat(-2.7557314351390663e-7))
    p = fma<f64>(p, q, f64x2.splat(0.00002480158728947673))
    p = fma<f64>(p, q, f64x2.splat(-0.001388888888887411))
    p = fma<f64>(p, q, f64x2.splat(0.0416666666666666))
    p = fma<f64>(p, q, f64x2.splat(-0.5))
    return fma<f64>(p, q, f64x2.splat(1))
  }
  let p = f32x4.splat(2.443315711809948e-5)
  p = fma<f32>(p, q, f32x4.splat(-1.388731625493765e-3))
  p = fma<f32>(p, q, f32x4.splat(4.166664568298827e-2))
  p = fma<f32>(p, q, f32x4.splat(-0.5))
  return fma<f32>(p, q, f32x4.splat(1))
}

/** sin(x + quarters × π/2) */
// @ts-ignore: decorator
@inline function sine<T>(x: v128, quarters: i32): v128 {
  const shifted = shiftedQuarter<T>(x)
  const r = reduceAngle<T>(x, shifted)
  if (sizeof<T>() == 8) {
    const turn = i64x2.add(shifted, i64x2.splat(quarters))
    const odd = i64x2.ne(v128.and(turn, i64x2.splat(1)), i64x2.splat(0))
    const sign = i64x2.shl(v128.and(turn, i64x2.splat(2)), 62)
    return v128.xor(v128.bitselect(cosineKernel<T>(r), sineKernel<T>(r), odd), sign)
  }
  const turn = i32x4.add(shifted, i32x4.splat(quarters))
  const odd = i32x4.ne(v128.and(turn, i32x4.splat(1)), i32x4.splat(0))
  const sign = i32x4.shl(v128.and(turn, i32x4.splat(2)), 30)
  return v128.xor(v128.bitselect(cosineKernel<T>(r), sineKernel<T>(r), odd), sign)
}

/** Φ(x) of the normal distribution: erfc by the Chebyshev series of log(erfcx(z) / t) in t = 2 / (2 + z), z = |x| / √2. */
// @ts-ignore: decorator
@inline function normalArea<T>(x: v128, series: usize): v128 {
  const z = v128.mul<T>(v128.abs<T>(x), v128.splat<T>(<T>0.7071067811865476))
  const t = v128.div<T>(v128.splat<T>(2), v128.add<T>(z, v128.splat<T>(2)))
  const y = v128.sub<T>(v128.mul<T>(v128.splat<T>(4), t), v128.splat<T>(2))
  let d = v128.splat<T>(0)
  let dd = v128.splat<T>(0)
  for (let k = 27; k > 0; k--) {
    const next = v128.add<T>(v128.sub<T>(v128.mul<T>(y, d), dd), v128.splat<T>(<T>load<f64>(series + (<usize>k << 3))))
    dd = d
    d = next
  }
  let sum = v128.mul<T>(v128.splat<T>(<T>0.5), v128.add<T>(v128.splat<T>(<T>load<f64>(series)), v128.mul<T>(y, d)))
  sum = v128.sub<T>(v128.sub<T>(sum, dd), v128.mul<T>(z, z))
  const tail = v128.mul<T>(v128.mul<T>(v128.splat<T>(<T>0.5), t), exponential<T>(sum))
  return v128.bitselect(v128.sub<T>(v128.splat<T>(1), tail), tail, v128.gt<T>(x, v128.splat<T>(0)))
}

// ---- activations: σ and its derivatives of `size` bytes of z, σ at `a` and derivative k at s + k × size

// @ts-ignore: decorator
@inline function tanhSlopes<T>(z: usize, a: usize, s: usize, size: usize, high: i32): void {
  const end = z + size
  const s1 = s + size
  const s2 = s1 + size
  const s3 = s2 + size
  let o: usize = 0
  while (z < end) {
    const t = tanh_<T>(v128.load(z))
    const d = v128.sub<T>(v128.splat<T>(1), v128.mul<T>(t, t))
    const d2 = v128.mul<T>(v128.mul<T>(v128.splat<T>(-2), t), d)
    const d3 = v128.mul<T>(d, v128.sub<T>(v128.splat<T>(4), v128.mul<T>(v128.splat<T>(6), d)))
    v128.store(a + o, t)
    v128.store(s1 + o, d)
    v128.store(s2 + o, d2)
    v128.store(s3 + o, d3)
    if (high) {
      const bend = v128.sub<T>(v128.splat<T>(4), v128.mul<T>(v128.splat<T>(12), d))
      v128.store(s3 + size + o, v128.mul<T>(d2, bend))
      const square = v128.mul<T>(v128.splat<T>(12), v128.mul<T>(d2, d2))
      v128.store(s3 + 2 * size + o, v128.sub<T>(v128.mul<T>(d3, bend), square))
    }
    z += 16
    o += 16
  }
}

// @ts-ignore: decorator
@inline function sinSlopes<T>(z: usize, a: usize, s: usize, size: usize, high: i32): void {
  const end = z + size
  while (z < end) {
    const x = v128.load(z)
    const up = sine<T>(x, 0)
    const along = sine<T>(x, 1)
    v128.store(a, up)
    v128.store(s + size, along)
    v128.store(s + 2 * size, v128.neg<T>(up))
    v128.store(s + 3 * size, v128.neg<T>(along))
    if (high) {
      v128.store(s + 4 * size, up)
      v128.store(s + 5 * size, along)
    }
    z += 16
    a += 16
    s += 16
  }
}

// @ts-ignore: decorator
@inline function siluSlopes<T>(z: usize, a: usize, s: usize, size: usize, high: i32): void {
  const end = z + size
  const one = v128.splat<T>(1)
  while (z < end) {
    const x = v128.load(z)
    const p = v128.div<T>(one, v128.add<T>(one, exponential<T>(v128.neg<T>(x))))
    const p1 = v128.mul<T>(p, v128.sub<T>(one, p))
    const p2 = v128.mul<T>(p1, v128.sub<T>(one, v128.add<T>(p, p)))
    const p3 = v128.mul<T>(p1, v128.sub<T>(one, v128.mul<T>(v128.splat<T>(6), p1)))
    v128.store(a, v128.mul<T>(x, p))
    v128.store(s + size, fma<T>(x, p1, p))
    v128.store(s + 2 * size, fma<T>(x, p2, v128.add<T>(p1, p1)))
    v128.store(s + 3 * size, fma<T>(x, p3, v128.mul<T>(v128.splat<T>(3), p2)))
    if (high) {
      const bend = v128.sub<T>(one, v128.mul<T>(v128.splat<T>(12), p1))
      const p4 = v128.mul<T>(p2, bend)
      const p5 = v128.sub<T>(v128.mul<T>(p3, bend), v128.mul<T>(v128.splat<T>(12), v128.mul<T>(p2, p2)))
      v128.store(s + 4 * size, fma<T>(x, p4, v128.mul<T>(v128.splat<T>(4), p3)))
      v128.store(s + 5 * size, fma<T>(x, p5, v128.mul<T>(v128.splat<T>(5), p4)))
    }
    z += 16
    a += 16
    s += 16
  }
}

// @ts-ignore: decorator
@inline function geluSlopes<T>(z: usize, a: usize, s: usize, size: usize, high: i32, series: usize): void {
  const end = z + size
  while (z < end) {
    const x = v128.load(z)
    const q = v128.mul<T>(x, x)
    const area = normalArea<T>(x, series)
    const bell = v128.mul<T>(exponential<T>(v128.mul<T>(v128.splat<T>(<T>-0.5), q)), v128.splat<T>(<T>0.3989422804014327))
    const slope = v128.mul<T>(bell, x)
    v128.store(a, v128.mul<T>(x, area))
    v128.store(s + size, v128.add<T>(area, slope))
    v128.store(s + 2 * size, v128.mul<T>(bell, v128.sub<T>(v128.splat<T>(2), q)))
    v128.store(s + 3 * size, v128.mul<T>(slope, v128.sub<T>(q, v128.splat<T>(4))))
    if (high) {
      const even = fma<T>(q, v128.sub<T>(v128.splat<T>(7), q), v128.splat<T>(-4))
      const odd = fma<T>(q, v128.sub<T>(q, v128.splat<T>(11)), v128.splat<T>(18))
      v128.store(s + 4 * size, v128.mul<T>(bell, even))
      v128.store(s + 5 * size, v128.mul<T>(slope, odd))
    }
    z += 16
    a += 16
    s += 16
  }
}

// @ts-ignore: decorator
@inline function slopes<T>(kind: i32, z: usize, a: usize, s: usize, size: usize, high: i32, series: usize): void {
  if (kind == 0) tanhSlopes<T>(z, a, s, size, high)
  else if (kind == 1) sinSlopes<T>(z, a, s, size, high)
  else if (kind == 2) siluSlopes<T>(z, a, s, size, high)
  else geluSlopes<T>(z, a, s, size, high, series)
}

// ---- derivatives through an activation, along one input

/** a_x = σ′ z_x; and a_xx = σ″ z_x² + σ′ z_xx, unless `zxx` is 0. */
// @ts-ignore: decorator
@inline function bend<T>(s: usize, zx: usize, zxx: usize, ax: usize, axx: usize, size: usize): void {
  for (let o: usize = 0; o < size; o += 16) {
    const slope = v128.load(zx + o)
    const first = v128.mul<T>(v128.load(s + size + o), slope)
    v128.store(ax + o, first)
    if (zxx == 0) continue
    const second = v128.mul<T>(v128.load(s + 2 * size + o), v128.mul<T>(slope, slope))
    v128.store(axx + o, fma<T>(v128.load(s + size + o), v128.load(zxx + o), second))
  }
}

/** Adds to z̄ and overwrites z̄_x and z̄_xx: see composition.ts. */
// @ts-ignore: decorator
@inline function unbend<T>(s: usize, zx: usize, zxx: usize, ax: usize, axx: usize, z: usize, size: usize, bx: usize, bxx: usize): void {
  for (let o: usize = 0; o < size; o += 16) {
    const s1 = v128.load(s + size + o)
    const s2 = v128.load(s + 2 * size + o)
    const slope = v128.load(zx + o)
    const b1 = v128.load(ax + o)
    const curve = v128.mul<T>(s2, slope)
    let value = fma<T>(curve, b1, v128.load(z + o))
    let first = v128.mul<T>(s1, b1)
    if (zxx != 0) {
      const b2 = v128.load(axx + o)
      const s3 = v128.load(s + 3 * size + o)
      const third = fma<T>(s2, v128.load(zxx + o), v128.mul<T>(s3, v128.mul<T>(slope, slope)))
      value = fma<T>(third, b2, value)
      const twice = v128.mul<T>(curve, b2)
      first = v128.add<T>(first, v128.add<T>(twice, twice))
      v128.store(bxx + o, v128.mul<T>(s1, b2))
    }
    v128.store(bx + o, first)
    v128.store(z + o, value)
  }
}

/** target += c × the product of up to five arrays; the missing ones are 0. */
// @ts-ignore: decorator
@inline function monomial<T>(target: usize, c: f64, size: usize, f1: usize, f2: usize, f3: usize, f4: usize, f5: usize): void {
  const factor = v128.splat<T>(<T>c)
  for (let o: usize = 0; o < size; o += 16) {
    let product = v128.mul<T>(factor, v128.load(f1 + o))
    if (f2 != 0) product = v128.mul<T>(product, v128.load(f2 + o))
    if (f3 != 0) product = v128.mul<T>(product, v128.load(f3 + o))
    if (f4 != 0) product = v128.mul<T>(product, v128.load(f4 + o))
    if (f5 != 0) product = v128.mul<T>(product, v128.load(f5 + o))
    v128.store(target + o, v128.add<T>(v128.load(target + o), product))
  }
}

/** target += source */
// @ts-ignore: decorator
@inline function add<T>(target: usize, source: usize, size: usize): void {
  for (let o: usize = 0; o < size; o += 16) {
    v128.store(target + o, v128.add<T>(v128.load(target + o), v128.load(source + o)))
  }
}

/** target := target − source */
// @ts-ignore: decorator
@inline function subtract<T>(target: usize, source: usize, size: usize): void {
  for (let o: usize = 0; o < size; o += 16) {
    v128.store(target + o, v128.sub<T>(v128.load(target + o), v128.load(source + o)))
  }
}

/** target := a b */
// @ts-ignore: decorator
@inline function product<T>(target: usize, a: usize, b: usize, size: usize): void {
  for (let o: usize = 0; o < size; o += 16) v128.store(target + o, v128.mul<T>(v128.load(a + o), v128.load(b + o)))
}

export function fill(target: usize, bytes: usize): void {
  memory.fill(target, 0, bytes)
}

export function copy(target: usize, source: usize, bytes: usize): void {
  memory.copy(target, source, bytes)
}

// ---- what is exported: each of the above in both precisions

export function multiply32(w: usize, x: usize, y: usize, blocks: i32, inner: i32, streams: i32, xStride: usize, yStride: usize): void {
  multiply<f32>(w, x, y, blocks, inner, streams, xStride, yStride)
}

export function multiply64(w: usize, x: usize, y: usize, blocks: i32, inner: i32, streams: i32, xStride: usize, yStride: usize): void {
  multiply<f64>(w, x, y, blocks, inner, streams, xStride, yStride)
}

export function outer32(y: usize, x: usize, sums: usize, blocks: i32, pairs: i32, streams: i32, yStride: usize, xStride: usize): void {
  outer<f32>(y, x, sums, blocks, pairs, streams, yStride, xStride)
}

export function outer64(y: usize, x: usize, sums: usize, blocks: i32, pairs: i32, streams: i32, yStride: usize, xStride: usize): void {
  outer<f64>(y, x, sums, blocks, pairs, streams, yStride, xStride)
}

export function bias32(y: usize, biases: usize, rows: i32): void {
  bias<f32>(y, biases, rows)
}

export function bias64(y: usize, biases: usize, rows: i32): void {
  bias<f64>(y, biases, rows)
}

export function sumRows32(y: usize, sums: usize, rows: i32): void {
  sumRows<f32>(y, sums, rows)
}

export function sumRows64(y: usize, sums: usize, rows: i32): void {
  sumRows<f64>(y, sums, rows)
}

export function pack32(source: usize, target: usize, rows: i32, inner: i32, across: i32, along: i32): void {
  pack<f32>(source, target, rows, inner, across, along)
}

export function pack64(source: usize, target: usize, rows: i32, inner: i32, across: i32, along: i32): void {
  pack<f64>(source, target, rows, inner, across, along)
}

export function collect32(sums: usize, biasSums: usize, gradient: usize, rows: i32, inner: i32): void {
  collect<f32>(sums, biasSums, gradient, rows, inner)
}

export function collect64(sums: usize, biasSums: usize, gradient: usize, rows: i32, inner: i32): void {
  collect<f64>(sums, biasSums, gradient, rows, inner)
}

export function slopes32(kind: i32, z: usize, a: usize, s: usize, size: usize, high: i32, series: usize): void {
  slopes<f32>(kind, z, a, s, size, high, series)
}

export function slopes64(kind: i32, z: usize, a: usize, s: usize, size: usize, high: i32, series: usize): void {
  slopes<f64>(kind, z, a, s, size, high, series)
}

export function bend32(s: usize, zx: usize, zxx: usize, ax: usize, axx: usize, size: usize): void {
  bend<f32>(s, zx, zxx, ax, axx, size)
}

export function bend64(s: usize, zx: usize, zxx: usize, ax: usize, axx: usize, size: usize): void {
  bend<f64>(s, zx, zxx, ax, axx, size)
}

export function unbend32(s: usize, zx: usize, zxx: usize, ax: usize, axx: usize, z: usize, size: usize, bx: usize, bxx: usize): void {
  unbend<f32>(s, zx, zxx, ax, axx, z, size, bx, bxx)
}

export function unbend64(s: usize, zx: usize, zxx: usize, ax: usize, axx: usize, z: usize, size: usize, bx: usize, bxx: usize): void {
  unbend<f64>(s, zx, zxx, ax, axx, z, size, bx, bxx)
}

export function monomial32(target: usize, c: f64, size: usize, f1: usize, f2: usize, f3: usize, f4: usize, f5: usize): void {
  monomial<f32>(target, c, size, f1, f2, f3, f4, f5)
}

export function monomial64(target: usize, c: f64, size: usize, f1: usize, f2: usize, f3: usize, f4: usize, f5: usize): void {
  monomial<f64>(target, c, size, f1, f2, f3, f4, f5)
}

export function product32(target: usize, a: usize, b: usize, size: usize): void {
  product<f32>(target, a, b, size)
}

export function product64(target: usize, a: usize, b: usize, size: usize): void {
  product<f64>(target, a, b, size)
}

export function add32(target: usize, source: usize, size: usize): void {
  add<f32>(target, source, size)
}

export function add64(target: usize, source: usize, size: usize): void {
  add<f64>(target, source, size)
}

export function subtract32(target: usize, source: usize, size: usize): void {
  subtract<f32>(target, source, size)
}

export function subtract64(target: usize, source: usize, size: usize): void {
  subtract<f64>(target, source, size)
}
