/**
 * Power transforms that make scores as normal as they can be: what a Gaussian process assumes, and what losses over several
 * orders of magnitude are not.
 *
 * | symbol | meaning                                                                       |
 * | ------ | ----------------------------------------------------------------------------- |
 * | y      | losses: negative scores, in units of their standard deviation                  |
 * | λ      | the power, by maximum likelihood; 1 leaves losses as they are, 0 takes logarithms |
 *
 * Losses that are all above 0 are transformed as by Box and Cox 1964, "An analysis of transformations"; others, from their
 * median on, as by Yeo and Johnson 2000, "A new family of power transformations". HEBO chooses in the same way (Cowen-Rivers
 * et al. 2022, arXiv:2012.03826, section 3.2), but does not centre them.
 */
import { quantile } from '../../../../math/stats/quantile.ts'

/** Powers that are looked at. */
const least = -2
const most = 3
/** Steps of the search before it narrows down, and how far it does. */
const gridSteps = 20
const narrowings = 24
const golden = (Math.sqrt(5) - 1) / 2
/** Powers closer to a limit case than this are taken for it. */
const closest = 1e-8

interface Family {
  transform(y: number, power: number): number
  /** log |dt/dy| at power λ is (λ − 1) times this. */
  logSlope(y: number): number
}

const boxCox: Family = {
  transform: (y, power) => powerOf(y, power),
  logSlope: Math.log,
}

const yeoJohnson: Family = {
  transform: (y, power) => (y >= 0 ? powerOf(1 + y, power) : -powerOf(1 - y, 2 - power)),
  logSlope: (y) => Math.sign(y) * Math.log1p(Math.abs(y)),
}

/** (x^λ − 1) / λ, log x in the limit. */
function powerOf(x: number, power: number): number {
  const log = Math.log(x)
  return Math.abs(power) < closest ? log : Math.expm1(power * log) / power
}

/**
 * The scores after the transform that makes them most normal. Their order stays as it is; fewer than three different ones
 * stay as they are.
 *
 * @param scores larger is better; finite
 */
export function powerTransform(scores: Float64Array): Float64Array {
  const size = scores.reduce((largest, score) => Math.max(largest, Math.abs(score)), 0)
  if (size === 0 || new Set(scores).size < 3) return scores
  const losses = scores.map((score) => -score / size)
  const deviation = Math.sqrt(varianceOf(losses))
  const positive = losses.every((loss) => loss > 1e-12)
  const family = positive ? boxCox : yeoJohnson
  const center = positive ? 0 : quantile([...losses], 0.5)
  const y = losses.map((loss) => (loss - center) / deviation)
  const power = mostLikelyPower(y, family)
  const transformed = y.map((loss) => -family.transform(loss, power))
  return transformed.every(Number.isFinite) && varianceOf(transformed) > 0 ? transformed : scores
}

function mostLikelyPower(y: Float64Array, family: Family): number {
  const logSlopes = y.reduce((sum, loss) => sum + family.logSlope(loss), 0)
  const likelihood = (power: number): number => {
    const variance = varianceOf(y.map((loss) => family.transform(loss, power)))
    const value = -0.5 * y.length * Math.log(variance) + (power - 1) * logSlopes
    return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value
  }
  const step = (most - least) / gridSteps
  const grid = Array.from({ length: gridSteps + 1 }, (_, i) => least + i * step)
  const values = grid.map(likelihood)
  const best = values.reduce((at, value, i) => (value > values[at] ? i : at), 0)
  return narrowed(likelihood, Math.max(least, grid[best] - step), Math.min(most, grid[best] + step))
}

/** Golden-section search for a maximum. */
function narrowed(f: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to]
  let [a, b] = [high - golden * (high - low), low + golden * (high - low)]
  let [fa, fb] = [f(a), f(b)]
  for (let i = 0; i < narrowings; i++) {
    if (fa >= fb) {
      ;[high, b, fb] = [b, a, fa]
      a = high - golden * (high - low)
      fa = f(a)
    } else {
      ;[low, a, fa] = [a, b, fb]
      b = low + golden * (high - low)
      fb = f(b)
    }
  }
  return (low + high) / 2
}

function varianceOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0)
  return values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0)
}
