// The factorisation of cholesky.ts in blocks of 4 x 4, two numbers at a time. Each entry is the same sum in the same order
// as there, with the same rounding, so the results are equal to the last bit.
//
// a       the lower triangle, row-major, `stride` numbers a row
// packed  what is done of L once more: for each block of four rows, its columns one after the other, four numbers each

import { addProducts } from './block-4x4.assembly'

export function heapBase(): usize {
  return __heap_base
}

// @ts-ignore: decorator
@inline function entry(a: usize, row: i32, column: i32, stride: i32): usize {
  return a + ((<usize>row * <usize>stride + <usize>column) << 3)
}

/** Where the packed columns of the block of rows that starts at `row` begin. */
// @ts-ignore: decorator
@inline function block(packed: usize, row: i32, stride: i32): usize {
  return packed + ((<usize>row * <usize>stride) << 3)
}

/** Rows [from, size) of L. Rows before `from` hold L already. Returns 0 if the matrix is not positive definite. */
export function factorize(a: usize, packed: usize, stride: i32, size: i32, from: i32): i32 {
  const first = from & ~3
  for (let row = 0; row < first; row += 4) pack(a, packed, stride, row)
  for (let i = first; i < size; i += 4) {
    const start = max(i, from)
    const end = min(i + 4, size)
    for (let j = 0; j < i; j += 4) {
      if (end - start == 4) reduce(a, packed, stride, i, j)
      else for (let row = start; row < end; row++) reduceRow(a, packed, stride, row, j)
      for (let row = start; row < end; row++) solve(a, stride, row, j)
    }
    // The block on the diagonal reads its own rows: pack them first.
    if (end - i == 4) {
      pack(a, packed, stride, i)
      if (end - start == 4) reduce(a, packed, stride, i, i)
      else for (let row = start; row < end; row++) reduceRow(a, packed, stride, row, i)
    } else {
      for (let row = start; row < end; row++) reduceDiagonalRow(a, stride, row, i)
    }
    for (let row = start; row < end; row++) if (!finish(a, stride, row, i)) return 0
    if (end - i == 4) pack(a, packed, stride, i)
  }
  return 1
}

/** Columns that are eliminated together, so that what they are multiplied with stays in the processor's cache. */
const panel: i32 = 128
/** Rows that share what is read of the others. */
const group: i32 = 64

/**
 * `factorize` from the first row on, for large matrices: panel after panel of columns is finished, and what it contributes
 * taken off all that is right of it. `packed` holds one panel.
 */
export function factorizePanels(a: usize, packed: usize, stride: i32, size: i32): i32 {
  for (let p = 0; p < size; p += panel) {
    const end = min(p + panel, size)
    for (let i = p; i < size; i += 4) if (!finishRows(a, packed, stride, i, min(i + 4, size), p, end)) return 0
    for (let i = end; i < size; i += group) subtractPanel(a, packed, stride, i, min(i + group, size), p, end)
  }
  return 1
}

/** Where the packed columns of the rows from `row` on begin. */
// @ts-ignore: decorator
@inline function panelBlock(packed: usize, row: i32): usize {
  return packed + (<usize>row * <usize>panel << 3)
}

/** Columns [p, end) of the rows [i, last), all of whose columns before p are taken off already. */
function finishRows(a: usize, packed: usize, stride: i32, i: i32, last: i32, p: i32, end: i32): bool {
  const x = panelBlock(packed, i)
  const isWhole = last - i == 4
  for (let j = p; j < min(i, end); j += 4) {
    if (isWhole) {
      tile(x, panelBlock(packed, j), entry(a, i, j, stride), stride, j - p)
      for (let row = i; row < last; row++) solve(a, stride, row, j)
      packColumns(a, x + (<usize>(j - p) << 5), stride, i, j, min(j + 4, end))
    } else {
      for (let row = i; row < last; row++) {
        for (let c = j; c < j + 4; c++) subtractEntry(a, stride, row, c, p, j)
        solve(a, stride, row, j)
      }
    }
  }
  if (i >= end) return true
  for (let row = i; row < last; row++) {
    for (let c = i; c <= row; c++) subtractEntry(a, stride, row, c, p, i)
    if (!finish(a, stride, row, i)) return false
  }
  if (isWhole) packColumns(a, x + (<usize>(i - p) << 5), stride, i, i, i + 4)
  return true
}

/** What the panel of columns [p, end) contributes to the rows [first, last), right of it. */
function subtractPanel(a: usize, packed: usize, stride: i32, first: i32, last: i32, p: i32, end: i32): void {
  const whole = last & ~3
  for (let j = end; j < whole; j += 4) {
    const y = panelBlock(packed, j)
    for (let i = max(first, j); i < whole; i += 4) {
      tile(panelBlock(packed, i), y, entry(a, i, j, stride), stride, end - p)
    }
  }
  for (let i = max(whole, first); i < last; i++) for (let j = end; j <= i; j++) subtractEntry(a, stride, i, j, p, end)
}

