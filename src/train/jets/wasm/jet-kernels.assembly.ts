// The loops of a network of jets, on chunks of 32 points that stay in the cache, each in f32 and f64.
//
// panel   [streams][units, padded to 4][32 points]: a stream follows the one before after `stride` bytes
// w       weights in blocks of four rows, for each block its columns one after the other, four numbers each
// sums    gradients before the last sum: a vector of partial sums for each entry, in blocks of 4 rows and 2 columns
import { slopes } from './activation-slopes.assembly'
import { bias, collect, multiply, outer, pack, sumRows } from './affine-loops.assembly'
import { add, bend, monomial, product, subtract, unbend } from './stream-loops.assembly'

export function heapBase(): usize {
  return __heap_base
}

export function fill(target: usize, bytes: usize): void {
  memory.fill(target, 0, bytes)
}

export function copy(target: usize, source: usize, bytes: usize): void {
  memory.copy(target, source, bytes)
}

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
