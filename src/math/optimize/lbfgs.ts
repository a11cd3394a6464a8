/**
 * L-BFGS: Nocedal and Wright 2006, "Numerical Optimization", algorithms 7.4 (two-loop recursion) and 7.5.
 *
 * | symbol | meaning                                                | shape       |
 * | ------ | ------------------------------------------------------ | ----------- |
 * | n      | coordinates                                            |             |
 * | s, y   | last changes of x and of the gradient                  | [memory, n] |
 * | ρ      | 1 / (yᵀ s)                                             | [memory]    |
 * | γ      | sᵀy / yᵀy: scale of the initial inverse Hessian (7.20)  |             |
 */
import { dot } from '../linalg/dot.ts'
import { requireCount, requireNotNegative } from './messages.ts'
import type { StateArrays } from './optimizer-state.ts'
import { maxNorm, type Objective, type Optimizer, type StopReason } from './optimizer.ts'
import { noProgress, resumable, type Progress } from './resumable.ts'
import { strongWolfe, type LineFunction, type LinePoint } from './strong-wolfe.ts'

export interface LbfgsOptions {
  /** Pairs (s, y) kept, at least 1; default 20. */
  readonly memory?: number
  /** Stops when no gradient entry is larger; default 1e-10. */
  readonly gradientTolerance?: number
  /** Stops when an iteration lowers the loss by less than this share of it; default 1e-14. */
  readonly progressTolerance?: number
}

/**
 * L-BFGS with a strong Wolfe line search from a copy of `start`. The loss never rises from one iteration to the next: a
 * trial point where it is NaN counts as infinitely high.
 *
 * @throws InputError `optimize/bad-option`
 */
export function lbfgs(objective: Objective, start: Float64Array, options: LbfgsOptions = {}): Optimizer {
  const { memory = 20, gradientTolerance = 1e-10, progressTolerance = 1e-14 } = options
  requireCount('memory', memory)
  requireNotNegative('gradientTolerance', gradientTolerance)
  requireNotNegative('progressTolerance', progressTolerance)
  const numbers = { ...noProgress(), mustEnter: 1, size: 0, next: 0, gamma: 1 }
  const search = createLineThrough(objective, start, numbers)
  const pairs = createPairs(memory, start.length, numbers)

  function step(): StopReason | null {
    if (numbers.mustEnter === 1) {
      const reason = enter()
      if (reason !== null) return reason
    }
    numbers.iterations++
    return iterate()
  }

  function enter(): StopReason | null {
    numbers.mustEnter = 0
    numbers.loss = search.enter()
    if (!Number.isFinite(numbers.loss) || !Number.isFinite(maxNorm(search.gradient))) return 'not-finite'
    return maxNorm(search.gradient) <= gradientTolerance ? 'gradient' : null
  }

  function iterate(): StopReason | null {
    const before = numbers.loss
    const point = descend() ?? retrySteepest()
    if (point === null) return 'line-search'
    numbers.loss = point.loss
    search.accept(pairs)
    if (maxNorm(search.gradient) <= gradientTolerance) return 'gradient'
    return before - point.loss <= progressTolerance * Math.abs(before) ? 'progress' : null
  }

  /** A lower point along the quasi-Newton direction, or null. */
  function descend(): LinePoint | null {
    pairs.applyInverseHessian(search.gradient, search.direction)
    const slope = dot(search.gradient, search.direction)
    if (!(slope < 0)) return null
    // Without curvature information the step has unit length at most: the gradient's own length means nothing.
    const firstStep = numbers.size > 0 ? 1 : 1 / Math.max(1, Math.sqrt(-slope))
    const { point, outcome } = strongWolfe(search, { step: 0, loss: numbers.loss, slope }, { firstStep })
    return outcome === 'failed' ? null : point
  }

  function retrySteepest(): LinePoint | null {
    if (numbers.size === 0) return null
    pairs.clear()
    return descend()
  }

  return resumable({
    kind: 'lbfgs',
    arrays: { x: search.x, gradient: search.gradient, ...pairs.arrays },
    numbers,
    step,
    objectiveChanged() {
      pairs.clear()
      numbers.mustEnter = 1
    },
  })
}

