// The Gram matrix of gram.ts in blocks of 4 x 4, two numbers at a time: the same sums in the same order.
//
// packed  panels of four columns one after the other; in each, four numbers a row
// result  [columns, columns] row-major; the blocks on and below the diagonal are added to

export function heapBase(): usize {
  return __heap_base
}

/** Adds the products of `rows` packed rows. `columns` is a multiple of 4. */
export function accumulate(packed: usize, result: usize, rows: i32, columns: i32): void {
  const panel = <usize>rows << 5
  const row = <usize>columns << 3
  let left = packed
  for (let i = 0; i < columns; i += 4) {
    let right = packed
    for (let j = 0; j <= i; j += 4) {
      block(left, right, left + panel, result + (<usize>i * <usize>columns + <usize>j << 3), row)
      right += panel
    }
    left += panel
  }
}

/** The 4 x 4 block at `out`, plus the products of two panels. */
// @ts-ignore: decorator
@inline function block(left: usize, right: usize, end: usize, out: usize, row: usize): void {
  let y = left
  let x = right
  let s00 = v128.load(out)
  let s01 = v128.load(out, 16)
  let s10 = v128.load(out + row)
  let s11 = v128.load(out + row, 16)
  let s20 = v128.load(out + 2 * row)
  let s21 = v128.load(out + 2 * row, 16)
  let s30 = v128.load(out + 3 * row)
  let s31 = v128.load(out + 3 * row, 16)
  while (y < end) {
    const x0 = v128.load(x)
    const x1 = v128.load(x, 16)
    const y0 = v128.load_splat<f64>(y)
    const y1 = v128.load_splat<f64>(y, 8)
    const y2 = v128.load_splat<f64>(y, 16)
    const y3 = v128.load_splat<f64>(y, 24)
    s00 = f64x2.add(s00, f64x2.mul(y0, x0))
    s01 = f64x2.add(s01, f64x2.mul(y0, x1))
    s10 = f64x2.add(s10, f64x2.mul(y1, x0))
    s11 = f64x2.add(s11, f64x2.mul(y1, x1))
    s20 = f64x2.add(s20, f64x2.mul(y2, x0))
    s21 = f64x2.add(s21, f64x2.mul(y2, x1))
    s30 = f64x2.add(s30, f64x2.mul(y3, x0))
    s31 = f64x2.add(s31, f64x2.mul(y3, x1))
    x += 32
    y += 32
  }
  v128.store(out, s00)
  v128.store(out, s01, 16)
  v128.store(out + row, s10)
  v128.store(out + row, s11, 16)
  v128.store(out + 2 * row, s20)
  v128.store(out + 2 * row, s21, 16)
  v128.store(out + 3 * row, s30)
  v128.store(out + 3 * row, s31, 16)
}
