import fc from 'fast-check'
import { createRng } from '../../../src/base/rng.ts'
import { type Square, square } from '../../../src/math/linalg/square.ts'

/** B Bᵀ + I of a random B: symmetric, positive definite, well conditioned. */
export function randomPositiveDefinite(size: number, seed: number): Square {
  const rng = createRng(seed)
  const b = Array.from({ length: size }, () => Array.from({ length: size }, () => rng.normal()))
  const a = square(size, size + (seed % 3))
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      a.data[i * a.stride + j] = b[i].reduce((sum, x, k) => sum + x * b[j][k], i === j ? 1 : 0)
    }
  }
  return a
}

/** A size up to six blocks and a seed. */
export const sizeAndSeed = fc.record({ size: fc.integer({ min: 1, max: 26 }), seed: fc.nat() })

export function copyOf(a: Square): Square {
  return { ...a, data: a.data.slice() }
}

/** Entry by entry, with the upper triangle as zeros if `lower`. */
export function entries({ data, stride, size }: Square, lower = false): number[][] {
  return Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => (lower && j > i ? 0 : data[i * stride + j])),
  )
}

export function product(a: readonly number[][], b: readonly number[][]): number[][] {
  return a.map((row) => b[0].map((_, j) => row.reduce((sum, x, k) => sum + x * b[k][j], 0)))
}

export function transposed(a: readonly number[][]): number[][] {
  return a[0].map((_, j) => a.map((row) => row[j]))
}

/** The largest absolute difference between two matrices. */
export function distance(a: readonly number[][], b: readonly number[][]): number {
  return Math.max(...a.flatMap((row, i) => row.map((x, j) => Math.abs(x - b[i][j]))))
}
