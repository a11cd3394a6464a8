/** Points in the unit cube [0, 1)^dimensions, each reachable by its number. */
export interface PointSequence {
  readonly dimensions: number
  /** Point number `index`, from 0. */
  readonly point: (index: number) => Float64Array
  /** Points `first`, first + 1, … row by row: [count, dimensions]. `first` is 0 unless given. */
  readonly points: (count: number, first?: number) => Float64Array
}

/** The sequence whose points `write` puts into `out` from position `at` on. */
export function pointSequence(
  dimensions: number,
  write: (index: number, out: Float64Array, at: number) => void,
): PointSequence {
  return {
    dimensions,
    point(index) {
      const out = new Float64Array(dimensions)
      write(index, out, 0)
      return out
    },
    points(count, first = 0) {
      const out = new Float64Array(count * dimensions)
      for (let i = 0; i < count; i++) write(first + i, out, i * dimensions)
      return out
    },
  }
}
