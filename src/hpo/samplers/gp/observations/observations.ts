/**
 * What the models learn from: complete trials, as standardised scores.
 *
 * | symbol | meaning                                                                                            |
 * | ------ | -------------------------------------------------------------------------------------------------- |
 * | score  | larger is better: the negative of an objective to minimise, the negative of a constraint (≤ 0 holds) |
 * | y      | (score − mean) / deviation over the trials                                                           |
 *
 * Infinite values count as the best or worst finite one, and a trial with NaN is left out: neither says how much.
 */
import { constraintsOf, isFeasible } from '../../../core/constraints.ts'
import { minimizeSign } from '../../../core/direction.ts'
import { failReason, interrupted } from '../../../core/fail-reason.ts'
import type { History } from '../../../core/sampler.ts'
import type { TrialRecord } from '../../../core/trial-record.ts'
import { halfRank } from './half-rank.ts'
import { knownNoise } from './known-noise.ts'
import { powerTransform } from './power-transform.ts'

export const warpNames = ['none', 'halfRank', 'power', 'byEvidence'] as const

/** How values are changed for the model. */
export type WarpName = (typeof warpNames)[number]

const warps: Readonly<Record<WarpName, (scores: Float64Array) => Float64Array>> = {
  none: (scores) => scores,
  halfRank,
  power: powerTransform,
  byEvidence: halfRank,
}

/** A trial with the row of its parameters. */
export interface Observed {
  readonly trial: TrialRecord
  readonly row: Float64Array
}

/** The observations of one model. */
export interface Scores {
  readonly rows: readonly Float64Array[]
  /** y, [rows]. */
  readonly values: Float64Array
  readonly mean: number
  readonly deviation: number
  /** Variance of each y that its repeats tell of, besides the noise that is fitted; absent where nothing was repeated. */
  readonly noises?: Float64Array
}

export interface Observations {
  readonly trials: readonly Observed[]
  /** Failed trials: where they lie is all that is known of them. */
  readonly failed: readonly Observed[]
  /** By trial. */
  readonly feasible: readonly boolean[]
  /** One per objective, over all trials. */
  readonly objectives: readonly Scores[]
  /** One per constraint, over the trials that have it. */
  readonly constraints: readonly Scores[]
}

/** @returns null when no trial can be learned from */
export function observe(
  { trials, directions }: History,
  rowOf: (trial: TrialRecord) => Float64Array | null,
  warp: WarpName = 'none',
): Observations | null {
  const observed: Observed[] = []
  const failed: Observed[] = []
  for (const trial of trials) {
    const isKnown = trial.state === 'complete' && trial.values !== null && !trial.values.some(Number.isNaN)
    const row = isKnown || failedByItself(trial) ? rowOf(trial) : null
    if (row !== null) (isKnown ? observed : failed).push({ trial, row })
  }
  if (observed.length === 0) return null
  const limits = observed.map(({ trial }) => constraintsOf(trial) ?? [])
  const count = limits.reduce((most, own) => Math.max(most, own.length), 0)
  return {
    trials: observed,
    failed,
    feasible: observed.map(({ trial }) => isFeasible(trial)),
    objectives: directions.map((direction, m) => {
      const used = count > 0 ? 'none' : warp
      const scores = scoresOf(observed, (i) => -minimizeSign(direction) * observed[i].trial.values![m], used)
      return m === 0 && used === 'none' ? withNoise(scores, observed) : scores
    }),
    constraints: Array.from({ length: count }, (_, c) =>
      scoresOf(observed, (i) => -(limits[i][c] ?? Number.NaN), 'none'),
    ).filter(({ rows }) => rows.length > 0),
  }
}

/** Rather than because somebody stopped the run. */
function failedByItself(trial: TrialRecord): boolean {
  return trial.state === 'fail' && failReason(trial) !== interrupted
}

function scoresOf(observed: readonly Observed[], scoreOf: (index: number) => number, warp: WarpName): Scores {
  const known = observed.flatMap(({ row }, i) => (Number.isNaN(scoreOf(i)) ? [] : [{ row, score: scoreOf(i) }]))
  const finite = known.map(({ score }) => score).filter(Number.isFinite)
  const least = finite.reduce((a, b) => Math.min(a, b), finite.length === 0 ? 0 : Number.POSITIVE_INFINITY)
  const most = finite.reduce((a, b) => Math.max(a, b), finite.length === 0 ? 0 : Number.NEGATIVE_INFINITY)
  const clipped = Float64Array.from(known, ({ score }) => Math.min(most, Math.max(least, score)))
  const scores = warps[warp](clipped)
  return { rows: known.map(({ row }) => row), ...standardized(scores) }
}

/** Repeats are kept of the first objective only, and on its own scale. */
function withNoise(scores: Scores, observed: readonly Observed[]): Scores {
  const variances = knownNoise(observed.map(({ trial }) => trial))
  const noises = variances?.map((variance) => variance / scores.deviation ** 2)
  return noises?.every(Number.isFinite) === true ? { ...scores, noises } : scores
}

/** Mean 0 and variance 1; all 0 when the scores are equal. Safe for scores near the limits of double precision. */
export function standardized(scores: Float64Array): Pick<Scores, 'values' | 'mean' | 'deviation'> {
  const size = scores.reduce((largest, score) => Math.max(largest, Math.abs(score)), 0)
  if (size === 0) return { values: scores, mean: 0, deviation: 1 }
  const shares = scores.map((score) => score / size)
  const mean = shares.reduce((sum, share) => sum + share / shares.length, 0)
  const variance = shares.reduce((sum, share) => sum + (share - mean) ** 2 / shares.length, 0)
  const deviation = Math.max(Math.sqrt(variance), 1e-10)
  const values = shares.map((share) => (share - mean) / deviation)
  return { values, mean: mean * size, deviation: deviation * size }
}
