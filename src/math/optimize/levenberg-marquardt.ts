/**
 * Levenberg-Marquardt for sums of squares: Madsen, Nielsen and Tingleff 2004, "Methods for non-linear least squares
 * problems", algorithm 3.16, with Nielsen's rule for the damping.
 *
 * | symbol | meaning                                                       | shape      |
 * | ------ | ------------------------------------------------------------- | ---------- |
 * | n, m   | coordinates, residuals                                        |            |
 * | r, J   | residuals and their derivatives; the loss is rᵀr               | [m], [m, n] |
 * | δ      | step: (JᵀJ + μI) δ = −Jᵀr                                      | [n]        |
 * | μ, ν   | damping, and what it is multiplied with after a failed step    |            |
 * | ϱ      | decrease of the loss / decrease that the linear model predicts |            |
 */
import { factorize, solveLower, solveLowerTransposed } from '../linalg/cholesky.ts'
import { gram } from '../linalg/gram.ts'
import { square } from '../linalg/square.ts'
import { requireCount, requireNotNegative, requirePositive } from './messages.ts'
import { maxNorm, type Optimizer, type StopReason } from './optimizer.ts'
import { noProgress, resumable } from './resumable.ts'

/** A sum of squares to minimise. The methods must not keep or change `x`. */
export interface LeastSquares {
  /** m. It may change with the objective. */
  readonly count: number
  /** Overwrites `residuals`, [m]. */
  evaluate(x: Float64Array, residuals: Float64Array): void
  /** Overwrites `residuals` and `jacobian`, [m, n] row-major. */
  linearize(x: Float64Array, residuals: Float64Array, jacobian: Float64Array): void
}

export interface LevenbergMarquardtOptions {
  /** First μ, as a share of the largest entry of the diagonal of JᵀJ, > 0; default 1e-3. */
  readonly damping?: number
  /** Stops when no entry of the gradient 2Jᵀr is larger; default 1e-12. */
  readonly gradientTolerance?: number
  /** Stops when an iteration lowers the loss by less than this share of it; default 1e-10. */
  readonly progressTolerance?: number
}

/** Failed steps in a row before it gives up: the damping has then grown by 2¹²⁰. */
const mostAttempts = 15

/**
 * Levenberg-Marquardt from a copy of `start`. The loss never rises; a trial point where it is NaN counts as infinitely high.
 * An iteration needs m n (n + 1) / 2 multiplications and memory for m n + 2 n² numbers, which suits up to about a thousand
 * coordinates; there it finishes where L-BFGS crawls.
 *
 * @throws InputError `optimize/bad-option`
 */
export function levenbergMarquardt(
  problem: LeastSquares,
  start: Float64Array,
  options: LevenbergMarquardtOptions = {},
): Optimizer {
  const { damping = 1e-3, gradientTolerance = 1e-12, progressTolerance = 1e-10 } = options
  requireCount('residuals', problem.count)
  requirePositive('damping', damping)
  requireNotNegative('gradientTolerance', gradientTolerance)
  requireNotNegative('progressTolerance', progressTolerance)
  const model = createModel(problem, start)
  const numbers = { ...noProgress(), mu: Number.NaN, nu: 2 }

  function step(): StopReason | null {
    numbers.loss = model.linearize()
    numbers.evaluations++
    const slope = 2 * maxNorm(model.gradient)
    if (!Number.isFinite(numbers.loss) || !Number.isFinite(slope)) return 'not-finite'
    if (slope <= gradientTolerance) return 'gradient'
    numbers.iterations++
    if (Number.isNaN(numbers.mu)) numbers.mu = damping * model.largestDiagonal()
    const before = numbers.loss
    if (!descend()) return 'damping'
    return before - numbers.loss <= progressTolerance * before ? 'progress' : null
  }

  /** Damps until a step lowers the loss, and takes it. @returns whether there was one */
  function descend(): boolean {
    const { mu } = numbers
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      if (model.solve(numbers.mu) && takeIfLower()) return true
      numbers.mu *= numbers.nu
      numbers.nu *= 2
    }
    // If the objective changes now, this damping would keep it from moving.
    numbers.mu = mu
    return false
  }

  function takeIfLower(): boolean {
    const loss = model.evaluate()
    numbers.evaluations++
    if (!(loss < numbers.loss)) return false
    const ratio = Math.min(1, (numbers.loss - loss) / model.predicted(numbers.mu))
    model.accept()
    numbers.loss = loss
    numbers.mu *= Math.max(1 / 3, 1 - (2 * ratio - 1) ** 3)
    numbers.nu = 2
    return true
  }

  return resumable({
    kind: 'levenbergMarquardt',
    arrays: { x: model.x },
    numbers,
    step,
    objectiveChanged() {
      numbers.nu = 2
      model.fit()
    },
  })
}

/** The linear model of the residuals at the current point, and a trial point. */
interface Model {
  readonly x: Float64Array
  /** Jᵀr. */
  readonly gradient: Float64Array
  /** Makes room for as many residuals as the problem has now. */
  fit(): void
  /** Sets the model up at `x`. @returns the loss there */
  linearize(): number
  largestDiagonal(): number
  /** Sets δ for this damping. @returns false where rounding makes the matrix indefinite */
  solve(mu: number): boolean
  /** The loss at x + δ. */
  evaluate(): number
  /** By how much the linear model lowers the loss along δ. */
  predicted(mu: number): number
  /** x := x + δ. */
  accept(): void
}

function createModel(problem: LeastSquares, start: Float64Array): Model {
  const n = start.length
  const x = start.slice()
  const trial = new Float64Array(n)
  const gradient = new Float64Array(n)
  const step = new Float64Array(n)
  let residuals = new Float64Array(problem.count)
  let trialResiduals = residuals.slice()
  let jacobian = { data: new Float64Array(problem.count * n), rows: problem.count, columns: n }
  const normal = square(n)
  const factor = square(n)
  return {
    x,
    gradient,
    fit() {
      const m = problem.count
      if (m === residuals.length) return
      residuals = new Float64Array(m)
      trialResiduals = new Float64Array(m)
      jacobian = { data: new Float64Array(m * n), rows: m, columns: n }
    },
    linearize() {
      problem.linearize(x, residuals, jacobian.data)
      gradient.fill(0)
      for (let row = 0; row < residuals.length; row++) {
        const r = residuals[row]
        const from = row * n
        for (let i = 0; i < n; i++) gradient[i] += r * jacobian.data[from + i]
      }
      gram(jacobian, normal)
      return sumOfSquares(residuals)
    },
    largestDiagonal() {
      let largest = 0
      for (let i = 0; i < n; i++) largest = Math.max(largest, normal.data[i * n + i])
      return largest
    },
    solve(mu) {
      factor.data.set(normal.data)
      for (let i = 0; i < n; i++) factor.data[i * n + i] += mu
      if (!factorize(factor)) return false
      for (let i = 0; i < n; i++) step[i] = -gradient[i]
      solveLower(factor, step)
      solveLowerTransposed(factor, step)
      return true
    },
    evaluate() {
      for (let i = 0; i < n; i++) trial[i] = x[i] + step[i]
      problem.evaluate(trial, trialResiduals)
      const loss = sumOfSquares(trialResiduals)
      return Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss
    },
    predicted(mu) {
      let sum = 0
      for (let i = 0; i < n; i++) sum += step[i] * (mu * step[i] - gradient[i])
      return sum
    },
    accept() {
      x.set(trial)
    },
  }
}

function sumOfSquares(values: Float64Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i]
  return sum
}
