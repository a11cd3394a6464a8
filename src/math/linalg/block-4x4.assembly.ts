// The one block of 4 x 4 that all matrix products here are made of, two numbers at a time: a part that modules inline, so that
// what is constant where it is used costs nothing.

/**
 * The block at `out`, whose rows are `row` bytes apart, := itself ± Σ_k x_k y_kᵀ over `count` values of k. The four numbers of
 * x_k are `xRow` bytes apart and those of y_k side by side; from one k to the next it is `xNext` and `yNext` bytes. `fresh`:
 * from 0 instead of itself. `less`: minus.
 */
// @ts-ignore: decorator
@inline export function addProducts(x: usize, xRow: usize, xNext: usize, y: usize, yNext: usize, count: i32, out: usize, row: usize, fresh: bool, less: bool): void {
  const end = x + <usize>count * xNext
  let s00 = fresh ? f64x2.splat(0) : v128.load(out)
  let s01 = fresh ? f64x2.splat(0) : v128.load(out, 16)
  let s10 = fresh ? f64x2.splat(0) : v128.load(out + row)
  let s11 = fresh ? f64x2.splat(0) : v128.load(out + row, 16)
  let s20 = fresh ? f64x2.splat(0) : v128.load(out + 2 * row)
  let s21 = fresh ? f64x2.splat(0) : v128.load(out + 2 * row, 16)
  let s30 = fresh ? f64x2.splat(0) : v128.load(out + 3 * row)
  let s31 = fresh ? f64x2.splat(0) : v128.load(out + 3 * row, 16)
  while (x < end) {
    const y0 = v128.load(y)
    const y1 = v128.load(y, 16)
    const x0 = v128.load_splat<f64>(x)
    // Offsets that are part of the instruction: factorisations take 6 % longer without.
    const x1 = xRow == 8 ? v128.load_splat<f64>(x, 8) : v128.load_splat<f64>(x + xRow)
    const x2 = xRow == 8 ? v128.load_splat<f64>(x, 16) : v128.load_splat<f64>(x + 2 * xRow)
    const x3 = xRow == 8 ? v128.load_splat<f64>(x, 24) : v128.load_splat<f64>(x + 3 * xRow)
    s00 = less ? f64x2.sub(s00, f64x2.mul(x0, y0)) : f64x2.add(s00, f64x2.mul(x0, y0))
    s01 = less ? f64x2.sub(s01, f64x2.mul(x0, y1)) : f64x2.add(s01, f64x2.mul(x0, y1))
    s10 = less ? f64x2.sub(s10, f64x2.mul(x1, y0)) : f64x2.add(s10, f64x2.mul(x1, y0))
    s11 = less ? f64x2.sub(s11, f64x2.mul(x1, y1)) : f64x2.add(s11, f64x2.mul(x1, y1))
    s20 = less ? f64x2.sub(s20, f64x2.mul(x2, y0)) : f64x2.add(s20, f64x2.mul(x2, y0))
    s21 = less ? f64x2.sub(s21, f64x2.mul(x2, y1)) : f64x2.add(s21, f64x2.mul(x2, y1))
    s30 = less ? f64x2.sub(s30, f64x2.mul(x3, y0)) : f64x2.add(s30, f64x2.mul(x3, y0))
    s31 = less ? f64x2.sub(s31, f64x2.mul(x3, y1)) : f64x2.add(s31, f64x2.mul(x3, y1))
    x += xNext
    y += yNext
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
