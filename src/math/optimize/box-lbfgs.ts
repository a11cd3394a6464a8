/**
 * Minimisation inside a box: L-BFGS on the coordinates that are free to move, with a backtracking search along the
 * projected path. Bertsekas 1982, "Projected Newton methods for optimization problems with simple constraints", with the
 * two-loop recursion of Nocedal and Wright 2006, algorithm 7.4, for the Hessian.
 *
 * | symbol | meaning                                                                      | shape       |
 * | ------ | ---------------------------------------------------------------------------- | ----------- |
 * | n      | coordinates                                                                  |             |
 * | P(x)   | x moved into the box                                                         | [n]         |
 * | free   | not at a bound that the steepest descent would cross                          | [n]         |
 * | D      | `scales`²: diagonal guess of the inverse Hessian                              | [n]         |
 * | s, y   | last changes of x and of the gradient                                         | [memory, n] |
 * | γ      | sᵀy / yᵀDy; γD is the initial inverse Hessian                                 |             |
 */
import { requireCount, requireNotNegative } from './messages.ts'
import type { Objective } from './optimizer.ts'

export interface Box {
  readonly lower: Float64Array
  readonly upper: Float64Array
}

export interface BoxLbfgsOptions {
  /** How far coordinates matter, relative to each other: a lengthscale each; default 1. */
  readonly scales?: Float64Array
  /** Pairs (s, y) kept, at least 1; default 10. */
  readonly memory?: number
  /** Default 200. */
  readonly maxIterations?: number
  /** Stops when no coordinate of P(x − scale² ∇f) − x exceeds this in units of its scale; default 1e-6. */
  readonly gradientTolerance?: number
  /** Stops when an iteration lowers the loss by less than this, relative to max(1, |loss|); default 1e-12. */
  readonly progressTolerance?: number
}

export interface BoxMinimum {
  readonly x: Float64Array
  readonly loss: number
  readonly evaluations: number
}

/** c₁ of the sufficient decrease. */
const decrease = 1e-4
const mostBacktracks = 20
/** A first step without curvature information is at most this share of the box, or of a scale. */
const firstReach = 0.2

/**
 * A local minimum of `objective` in the box, started from `start` moved into it. The loss is never above that of the
 * start; a point where it is NaN counts as infinitely high.
 *
 * @throws InputError `optimize/bad-option`
 */
export function minimizeInBox(
  objective: Objective,
  { start, box }: { readonly start: Float64Array; readonly box: Box },
  options: BoxLbfgsOptions = {},
): BoxMinimum {
  const { memory = 10, maxIterations = 200, gradientTolerance = 1e-6, progressTolerance = 1e-12 } = options
  requireCount('memory', memory)
  requireCount('maxIterations', maxIterations)
  requireNotNegative('gradientTolerance', gradientTolerance)
  requireNotNegative('progressTolerance', progressTolerance)
  const scales = options.scales ?? new Float64Array(start.length).fill(1)
  const walk = new BoxWalk(objective, { start, box }, { scales, memory })
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    if (!Number.isFinite(walk.loss) || walk.projectedGradient() <= gradientTolerance) break
    const before = walk.loss
    if (!walk.descend()) break
    if (before - walk.loss <= progressTolerance * Math.max(1, Math.abs(before))) break
  }
  return { x: walk.x, loss: walk.loss, evaluations: walk.evaluations }
}

class BoxWalk {
  readonly x: Float64Array
  loss: number
  evaluations = 0