/** The current point, a direction, and the trial point of a line search along it. */
interface LineThrough extends LineFunction {
  readonly x: Float64Array
  readonly gradient: Float64Array
  readonly direction: Float64Array
  /** Loss and gradient at the current point. */
  enter(): number
  /** Moves to the point that was evaluated last, and gives the pair (s, y) to `pairs`. */
  accept(pairs: Pairs): void
}

/** @param progress counts the evaluations */
function createLineThrough(objective: Objective, start: Float64Array, progress: Progress): LineThrough {
  const x = start.slice()
  const n = x.length
  const gradient = new Float64Array(n)
  const direction = new Float64Array(n)
  const trial = new Float64Array(n)
  const trialGradient = new Float64Array(n)
  return {
    x,
    gradient,
    direction,
    enter() {
      progress.evaluations++
      return objective(x, gradient)
    },
    evaluate(step) {
      for (let i = 0; i < n; i++) trial[i] = x[i] + step * direction[i]
      progress.evaluations++
      const loss = objective(trial, trialGradient)
      return { step, loss, slope: dot(trialGradient, direction) }
    },
    accept(pairs) {
      pairs.add({ x, gradient, trial, trialGradient })
      x.set(trial)
      gradient.set(trialGradient)
    },
  }
}

interface Move {
  readonly x: Float64Array
  readonly gradient: Float64Array
  readonly trial: Float64Array
  readonly trialGradient: Float64Array
}

/** Where in their memory the pairs are, and γ. */
interface Ring {
  size: number
  next: number
  gamma: number
}

/** The last `memory` pairs (s, y), in a ring. */
interface Pairs {
  readonly arrays: StateArrays
  clear(): void
  add(move: Move): void
  /** `direction` := −H `gradient`, with the inverse Hessian H that the pairs imply (algorithm 7.4). */
  applyInverseHessian(gradient: Float64Array, direction: Float64Array): void
}

function createPairs(memory: number, n: number, ring: Ring): Pairs {
  const changes = new Float64Array(memory * n)
  const bends = new Float64Array(memory * n)
  const s = rowsOf(changes, n)
  const y = rowsOf(bends, n)
  const rho = new Float64Array(memory)
  const alpha = new Float64Array(memory)
  const slot = (age: number): number => (ring.next - 1 - age + 2 * memory) % memory
  return {
    arrays: { changes, bends, rho },
    clear() {
      ring.size = 0
      ring.gamma = 1
    },
    add({ x, gradient, trial, trialGradient }) {
      const { next } = ring
      subtract(trial, x, s[next])
      subtract(trialGradient, gradient, y[next])
      const curvature = dot(s[next], y[next])
      const bend = dot(y[next], y[next])
      // Only pairs with sᵀy > 0 keep H positive definite; below this bound rounding decides the sign.
      if (!(curvature > 1e-12 * Math.sqrt(bend * dot(s[next], s[next])))) return
      rho[next] = 1 / curvature
      ring.gamma = curvature / bend
      ring.next = (next + 1) % memory
      ring.size = Math.min(ring.size + 1, memory)
    },
    applyInverseHessian(gradient, q) {
      for (let i = 0; i < n; i++) q[i] = -gradient[i]
      for (let age = 0; age < ring.size; age++) {
        const k = slot(age)
        alpha[k] = rho[k] * dot(s[k], q)
        addScaled(-alpha[k], y[k], q)
      }
      for (let i = 0; i < n; i++) q[i] *= ring.gamma
      for (let age = ring.size - 1; age >= 0; age--) {
        const k = slot(age)
        addScaled(alpha[k] - rho[k] * dot(y[k], q), s[k], q)
      }
    },
  }
}

/** Views of consecutive runs of `n` numbers. */
function rowsOf(memory: Float64Array, n: number): Float64Array[] {
  return Array.from({ length: memory.length / n }, (_, k) => memory.subarray(k * n, (k + 1) * n))
}

function subtract(a: Float64Array, b: Float64Array, difference: Float64Array): void {
  for (let i = 0; i < a.length; i++) difference[i] = a[i] - b[i]
}

function addScaled(factor: number, a: Float64Array, sum: Float64Array): void {
  for (let i = 0; i < a.length; i++) sum[i] += factor * a[i]
}
