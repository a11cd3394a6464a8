import { logNdtr, millsRatio } from './log-ndtr.ts'

const logSqrtTwoPi = 0.5 * Math.log(2 * Math.PI)
/** Scale of the logistic distribution with the normal's variance: √3/π. */
const logisticScale = Math.sqrt(3) / Math.PI
/** Halley's steps triple the number of right digits: a step this small means that the next changes nothing. */
const tolerance = 1e-6
const maxSteps = 32

/**
 * The x with log Φ(x) = `logProbability`: the inverse of `logNdtr`, and so the normal quantile of probabilities too
 * small to be written down.
 *
 * Halley's iteration on f(x) = log Φ(x) − y, with f′ = φ/Φ = h and f″ = −h (x + h); f is concave and increasing, so it
 * converges from every start. It runs in the left half, where `logNdtr` is most accurate; the right half is mirrored.
 *
 * @param logProbability at most 0; 0 gives +∞ and −∞ gives −∞
 */
export function ndtriExp(logProbability: number): number {
  if (logProbability === 0) return Number.POSITIVE_INFINITY
  if (logProbability === Number.NEGATIVE_INFINITY) return Number.NEGATIVE_INFINITY
  // log(1 − p), by symmetry the left-hand problem of the upper half.
  if (logProbability > -Math.LN2) return -leftQuantile(Math.log(-Math.expm1(logProbability)))
  return leftQuantile(logProbability)
}

function leftQuantile(y: number): number {
  let x = firstGuess(y)
  for (let step = 0; step < maxSteps; step++) {
    const inverseSlope = millsRatio(x)
    const newton = (logNdtr(x) - y) * inverseSlope
    const change = newton / (1 + 0.5 * newton * (x + 1 / inverseSlope))
    x = Math.min(0, x - change)
    if (Math.abs(change) <= tolerance * Math.max(Math.abs(x), tolerance)) break
  }
  return x
}

/** Far out, Φ(x) is about φ(x); near the middle it is close to a logistic curve. */
function firstGuess(y: number): number {
  if (y < -5) return -Math.sqrt(-2 * (y + logSqrtTwoPi))
  return Math.min(0, -logisticScale * Math.log(Math.expm1(-y)))
}
