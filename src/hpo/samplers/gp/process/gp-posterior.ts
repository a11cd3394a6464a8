/**
 * What a Gaussian process predicts.
 *
 * | symbol | meaning                                                                       | shape   |
 * | ------ | ----------------------------------------------------------------------------- | ------- |
 * | k      | covariance of the point with the known ones                                    | [n]     |
 * | α      | K⁻¹ y, one for each way in which running trials may come out (fantasies)        | S × [n] |
 * | μ, σ²  | kᵀ α and σ²_f − kᵀ K⁻¹ k, in units of the standardised objective, without noise  |         |
 *
 * Rasmussen and Williams 2006, equations 2.25 and 2.26.
 */
import { solveLower } from '../../../../math/linalg/cholesky.ts'
import { dot } from '../../../../math/linalg/dot.ts'
import { type QuadraticForms, applyInverse, quadraticFormsOf } from '../../../../math/linalg/lower-inverse.ts'
import type { CovarianceFactor } from './covariance-factor.ts'
import { correlations } from './covariance.ts'
import { type Inputs, squaredDistances } from './inputs.ts'

/** Points that are predicted together: their covariances stay in the processor's cache. */
export const chunk = 64
/** A variance does not fall below this: logarithms of it are taken, and its square root has a slope (Optuna). */
export const leastVariance = 1e-12

export class GpPosterior {
  /** μ at the point of the last call of `predict`, one for each fantasy. */
  readonly means: Float64Array
  /** σ² there. */
  variance = Number.NaN

  private readonly factor: CovarianceFactor
  private readonly alphas: readonly Float64Array[]
  private readonly quadraticForms: QuadraticForms
  private readonly k: Float64Array
  private readonly slopes: Float64Array
  private readonly solved: Float64Array
  private readonly pull: Float64Array
  private point: Float64Array = new Float64Array(0)
  /** k of many points, [n, points]. */
  private panel = new Float64Array(0)

  /** @param values y for the points of the factor, in each of the fantasies; S ≥ 1 */
  constructor(factor: CovarianceFactor, values: readonly Float64Array[]) {
    const n = factor.count
    this.factor = factor
    this.quadraticForms = quadraticFormsOf(factor.w)
    this.alphas = values.map((y) => {
      const alpha = new Float64Array(n)
      applyInverse(factor.w, y, alpha)
      return alpha
    })
    this.means = new Float64Array(values.length)
    this.k = new Float64Array(n)
    this.slopes = new Float64Array(n)
    this.solved = new Float64Array(n)
    this.pull = new Float64Array(n)
  }

  /** Sets `means` and `variance` to those at `point`, which must not change before its gradient is asked for. */
  predict(point: Float64Array): void {
    const { factor, k } = this
    const { outputscale, inverseSquaredLengthscales: weights } = factor.hyper
    const n = factor.count
    squaredDistances(factor.inputs, { point, weights, to: n }, k)
    correlations[factor.kernel](k, this.slopes, n)
    for (let a = 0; a < n; a++) k[a] *= outputscale
    this.point = point
    for (let s = 0; s < this.alphas.length; s++) this.means[s] = dot(k, this.alphas[s])
    this.variance = Math.max(0, outputscale - applyInverse(factor.w, k, this.solved)) + leastVariance
  }

  /**
   * gradient[j] += Σ meanSlopes ∂μ/∂xⱼ + varianceSlope ∂σ²/∂xⱼ at the point of `predict`, for every numeric column j.
   */
  addGradient(meanSlopes: Float64Array, varianceSlope: number, gradient: Float64Array): void {
    const { factor, pull, point } = this
    const { layout, columns, count: n } = factor.inputs
    const { outputscale, inverseSquaredLengthscales: weights } = factor.hyper
    for (let a = 0; a < n; a++) pull[a] = -2 * varianceSlope * this.solved[a]
    for (let s = 0; s < meanSlopes.length; s++) {
      const alpha = this.alphas[s]
      const slope = meanSlopes[s]
      for (let a = 0; a < n; a++) pull[a] += slope * alpha[a]
    }
    for (let a = 0; a < n; a++) pull[a] *= 2 * outputscale * this.slopes[a]
    for (let j = 0; j < layout.length; j++) {
      if (layout[j].hamming || layout[j].unseen === true) continue
      const column = columns[j]
      const x = point[j]
      let sum = 0
      for (let a = 0; a < n; a++) sum += pull[a] * (x - column[a])
      gradient[j] += weights[layout[j].axis] * sum
    }
  }

  /**
   * μ and σ² at many points.
   *
   * @param points at most `chunk` of them, a multiple of 4, column by column
   * @param means for each fantasy, overwritten
   * @param variances overwritten
   */
  predictMany(points: Inputs, means: readonly Float64Array[], variances: Float64Array): void {
    const { factor } = this
    const { outputscale, inverseSquaredLengthscales: weights } = factor.hyper
    const { count } = points
    if (this.panel.length < factor.count * count) this.panel = new Float64Array(factor.count * chunk)
    const { panel } = this
    for (const mean of means) mean.fill(0)
    for (let a = 0; a < factor.count; a++) {
      const row = panel.subarray(a * count, (a + 1) * count)
      squaredDistances(points, { point: factor.rows[a], weights, to: count }, row)
      correlations[factor.kernel](row, null, count)
      for (let p = 0; p < count; p++) row[p] *= outputscale
      for (let s = 0; s < means.length; s++) {
        const alpha = this.alphas[s][a]
        const mean = means[s]
        for (let p = 0; p < count; p++) mean[p] += alpha * row[p]
      }
    }
    this.quadraticForms({ data: panel, points: count }, variances)
    for (let p = 0; p < count; p++) variances[p] = Math.max(0, outputscale - variances[p]) + leastVariance
  }
}

/**
 * Draws of the values at the last points of the factor, given those at the others: for each row of standard normal
 * numbers one draw. They include the noise.
 *
 * @param known y at the first points
 * @returns y at all points, in each draw
 */
export function drawValues(
  { l }: CovarianceFactor,
  known: Float64Array,
  normals: readonly Float64Array[],
): readonly Float64Array[] {
  // y = L e with independent standard normal e, of which the first entries are those that give the known values.
  const first = known.slice()
  solveLower({ ...l, size: known.length }, first)
  return normals.map((epsilon) => {
    const values = new Float64Array(l.size)
    values.set(known)
    const e = new Float64Array(l.size)
    e.set(first)
    e.set(epsilon, known.length)
    for (let i = known.length; i < l.size; i++) {
      let sum = 0
      for (let k = 0; k <= i; k++) sum += l.data[i * l.stride + k] * e[k]
      values[i] = sum
    }
    return values
  })
}
