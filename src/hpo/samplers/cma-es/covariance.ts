import { symmetricEigen } from '../../../math/linalg/symmetric-eigen.ts'

/** What replaces an eigenvalue that rounding made negative or zero. */
const leastEigenvalue = 1e-8

/** One update of a covariance matrix: C ← keep·C + rankOne·p pᵀ + Σᵢ weightsᵢ yᵢ yᵢᵀ. */
export interface CovarianceUpdate {
  readonly keep: number
  readonly rankOne: number
  readonly path: Float64Array
  readonly weights: Float64Array
  readonly steps: readonly Float64Array[]
}

/** The shape C of a search distribution N(m, σ²C), with its principal axes. Immutable. */
export interface Covariance {
  /** Variances, the diagonal of C. */
  readonly variances: Float64Array
  /** Half-lengths of the principal axes: square roots of the eigenvalues of C. */
  readonly lengths: Float64Array
  /** Component `j` of principal axis `i`, a unit vector. */
  axis(i: number, j: number): number
  /** A draw of N(0, C) from a draw z of N(0, I). */
  color(z: Float64Array): Float64Array
  /** C^(−1/2) y. */
  whiten(y: Float64Array): Float64Array
  updated(update: CovarianceUpdate): Covariance
  /** C row by row, [d, d]. */
  matrix(): Float64Array
}

/** Any symmetric matrix, row by row: [d, d]. */
export function fullCovariance(given: Float64Array, d: number): Covariance {
  const { values, vectors } = symmetricEigen(given, d)
  const c = values.some((value) => value <= 0) ? repaired(values, vectors) : given
  const lengths = values.map(Math.sqrt)
  const project = (vector: Float64Array): Float64Array =>
    values.map((_, i) => {
      let sum = 0
      for (let j = 0; j < d; j++) sum += vectors[i * d + j] * vector[j]
      return sum
    })
  const combine = (coordinates: Float64Array): Float64Array => {
    const out = new Float64Array(d)
    for (let i = 0; i < d; i++) {
      const coordinate = coordinates[i]
      for (let j = 0, at = i * d; j < d; j++, at++) out[j] += coordinate * vectors[at]
    }
    return out
  }
  return {
    variances: values.map((_, i) => c[i * d + i]),
    lengths,
    axis: (i, j) => vectors[i * d + j],
    color: (z) => combine(z.map((zi, i) => zi * lengths[i])),
    whiten: (y) => combine(project(y).map((yi, i) => yi / lengths[i])),
    updated: (update) => fullCovariance(updatedMatrix(c, d, update), d),
    matrix: () => c.slice(),
  }
}

/** Raises the eigenvalues in place, and gives the matrix that has them. */
function repaired(values: Float64Array, vectors: Float64Array): Float64Array {
  const d = values.length
  for (let i = 0; i < d; i++) if (values[i] <= 0) values[i] = leastEigenvalue
  const c = new Float64Array(d * d)
  for (let k = 0; k < d; k++) {
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < d; j++) c[i * d + j] += values[k] * vectors[k * d + i] * vectors[k * d + j]
    }
  }
  return c
}

function updatedMatrix(c: Float64Array, d: number, { keep, rankOne, path, weights, steps }: CovarianceUpdate) {
  const next = new Float64Array(d * d)
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      let value = (keep * (c[i * d + j] + c[j * d + i])) / 2 + rankOne * path[i] * path[j]
      for (let k = 0; k < steps.length; k++) value += weights[k] * steps[k][i] * steps[k][j]
      next[i * d + j] = value
      next[j * d + i] = value
    }
  }
  return next
}

/** Variances without covariances. */
export function diagonalCovariance(given: Float64Array): Covariance {
  const variances = given.map((value) => (value <= 0 ? leastEigenvalue : value))
  const lengths = variances.map(Math.sqrt)
  const d = variances.length
  return {
    variances,
    lengths,
    axis: (i, j) => Number(i === j),
    color: (z) => z.map((zi, i) => zi * lengths[i]),
    whiten: (y) => y.map((yi, i) => yi / lengths[i]),
    updated: ({ keep, rankOne, path, weights, steps }) =>
      diagonalCovariance(
        variances.map((value, i) =>
          steps.reduce((sum, y, k) => sum + weights[k] * y[i] * y[i], keep * value + rankOne * path[i] * path[i]),
        ),
      ),
    matrix: () => Float64Array.from({ length: d * d }, (_, at) => (at % (d + 1) === 0 ? variances[at / (d + 1)] : 0)),
  }
}
