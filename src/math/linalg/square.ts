/**
 * A square matrix that grows: row-major in `data`, entry (i, j) at i · stride + j, rows and columns below `size` in use.
 * Triangular matrices keep to their triangle; what lies in the other one means nothing unless a function says so.
 */
export interface Square {
  readonly data: Float64Array
  readonly stride: number
  readonly size: number
}

/** A matrix of zeros with room for `capacity` rows (default: just its own). */
export function square(size: number, capacity = size): Square {
  return { data: new Float64Array(capacity * capacity), stride: capacity, size }
}

/** The same entries as a matrix of `size` rows, smaller or larger; in the same memory where they fit, else copied. */
export function resized(matrix: Square, size: number): Square {
  if (size <= matrix.stride) return { ...matrix, size }
  const larger = square(size, Math.max(size, 2 * matrix.stride))
  for (let i = 0; i < matrix.size; i++) {
    const from = i * matrix.stride
    larger.data.set(matrix.data.subarray(from, from + matrix.size), i * larger.stride)
  }
  return larger
}
