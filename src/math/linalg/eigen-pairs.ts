/** Eigenvalues and eigenvectors of a symmetric matrix of n rows. */
export interface EigenPairs {
  /** In no particular order. */
  readonly values: Float64Array
  /** Row i is the unit eigenvector of `values[i]`: [n, n]. */
  readonly vectors: Float64Array
}
