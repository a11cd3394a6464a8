import { lbfgs } from '../../../math/optimize/lbfgs.ts'
import type { Objective } from '../../../math/optimize/optimizer.ts'
import { correlations } from '../gp/process/covariance.ts'
import { type Hyperparameters, fromRaw, initialRaw } from '../gp/process/hyperparameters.ts'
import { inputsFrom } from '../gp/process/inputs.ts'
import { negativeLogPosterior } from '../gp/process/marginal-likelihood.ts'
import type { GpSpace } from '../gp/space/gp-space.ts'
import { type Shape, warpPenalty, warpPenaltySlope, warpSlopes, warped } from './input-warp.ts'

/** The covariance of HEBO's Gaussian process: rougher than the usual 5/2. */
export const kernel = 'matern32'

/** HEBO's floor of the noise variance: no trial is believed to the last digit. */
const leastNoise = 8e-4
/** Fits are stopped here: HEBO takes 100 steps of Adam. */
const mostIterations = 60

/** By axis; null where nothing is warped. */
export type Warp = readonly (Shape | null)[]

/** What was learned of the covariance and of the warp. */
export interface WarpedFit {
  readonly hyper: Hyperparameters
  readonly warp: Warp
}

interface Observed {
  readonly rows: readonly Float64Array[]
  readonly values: Float64Array
}

/** The most probable hyperparameters and warps together, by L-BFGS from those that assume least. */
export function fitWarped(space: GpSpace, observed: Observed, warps: boolean): WarpedFit {
  const { axes } = space
  const numbers = axes.flatMap(({ kind }, j) => (kind === 'categorical' || !warps ? [] : [j]))
  const hypers = axes.length + 2
  const start = new Float64Array(hypers + 2 * numbers.length)
  start.set(initialRaw(axes.length, false))
  const loss = warpedLoss(space, observed, { numbers, hypers })
  const optimizer = lbfgs(loss, start, { gradientTolerance: 1e-2, memory: 10, progressTolerance: 1e-5 })
  while (optimizer.iterations < mostIterations && optimizer.step() === null);
  const raw = Number.isFinite(optimizer.loss) && optimizer.x.every(Number.isFinite) ? optimizer.x : start
  const { noiseVariance, ...hyper } = fromRaw(raw.slice(0, hypers), false)
  const warp: (Shape | null)[] = axes.map(() => null)
  numbers.forEach((j, k) => (warp[j] = shapeAt(raw, hypers + 2 * k)))
  return { hyper: { ...hyper, noiseVariance: Math.max(leastNoise, noiseVariance) }, warp }
}

/** −log posterior of hyperparameters and, after them, log a and log b of each of the `numbers`, with its gradient. */
export function warpedLoss(
  { layout }: GpSpace,
  { rows, values }: Observed,
  { numbers, hypers }: { readonly numbers: readonly number[]; readonly hypers: number },
): Objective {
  const inputs = inputsFrom(layout, rows)
  const original = numbers.map((j) => inputs.columns[j].slice())
  const slopes = inputs.columns.map(() => new Float64Array(rows.length))
  const settings = { correlation: correlations[kernel], deterministic: false, slopes }
  const loss = negativeLogPosterior({ inputs, values }, settings)
  const hyperGradient = new Float64Array(hypers)
  return (raw, gradient) => {
    numbers.forEach((j, k) => {
      const shape = shapeAt(raw, hypers + 2 * k)
      for (let a = 0; a < rows.length; a++) inputs.columns[j][a] = warped(original[k][a], shape)
    })
    let value = loss(raw.slice(0, hypers), hyperGradient)
    gradient.set(hyperGradient)
    numbers.forEach((j, k) => {
      const at = hypers + 2 * k
      const shape = shapeAt(raw, at)
      value += warpPenalty(shape)
      gradient[at] = warpPenaltySlope(shape.logA)
      gradient[at + 1] = warpPenaltySlope(shape.logB)
      for (let a = 0; a < rows.length; a++) {
        const [slopeA, slopeB] = warpSlopes(original[k][a], shape)
        gradient[at] += slopes[j][a] * slopeA
        gradient[at + 1] += slopes[j][a] * slopeB
      }
    })
    return value
  }
}

function shapeAt(raw: Float64Array, at: number): Shape {
  return { logA: raw[at], logB: raw[at + 1] }
}

/** A row as the fitted model sees it. */
export function warpedRow(row: Float64Array, warp: Warp): Float64Array {
  return row.map((x, j) => {
    const shape = warp[j] ?? null
    return shape === null ? x : warped(x, shape)
  })
}
