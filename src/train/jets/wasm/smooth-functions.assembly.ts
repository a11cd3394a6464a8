// Functions of whole vectors.
//
// Accuracy that they were designed for: exp 1e-7 and 3e-16 relative; tanh, sin, cos and Φ 2e-7 and 5e-16 absolute.
// engines.test.ts holds them to 2e-6 in f32 and 3e-15 in f64 against the plain engine, for arguments up to 50,000.
import { fma } from './simd-rows.assembly'

/** e^x. Large |x| saturate at the ends of the range. */
// @ts-ignore: decorator
@inline export function exponential<T>(x: v128): v128 {
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
@inline export function tanh_<T>(x: v128): v128 {
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
@inline export function sine<T>(x: v128, quarters: i32): v128 {
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
@inline export function normalArea<T>(x: v128, series: usize): v128 {
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
