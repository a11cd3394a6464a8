// Derivatives through an activation, and sums and products of streams.
import { fma } from './simd-rows.assembly'

/** a_x = σ′ z_x; and a_xx = σ″ z_x² + σ′ z_xx, unless `zxx` is 0. */
// @ts-ignore: decorator
@inline export function bend<T>(s: usize, zx: usize, zxx: usize, ax: usize, axx: usize, size: usize): void {
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
@inline export function unbend<T>(s: usize, zx: usize, zxx: usize, ax: usize, axx: usize, z: usize, size: usize, bx: usize, bxx: usize): void {
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
@inline export function monomial<T>(target: usize, c: f64, size: usize, f1: usize, f2: usize, f3: usize, f4: usize, f5: usize): void {
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
@inline export function add<T>(target: usize, source: usize, size: usize): void {
  for (let o: usize = 0; o < size; o += 16) {
    v128.store(target + o, v128.add<T>(v128.load(target + o), v128.load(source + o)))
  }
}

/** target := target − source */
// @ts-ignore: decorator
@inline export function subtract<T>(target: usize, source: usize, size: usize): void {
  for (let o: usize = 0; o < size; o += 16) {
    v128.store(target + o, v128.sub<T>(v128.load(target + o), v128.load(source + o)))
  }
}

/** target := a b */
// @ts-ignore: decorator
@inline export function product<T>(target: usize, a: usize, b: usize, size: usize): void {
  for (let o: usize = 0; o < size; o += 16) v128.store(target + o, v128.mul<T>(v128.load(a + o), v128.load(b + o)))
}
