/**
 * The covariance matrix of the points of a Gaussian process, factorised; points can be added at the end, which costs n²
 * each instead of n³.
 *
 * | symbol | meaning                          | shape  |
 * | ------ | -------------------------------- | ------ |
 * | K      | σ²_f c(s) + σ²_n I                | [n, n] |
 * | L      | lower triangular, K = L Lᵀ        | [n, n] |
 * | W      | L⁻¹                              | [n, n] |
 *
 * Whatever was added and dropped before, the factor of the same points is bit for bit the same.
 */
import { factorize } from '../../../../math/linalg/cholesky.ts'
import { factorizeWithJitter } from '../../../../math/linalg/jittered-cholesky.ts'
import { invertLower } from '../../../../math/linalg/lower-inverse.ts'
import { type Square, resized, square } from '../../../../math/linalg/square.ts'
import { type KernelName, correlations } from './covariance.ts'
import type { Hyperparameters } from './hyperparameters.ts'
import { type InputColumn, type Inputs, squaredDistances } from './inputs.ts'

/** Points that there is room for at first. */
const firstCapacity = 32

export class CovarianceFactor {
  readonly layout: readonly InputColumn[]
  readonly kernel: KernelName
  readonly hyper: Hyperparameters
  /** The points row by row, as they were added. */
  readonly rows: Float64Array[] = []
  /** What is added to the diagonal for each point. */
  private readonly noises: number[] = []
  private columns: Float64Array[]
  private lower: Square
  private inverse: Square
  /** What the last factorisation had to add to the diagonal. */
  private jitter = 0

  constructor(layout: readonly InputColumn[], kernel: KernelName, hyper: Hyperparameters) {
    this.layout = layout
    this.kernel = kernel
    this.hyper = hyper
    this.columns = layout.map(() => new Float64Array(firstCapacity))
    this.lower = square(0, firstCapacity)
    this.inverse = square(0, firstCapacity)
  }

  get count(): number {
    return this.rows.length
  }

  get inputs(): Inputs {
    return { layout: this.layout, columns: this.columns, count: this.rows.length }
  }

  get l(): Square {
    return this.lower
  }

  get w(): Square {
    return this.inverse
  }

  /**
   * Adds points.
   *
   * @param noises their noise variances; those of the hyperparameters by default
   * @returns false when the matrix cannot be factorised; the factor is of no use then
   */
  append(rows: readonly Float64Array[], noises?: Float64Array): boolean {
    rows.forEach((row, i) => this.addRow(row, noises?.[i] ?? this.hyper.noiseVariance))
    return this.update(this.rows.length - rows.length)
  }

  /** Whether point number `at` is this row with this noise variance (by default that of the hyperparameters). */
  holds(at: number, row: Float64Array, noise = this.hyper.noiseVariance): boolean {
    return at < this.rows.length && this.rows[at] === row && this.noises[at] === noise
  }

  /** As `append`, but without W, which draws do not need: the points must be dropped before anything is predicted. */
  appendForDraw(rows: readonly Float64Array[], noise: number): boolean {
    for (const row of rows) this.addRow(row, noise)
    return this.update(this.rows.length - rows.length, false)
  }

  /** Brings the factor up to date with the rows, of which the first `known` are in it. */
  private update(known: number, withInverse = true): boolean {
    this.lower = resized(this.lower, this.rows.length)
    this.inverse = resized(this.inverse, this.rows.length)
    // A jittered factor is that of another matrix, and cannot be continued.
    let from = this.jitter === 0 ? known : 0
    if (from === known) this.fill(this.lower, known)
    if (from !== known || !factorize(this.lower, known)) {
      from = 0
      const jitter = factorizeWithJitter(this.lower, (matrix) => this.fill(matrix, 0))
      if (jitter === null) return false
      this.jitter = jitter
    }
    if (withInverse) invertLower(this.lower, this.inverse, from)
    return true
  }

  /** Drops the points from number `count` on. @returns as `append` */
  truncate(count: number): boolean {
    if (count >= this.rows.length) return true
    this.rows.length = count
    this.noises.length = count
    this.lower = resized(this.lower, count)
    this.inverse = resized(this.inverse, count)
    if (this.jitter === 0) return true
    this.jitter = 0
    return this.update(0)
  }

  private addRow(row: Float64Array, noise: number): void {
    const at = this.rows.length
    if (at === this.columns[0]?.length) {
      this.columns = this.columns.map((column) => {
        const larger = new Float64Array(2 * at)
        larger.set(column)
        return larger
      })
    }
    this.columns.forEach((column, j) => (column[at] = row[j]))
    this.rows.push(row)
    this.noises.push(noise)
  }

  /** Writes the rows of K from number `first` on into the lower triangle. */
  private fill({ data, stride }: Square, first: number): void {
    const { outputscale, inverseSquaredLengthscales: weights } = this.hyper
    const correlate = correlations[this.kernel]
    for (let a = first; a < this.rows.length; a++) {
      const row = data.subarray(a * stride, a * stride + a)
      squaredDistances(this.inputs, { point: this.rows[a], weights, to: a }, row)
      correlate(row, null, a)
      for (let b = 0; b < a; b++) row[b] *= outputscale
      data[a * stride + a] = outputscale + this.noises[a]
    }
  }
}
