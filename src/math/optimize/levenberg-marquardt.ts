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
import { copyArrays, restoreArrays } from './optimizer-state.ts'
import { maxNorm, type Optimizer, type StopReason } from './optimizer.ts'

/** A sum of squares to minimise. The methods must not keep or change `x`. */
export interface LeastSquares {
  /** m. */
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
  const { x } = model
  let mu = Number.NaN
  let nu = 2
  let loss = Number.NaN
  let iterations = 0
  let evaluations = 0
  let stopReason: StopReason | null = null

  function iterate(): StopReason | null {
    loss = model.linearize()
    evaluations++
    const slope = 2 * maxNorm(model.gradient)
    if (!Number.isFinite(loss) || !Number.isFinite(slope)) return 'not-finite'
    if (slope <= gradientTolerance) return 'gradient'
    iterations++
    if (Number.isNaN(mu)) mu = damping * model.largestDiagonal()
    const before = loss
    if (!descend()) return 'damping'
    return before - loss <= progressTolerance * before ? 'progress' : null
  }

  /** Damps until a step lowers the loss, and takes it. @returns whether there was one */
  function descend(): boolean {
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      if (model.solve(mu)) {
        const lower = model.evaluate()
        evaluations++
        if (lower < loss) {
          const ratio = Math.min(1, (loss - lower) / model.predicted(mu))
          model.accept()
          loss = lower
          mu *= Math.max(1 / 3, 1 - (2 * ratio - 1) ** 3)
          nu = 2
          return true
        }
      }
      mu *= nu
      nu *= 2
    }
    return false
  }

  return {
    x,
    get loss() {
      return loss
    },
    get iterations() {
      return iterations
    },
    get evaluations() {
      return evaluations
    },
    get stopReason() {
      return stopReason
    },
    step: () => (stopReason ??= iterate()),
    objectiveChanged() {
      stopReason = null
      nu = 2
    },
    state: () => ({
      kind: 'levenbergMarquardt',
      stopReason,
      numbers: { mu, nu, loss, iterations, evaluations },
      arrays: copyArrays({ x }),
    }),
    restore(state) {
      restoreArrays(state, 'levenbergMarquardt', { x })
      ;({ mu, nu, loss, iterations, evaluations } = state.numbers)
      stopReason = state.stopReason as StopReason | null
    },
  }
}

/** The linear model of the residuals at the current point, and a trial point. */
interface Model {
  readonly x: Float64Array
  /** Jᵀr. */
  readonly gradient: Float64Array
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
  const m = problem.count
  const x = start.slice()
  const trial = new Float64Array(n)
  const gradient = new Float64Array(n)
  const step = new Float64Array(n)
  const residuals = new Float64Array(m)
  const trialResiduals = new Float64Array(m)
  const jacobian = { data: new Float64Array(m * n), rows: m, columns: n }
  const normal = square(n)
  const factor = square(n)
  return {
    x,
    gradient,
    linearize() {
      problem.linearize(x, residuals, jacobian.data)
      gradient.fill(0)
      for (let row = 0; row < m; row++) {
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
