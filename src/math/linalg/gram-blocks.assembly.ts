// The Gram matrix of gram.ts in blocks of 4 x 4, two numbers at a time: the same sums in the same order.
//
// packed  panels of four columns one after the other; in each, four numbers a row
// result  [columns, columns] row-major; the blocks on and below the diagonal are added to

import { addProducts } from './block-4x4.assembly'

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
      addProducts(left, 8, 32, right, 32, rows, result + (<usize>i * <usize>columns + <usize>j << 3), row, false, false)
      right += panel
    }
    left += panel
  }
}