  private readonly objective: Objective
  private readonly box: Box
  private readonly squares: Float64Array
  private readonly memory: number
  private readonly gradient: Float64Array
  private readonly free: Uint8Array
  private readonly direction: Float64Array
  private readonly trial: Float64Array
  private readonly trialGradient: Float64Array
  private pairs: { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[] = []
  private gamma = 1

  constructor(
    objective: Objective,
    { start, box }: { readonly start: Float64Array; readonly box: Box },
    { scales, memory }: { readonly scales: Float64Array; readonly memory: number },
  ) {
    const n = start.length
    this.objective = objective
    this.box = box
    this.squares = scales.map((scale) => scale * scale)
    this.memory = memory
    this.x = start.map((value, i) => this.inside(value, i))
    this.gradient = new Float64Array(n)
    this.free = new Uint8Array(n)
    this.direction = new Float64Array(n)
    this.trial = new Float64Array(n)
    this.trialGradient = new Float64Array(n)
    this.loss = this.evaluate(this.x, this.gradient)
  }

  /** How far from optimal the point is, in units of the scales; also finds out which coordinates are free. */
  projectedGradient(): number {
    const { x, gradient, squares, box, free } = this
    let largest = 0
    for (let i = 0; i < x.length; i++) {
      const atBound = gradient[i] > 0 ? x[i] <= box.lower[i] : x[i] >= box.upper[i]
      free[i] = atBound ? 0 : 1
      if (atBound) continue
      const move = Math.abs(this.inside(x[i] - squares[i] * gradient[i], i) - x[i])
      largest = Math.max(largest, move / Math.sqrt(squares[i]))
    }
    return largest
  }

  /** One iteration. @returns false when no lower point was found */
  descend(): boolean {
    if (this.aim() && this.search(1)) return true
    this.pairs = []
    return this.search(this.aimSteepest())
  }

  /** Sets the quasi-Newton direction. @returns false when there is no curvature information, or it points upwards */
  private aim(): boolean {
    const { pairs, direction: q, gradient, free, squares } = this
    if (pairs.length === 0) return false
    const n = q.length
    for (let i = 0; i < n; i++) q[i] = free[i] === 1 ? -gradient[i] : 0
    const alpha = new Float64Array(pairs.length)
    for (let k = pairs.length - 1; k >= 0; k--) {
      const { s, y, rho } = pairs[k]
      alpha[k] = rho * this.freeDot(s, q)
      for (let i = 0; i < n; i++) q[i] -= alpha[k] * y[i]
    }
    for (let i = 0; i < n; i++) q[i] *= this.gamma * squares[i]
    for (let k = 0; k < pairs.length; k++) {
      const { s, y, rho } = pairs[k]
      const factor = alpha[k] - rho * this.freeDot(y, q)
      for (let i = 0; i < n; i++) q[i] += factor * s[i]
    }
    for (let i = 0; i < n; i++) if (free[i] === 0) q[i] = 0
    return this.freeDot(q, gradient) < 0
  }

  /** Sets the direction of steepest descent. @returns the first step to try */
  private aimSteepest(): number {
    const { direction, gradient, free, squares, box } = this
    let reach = Number.POSITIVE_INFINITY
    for (let i = 0; i < direction.length; i++) {
      direction[i] = free[i] === 1 ? -squares[i] * gradient[i] : 0
      const room = firstReach * Math.min(Math.sqrt(squares[i]), box.upper[i] - box.lower[i])
      if (direction[i] !== 0) reach = Math.min(reach, Math.max(room, 1e-12) / Math.abs(direction[i]))
    }
    return Math.min(1, reach)
  }

  /** Moves to a sufficiently lower point on the projected path, if there is one. */
  private search(firstStep: number): boolean {
    const { x, direction, gradient, trial } = this
    let step = firstStep
    for (let attempt = 0; attempt < mostBacktracks; attempt++) {
      let slope = 0
      for (let i = 0; i < x.length; i++) {
        trial[i] = this.inside(x[i] + step * direction[i], i)
        slope += gradient[i] * (trial[i] - x[i])
      }
      if (!(slope < 0)) return false
      const loss = this.evaluate(trial, this.trialGradient)
      if (loss <= this.loss + decrease * slope) {
        this.accept(loss)
        return true
      }
      // The minimum of the parabola through both losses and the slope, kept from going too far either way.
      const share = Number.isFinite(loss) ? (-0.5 * slope) / (loss - this.loss - slope) : 0
      step *= Math.min(0.5, Math.max(0.1, share))
    }
    return false
  }

  private accept(loss: number): void {
    const { x, gradient, trial, trialGradient, squares } = this
    const s = new Float64Array(x.length)
    const y = new Float64Array(x.length)
    let curvature = 0
    let bend = 0
    let length = 0
    for (let i = 0; i < x.length; i++) {
      s[i] = trial[i] - x[i]
      y[i] = trialGradient[i] - gradient[i]
      curvature += s[i] * y[i]
      bend += y[i] * y[i] * squares[i]
      length += (s[i] * s[i]) / squares[i]
    }
    x.set(trial)
    gradient.set(trialGradient)
    this.loss = loss
    // Only pairs with sᵀy > 0 keep the Hessian positive definite; below this bound rounding decides the sign.
    if (!(curvature > 1e-10 * Math.sqrt(bend * length))) return
    this.pairs.push({ s, y, rho: 1 / curvature })
    if (this.pairs.length > this.memory) this.pairs.shift()
    this.gamma = curvature / bend
  }

  private evaluate(at: Float64Array, gradient: Float64Array): number {
    this.evaluations++
    const loss = this.objective(at, gradient)
    return Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss
  }

  private inside(value: number, i: number): number {
    return Math.min(this.box.upper[i], Math.max(this.box.lower[i], value))
  }

  private freeDot(a: Float64Array, b: Float64Array): number {
    let sum = 0
    for (let i = 0; i < a.length; i++) if (this.free[i] === 1) sum += a[i] * b[i]
    return sum
  }
}
