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
import { requireCount, requireNotNegative } from './messages.ts'
import { copyArrays, restoreArrays, type StateArrays } from './optimizer-state.ts'
import { maxNorm, type Objective, type Optimizer, type StopReason } from './optimizer.ts'
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
  const search = createLineThrough(objective, start)
  const pairs = createPairs(memory, start.length)
  const arrays = { x: search.x, gradient: search.gradient, ...pairs.arrays }
  let loss = Number.NaN
  let iterations = 0
  let mustEnter = true
  let stopReason: StopReason | null = null

  function begin(): StopReason | null {
    mustEnter = false
    loss = search.enter()
    if (!Number.isFinite(loss) || !Number.isFinite(maxNorm(search.gradient))) return 'not-finite'
    return maxNorm(search.gradient) <= gradientTolerance ? 'gradient' : null
  }

  function iterate(): StopReason | null {
    const before = loss
    const point = descend() ?? retrySteepest()
    if (point === null) return 'line-search'
    loss = point.loss
    search.accept(pairs)
    if (maxNorm(search.gradient) <= gradientTolerance) return 'gradient'
    return before - loss <= progressTolerance * Math.abs(before) ? 'progress' : null
  }

  /** A lower point along the quasi-Newton direction, or null. */
  function descend(): LinePoint | null {
    pairs.applyInverseHessian(search.gradient, search.direction)
    const slope = dot(search.gradient, search.direction)
    if (!(slope < 0)) return null
    // Without curvature information the step has unit length at most: the gradient's own length means nothing.
    const firstStep = pairs.size > 0 ? 1 : 1 / Math.max(1, Math.sqrt(-slope))
    const { point, outcome } = strongWolfe(search, { step: 0, loss, slope }, { firstStep })
    return outcome === 'failed' ? null : point
  }

  function retrySteepest(): LinePoint | null {
    if (pairs.size === 0) return null
    pairs.clear()
    return descend()
  }

  return {
    x: search.x,
    get loss() {
      return loss
    },
    get iterations() {
      return iterations
    },
    get evaluations() {
      return search.evaluations
    },
    get stopReason() {
      return stopReason
    },
    step() {
      if (stopReason !== null) return stopReason
      if (mustEnter) stopReason = begin()
      if (stopReason !== null) return stopReason
      iterations++
      stopReason = iterate()
      return stopReason
    },
    objectiveChanged() {
      pairs.clear()
      mustEnter = true
      stopReason = null
    },
    state: () => ({
      kind: 'lbfgs',
      stopReason,
      numbers: { loss, iterations, mustEnter: mustEnter ? 1 : 0, evaluations: search.evaluations, ...pairs.ring },
      arrays: copyArrays(arrays),
    }),
    restore(state) {
      restoreArrays(state, 'lbfgs', arrays)
      ;({ loss, iterations } = state.numbers)
      mustEnter = state.numbers['mustEnter'] === 1
      search.evaluations = state.numbers['evaluations']
      pairs.ring = state.numbers as unknown as Ring
      stopReason = state.stopReason as StopReason | null
    },
  }
}

/** The current point, a direction, and the trial point of a line search along it. */
interface LineThrough extends LineFunction {
  readonly x: Float64Array
  readonly gradient: Float64Array
  readonly direction: Float64Array
  evaluations: number
  /** Loss and gradient at the current point. */
  enter(): number
  /** Moves to the point that was evaluated last, and gives the pair (s, y) to `pairs`. */
  accept(pairs: Pairs): void
}

function createLineThrough(objective: Objective, start: Float64Array): LineThrough {
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
    evaluations: 0,
    enter() {
      this.evaluations++
      return objective(x, gradient)
    },
    evaluate(step) {
      for (let i = 0; i < n; i++) trial[i] = x[i] + step * direction[i]
      this.evaluations++
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

/** Where in the ring the pairs are, and γ. */
interface Ring {
  readonly size: number
  readonly next: number
  readonly gamma: number
}

/** The last `memory` pairs (s, y), in a ring. */
interface Pairs {
  readonly size: number
  readonly arrays: StateArrays
  ring: Ring
  clear(): void
  add(move: Move): void
  /** `direction` := −H `gradient`, with the inverse Hessian H that the pairs imply (algorithm 7.4). */
  applyInverseHessian(gradient: Float64Array, direction: Float64Array): void
}

function createPairs(memory: number, n: number): Pairs {
  const changes = new Float64Array(memory * n)
  const bends = new Float64Array(memory * n)
  const rows = (of: Float64Array): Float64Array[] => Array.from({ length: memory }, (_, k) => of.subarray(k * n, (k + 1) * n)) // prettier-ignore
  const s = rows(changes)
  const y = rows(bends)
  const rho = new Float64Array(memory)
  const alpha = new Float64Array(memory)
  let size = 0
  let next = 0
  let gamma = 1
  const slot = (age: number): number => (next - 1 - age + 2 * memory) % memory
  return {
    arrays: { changes, bends, rho },
    get size() {
      return size
    },
    get ring() {
      return { size, next, gamma }
    },
    set ring(ring) {
      ;({ size, next, gamma } = ring)
    },
    clear() {
      size = 0
      gamma = 1
    },
    add({ x, gradient, trial, trialGradient }) {
      subtract(trial, x, s[next])
      subtract(trialGradient, gradient, y[next])
      const curvature = dot(s[next], y[next])
      const bend = dot(y[next], y[next])
      // Only pairs with sᵀy > 0 keep H positive definite; below this bound rounding decides the sign.
      if (!(curvature > 1e-12 * Math.sqrt(bend * dot(s[next], s[next])))) return
      rho[next] = 1 / curvature
      gamma = curvature / bend
      next = (next + 1) % memory
      size = Math.min(size + 1, memory)
    },
    applyInverseHessian(gradient, q) {
      for (let i = 0; i < n; i++) q[i] = -gradient[i]
      for (let age = 0; age < size; age++) {
        const k = slot(age)
        alpha[k] = rho[k] * dot(s[k], q)
        addScaled(-alpha[k], y[k], q)
      }
      for (let i = 0; i < n; i++) q[i] *= gamma
      for (let age = size - 1; age >= 0; age--) {
        const k = slot(age)
        addScaled(alpha[k] - rho[k] * dot(y[k], q), s[k], q)
      }
    },
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let even = 0
  let odd = 0
  const paired = a.length - (a.length % 2)
  // Two sums, because one would wait for the previous addition at every step.
  for (let i = 0; i < paired; i += 2) {
    even += a[i] * b[i]
    odd += a[i + 1] * b[i + 1]
  }
  return paired < a.length ? even + odd + a[paired] * b[paired] : even + odd
}

function subtract(a: Float64Array, b: Float64Array, difference: Float64Array): void {
  for (let i = 0; i < a.length; i++) difference[i] = a[i] - b[i]
}

function addScaled(factor: number, a: Float64Array, sum: Float64Array): void {
  for (let i = 0; i < a.length; i++) sum[i] += factor * a[i]
}
