// Activations: σ and its derivatives of `size` bytes of z, σ at `a` and derivative k at s + k × size.
import { fma } from './simd-rows.assembly'
import { exponential, normalArea, sine, tanh_ } from './smooth-functions.assembly'

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
@inline export function slopes<T>(kind: i32, z: usize, a: usize, s: usize, size: usize, high: i32, series: usize): void {
  if (kind == 0) tanhSlopes<T>(z, a, s, size, high)
  else if (kind == 1) sinSlopes<T>(z, a, s, size, high)
  else if (kind == 2) siluSlopes<T>(z, a, s, size, high)
  else geluSlopes<T>(z, a, s, size, high, series)
}
