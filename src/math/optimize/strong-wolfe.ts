/**
 * Line search for the strong Wolfe conditions: Nocedal and Wright 2006, "Numerical Optimization", algorithms 3.5 (bracket)
 * and 3.6 (zoom), with the cubic interpolation of equation 3.59.
 *
 * | symbol | meaning                                                        |
 * | ------ | -------------------------------------------------------------- |
 * | φ(α)   | loss at step length α along the direction; φ′ its slope         |
 * | c₁     | sufficient decrease: φ(α) ≤ φ(0) + c₁ α φ′(0)                   |
 * | c₂     | curvature: |φ′(α)| ≤ c₂ |φ′(0)|                                 |
 */

/** A loss restricted to a line. */
export interface LineFunction {
  /** φ(α) and φ′(α). Either may be NaN or infinite where the loss is not defined. */
  evaluate(step: number): LinePoint
}

export interface LinePoint {
  readonly step: number
  readonly loss: number
  readonly slope: number
}

export interface WolfeOptions {
  /** First α to try, > 0. */
  readonly firstStep: number
  /** c₁, default 1e-4 (Nocedal and Wright, section 3.1). */
  readonly decrease?: number
  /** c₂, default 0.9, their choice for quasi-Newton directions. */
  readonly curvature?: number
  /** Evaluations before it gives up, default 25. */
  readonly maxEvaluations?: number
}

/** What the search settled for. It is always the point that was evaluated last. */
export interface WolfeResult {
  readonly point: LinePoint
  /** `wolfe`: both conditions hold. `decrease`: only the loss is lower. `failed`: nothing lower was found. */
  readonly outcome: 'wolfe' | 'decrease' | 'failed'
}

// How far the bracket grows at once: few evaluations even when the first step is orders of magnitude too short.
const growth = 4
// Interpolated steps keep this share of the bracket away from its ends, so that it shrinks at a guaranteed rate.
const margin = 0.1
// Bracket width relative to its position below which rounding decides.
const narrowest = 1e-14

/** A step from `start` (α = 0, slope < 0) that satisfies the strong Wolfe conditions, or the best that could be found. */
export function strongWolfe(line: LineFunction, start: LinePoint, options: WolfeOptions): WolfeResult {
  const { firstStep, decrease = 1e-4, curvature = 0.9, maxEvaluations = 25 } = options
  let evaluations = 0
  const search: Search = {
    evaluate(step) {
      evaluations++
      return line.evaluate(step)
    },
    isExhausted: () => evaluations >= maxEvaluations,
    // Written so that NaN, in the loss or in the slope, counts as too high.
    isTooHigh: ({ step, loss, slope }) =>
      !(loss <= start.loss + decrease * step * start.slope && Number.isFinite(loss) && Number.isFinite(slope)),
    isFlat: ({ slope }) => Math.abs(slope) <= -curvature * start.slope,
  }
  return bracket(search, start, firstStep)
}

/** The line and the two Wolfe conditions, with a budget of evaluations. */
interface Search {
  evaluate(step: number): LinePoint
  isExhausted(): boolean
  /** Whether the sufficient decrease is missing. */
  isTooHigh(point: LinePoint): boolean
  /** Whether the curvature condition holds. */
  isFlat(point: LinePoint): boolean
}

/** Algorithm 3.5: walks out until the interval behind it must contain a Wolfe point. */
function bracket(search: Search, start: LinePoint, firstStep: number): WolfeResult {
  let previous = start
  for (let step = firstStep; !search.isExhausted(); step *= growth) {
    const point = search.evaluate(step)
    if (search.isTooHigh(point) || (previous !== start && point.loss >= previous.loss)) {
      return zoom(search, previous, point)
    }
    if (search.isFlat(point)) return { point, outcome: 'wolfe' }
    if (point.slope >= 0) return zoom(search, point, previous)
    previous = point
  }
  return { point: previous, outcome: 'decrease' }
}

/**
 * Algorithm 3.6. `low` is the lowest point so far with a sufficient decrease; the interval between it and `high` contains
 * a Wolfe point.
 */
function zoom(search: Search, low: LinePoint, high: LinePoint): WolfeResult {
  let last = high
  while (!search.isExhausted() && Math.abs(high.step - low.step) > narrowest * Math.abs(low.step)) {
    const point = search.evaluate(interpolate(low, high))
    last = point
    if (search.isTooHigh(point) || point.loss >= low.loss) {
      high = point
      continue
    }
    if (search.isFlat(point)) return { point, outcome: 'wolfe' }
    if (point.slope * (high.step - low.step) >= 0) high = low
    low = point
  }
  if (low.step === 0) return { point: low, outcome: 'failed' }
  return { point: last === low ? low : search.evaluate(low.step), outcome: 'decrease' }
}

/** The minimiser of the cubic through both points and slopes, kept inside the bracket; its middle where that fails. */
function interpolate(a: LinePoint, b: LinePoint): number {
  const width = b.step - a.step
  const d1 = a.slope + b.slope - (3 * (a.loss - b.loss)) / (a.step - b.step)
  const d2 = Math.sign(width) * Math.sqrt(d1 * d1 - a.slope * b.slope)
  const step = b.step - (width * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2)
  const share = (step - a.step) / width
  return share >= margin && share <= 1 - margin ? step : a.step + width / 2
}
