// Affine layers: products with weights, and the gradients in them.
import { fma, rowBytes } from './simd-rows.assembly'

/** y := W x on every stream. */
// @ts-ignore: decorator
@inline export function multiply<T>(w: usize, x: usize, y: usize, blocks: i32, inner: i32, streams: i32, xStride: usize, yStride: usize): void {
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
@inline export function outer<T>(y: usize, x: usize, sums: usize, blocks: i32, pairs: i32, streams: i32, yStride: usize, xStride: usize): void {
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
@inline export function bias<T>(y: usize, biases: usize, rows: i32): void {
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
@inline export function sumRows<T>(y: usize, sums: usize, rows: i32): void {
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
@inline export function pack<T>(source: usize, target: usize, rows: i32, inner: i32, across: i32, along: i32): void {
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
@inline export function collect<T>(sums: usize, biasSums: usize, gradient: usize, rows: i32, inner: i32): void {
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
