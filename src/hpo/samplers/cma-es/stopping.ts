import type { Evolution } from './evolution.ts'

const largest = { growth: 1e4, condition: 1e14 } as const

/** What a run has seen of its objective: the best and worst value of each of its last generations. */
export interface ValueRange {
  readonly best: number
  readonly worst: number
}

/** For how many generations the range of values is looked at. */
export function stagnationSpan(dimensions: number, population: number): number {
  return 10 + Math.ceil((30 * dimensions) / population)
}

export interface RunState {
  readonly evolution: Evolution
  /** Of the last `stagnationSpan` generations. */
  readonly values: readonly ValueRange[]
  readonly population: number
  /** The step size that the run began with. */
  readonly firstSigma: number
  /** The part of the first step size, and the range of values, below which a run has converged. */
  readonly tolerance: number
}

/** Whether a run has converged, diverged, or can no longer move (Hansen 2016, appendix B.3). */
export function shouldStop({ evolution, values, population, firstSigma, tolerance }: RunState): boolean {
  const { mean, sigma, covariance, pC, generation } = evolution
  const { variances, lengths } = covariance
  const d = mean.length
  const longest = lengths.reduce((a, b) => Math.max(a, b))
  const shortest = lengths.reduce((a, b) => Math.min(a, b))

  const span = stagnationSpan(d, population)
  const isFlat = generation > span && spread(values) < tolerance
  const leastStep = tolerance * firstSigma
  const isPoint = variances.every((v) => sigma * v < leastStep) && pC.every((p) => sigma * p < leastStep)
  const isDiverging = sigma * longest > largest.growth
  const isStuck = mean.some((m, j) => m === m + 0.2 * sigma * Math.sqrt(variances[j]))
  const i = generation % d
  const isStuckOnAxis = mean.every((m, j) => m === m + 0.1 * sigma * lengths[i] * covariance.axis(i, j))
  return isFlat || isPoint || isDiverging || isStuck || isStuckOnAxis || longest / shortest > largest.condition
}

function spread(values: readonly ValueRange[]): number {
  const worst = values.reduce((a, { worst }) => Math.max(a, worst), Number.NEGATIVE_INFINITY)
  return worst - values.reduce((a, { best }) => Math.min(a, best), Number.POSITIVE_INFINITY)
}