/** Columns [j, end) of the rows i to i + 3, four numbers a column. */
function packColumns(a: usize, to: usize, stride: i32, i: i32, j: i32, end: i32): void {
  for (let r = 0; r < 4; r++) {
    let source = entry(a, i + r, j, stride)
    let target = to + (r << 3)
    for (let c = j; c < end; c++) {
      store<f64>(target, load<f64>(source))
      source += 8
      target += 32
    }
  }
}

/** The entry (i, j), less what the columns [from, to) contribute. */
function subtractEntry(a: usize, stride: i32, i: i32, j: i32, from: i32, to: i32): void {
  const out = entry(a, i, j, stride)
  let sum = load<f64>(out)
  let x = entry(a, i, from, stride)
  let y = entry(a, j, from, stride)
  for (let k = from; k < to; k++) {
    sum -= load<f64>(x) * load<f64>(y)
    x += 8
    y += 8
  }
  store<f64>(out, sum)
}

/** The 4 x 4 block at `out`, less the products of `count` packed columns. */
// @ts-ignore: decorator
@inline function tile(x: usize, y: usize, out: usize, stride: i32, count: i32): void {
  addProducts(x, 8, 32, y, 32, count, out, <usize>stride << 3, false, true)
}

function pack(a: usize, packed: usize, stride: i32, row: i32): void {
  const to = block(packed, row, stride)
  for (let r = 0; r < 4; r++) {
    let source = entry(a, row + r, 0, stride)
    let target = to + (r << 3)
    for (let k = 0; k < row + 4; k++) {
      store<f64>(target, load<f64>(source))
      source += 8
      target += 32
    }
  }
}

/** The 4 x 4 block at (i, j), less what the columns before j contribute. */
function reduce(a: usize, packed: usize, stride: i32, i: i32, j: i32): void {
  const row = <usize>stride << 3
  addProducts(entry(a, i, 0, stride), row, 8, block(packed, j, stride), 32, j, entry(a, i, j, stride), row, false, true)
}

/** `reduce` for one row. */
function reduceRow(a: usize, packed: usize, stride: i32, i: i32, j: i32): void {
  let x = entry(a, i, 0, stride)
  const out = entry(a, i, j, stride)
  let s0 = v128.load(out)
  let s1 = v128.load(out, 16)
  let y = block(packed, j, stride)
  const end = y + (<usize>j << 5)
  while (y < end) {
    const a0 = v128.load_splat<f64>(x)
    s0 = f64x2.sub(s0, f64x2.mul(a0, v128.load(y)))
    s1 = f64x2.sub(s1, f64x2.mul(a0, v128.load(y, 16)))
    x += 8
    y += 32
  }
  v128.store(out, s0)
  v128.store(out, s1, 16)
}

/** `reduceRow` for the last rows, of which there are less than four: what is right of the diagonal is not there. */
function reduceDiagonalRow(a: usize, stride: i32, i: i32, first: i32): void {
  for (let j = first; j <= i; j++) {
    const out = entry(a, i, j, stride)
    let sum = load<f64>(out)
    let x = entry(a, i, 0, stride)
    let y = entry(a, j, 0, stride)
    for (let k = 0; k < first; k++) {
      sum -= load<f64>(x) * load<f64>(y)
      x += 8
      y += 8
    }
    store<f64>(out, sum)
  }
}

/** Columns j to j + 3 of a row, after `reduce`: forward substitution with the diagonal block at j. */
function solve(a: usize, stride: i32, i: i32, j: i32): void {
  for (let c = j; c < j + 4; c++) {
    let sum = load<f64>(entry(a, i, c, stride))
    for (let k = j; k < c; k++) sum -= load<f64>(entry(a, i, k, stride)) * load<f64>(entry(a, c, k, stride))
    store<f64>(entry(a, i, c, stride), sum / load<f64>(entry(a, c, c, stride)))
  }
}

/** A row in its own diagonal block, which starts at column `first`. */
function finish(a: usize, stride: i32, i: i32, first: i32): bool {
  for (let j = first; j <= i; j++) {
    let sum = load<f64>(entry(a, i, j, stride))
    for (let k = first; k < j; k++) sum -= load<f64>(entry(a, i, k, stride)) * load<f64>(entry(a, j, k, stride))
    if (j < i) store<f64>(entry(a, i, j, stride), sum / load<f64>(entry(a, j, j, stride)))
    else if (sum > 0 && sum < f64.POSITIVE_INFINITY) store<f64>(entry(a, i, i, stride), sqrt(sum))
    else return false
  }
  return true
}
