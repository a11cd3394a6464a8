import { checkOptionNames } from '../../base/check-argument.ts'
import { studentT } from '../../math/stats/student-t.ts'
import { isFeasible } from '../core/constraints.ts'
import { compareValues } from '../core/direction.ts'
import { repeatedValues } from '../core/repeats.ts'
import type { StudyView } from '../core/study-record.ts'
import type { TrialRecord } from '../core/trial-record.ts'
import { keyOf } from '../history/complete-trial-index.ts'
import type { Params } from '../space/distribution.ts'
import { badConfidence, nothingComplete } from './messages.ts'

/** What is known of one set of parameters that was evaluated once or more. */
export interface Candidate {
  readonly params: Params
  /** The numbers of its trials. */
  readonly trials: readonly number[]
  /** Every value that was measured: repeats within trials, and trials with the same parameters. */
  readonly values: readonly number[]
  readonly mean: number
  /** What the mean is expected to be when measured again for ever: drawn towards the others, the more the less is known. */
  readonly expected: number
  /** The confidence interval of the mean; null when nothing was measured twice, so that the noise is unknown. */
  readonly interval: readonly [low: number, high: number] | null
}

export interface LikelyBest extends Candidate {
  readonly confidence: number
  /** Other candidates whose interval overlaps, best first: the data cannot tell them from this one. */
  readonly rivals: readonly Candidate[]
}

export interface LikelyBestOptions {
  /** The probability with which an interval holds the true mean; in (0, 1), default 0.95. */
  readonly confidence?: number
}

/**
 * The parameters that are most likely the best when measurements are noisy, with a confidence interval.
 *
 * The best of many noisy values is one that was lucky: the more trials, the luckier. So candidates are compared by what
 * they are expected to give again, with the noise pooled over everything that was measured more than once.
 *
 * | symbol | meaning                                                               |
 * | ------ | --------------------------------------------------------------------- |
 * | ȳᵢ, nᵢ | mean and number of the values of candidate i                          |
 * | σ²     | variance of one measurement, pooled over candidates with nᵢ ≥ 2       |
 * | τ²     | variance between candidates: that of the ȳᵢ without mean(σ²/nᵢ), ≥ 0  |
 * | wᵢ     | τ²/(τ² + σ²/nᵢ); expected = wᵢ·ȳᵢ + (1 − wᵢ)·mean(ȳ)                  |
 *
 * Efron and Morris 1973 (empirical Bayes for normal means); the interval is ȳᵢ ± t·σ/√nᵢ with the pooled degrees of
 * freedom.
 *
 * @throws StateError `study/no-complete-trial`; InputError `analysis/bad-confidence`
 */
export function likelyBest(
  study: Pick<StudyView, 'name' | 'directions' | 'trials'>,
  options: LikelyBestOptions = {},
): LikelyBest {
  checkOptionNames('likelyBest', options, ['confidence'])
  const { confidence = 0.95 } = options
  if (!(confidence > 0 && confidence < 1)) throw badConfidence(confidence)
  const groups = measured(study.trials)
  if (groups.length === 0) throw nothingComplete(study.name)
  const noise = pooledNoise(groups)
  const candidates = withExpectations(groups, { noise, confidence })
  const [direction] = study.directions
  const ranked = candidates.toSorted((a, b) => compareValues(direction, a.expected, b.expected))
  const best = ranked[0]
  return { ...best, confidence, rivals: ranked.slice(1).filter((other) => overlap(best.interval, other.interval)) }
}

interface Group {
  readonly params: Params
  readonly trials: number[]
  readonly values: number[]
  readonly mean: number
}

/** Feasible complete trials with finite values, those with the same parameters together. */
function measured(trials: readonly TrialRecord[]): readonly Group[] {
  const groups = new Map<string, { params: Params; trials: number[]; values: number[] }>()
  for (const trial of trials) {
    if (trial.state !== 'complete' || !isFeasible(trial)) continue
    const values = repeatedValues(trial).filter(Number.isFinite)
    if (values.length === 0) continue
    const key = keyOf(trial.params)
    const group = groups.get(key) ?? { params: trial.params, trials: [], values: [] }
    group.trials.push(trial.number)
    group.values.push(...values)
    groups.set(key, group)
  }
  return [...groups.values()].map((group) => ({ ...group, mean: mean(group.values) }))
}

interface Noise {
  /** Of one measurement. */
  readonly variance: number
  readonly freedom: number
}

function pooledNoise(groups: readonly Group[]): Noise | null {
  let squares = 0
  let freedom = 0
  for (const { values, mean: center } of groups) {
    for (const value of values) squares += (value - center) ** 2
    freedom += values.length - 1
  }
  return freedom === 0 ? null : { variance: squares / freedom, freedom }
}

function withExpectations(
  groups: readonly Group[],
  { noise, confidence }: { readonly noise: Noise | null; readonly confidence: number },
): readonly Candidate[] {
  if (noise === null) return groups.map((group) => ({ ...group, expected: group.mean, interval: null }))
  const center = mean(groups.map((group) => group.mean))
  const spread = mean(groups.map((group) => (group.mean - center) ** 2))
  const between = Math.max(0, spread - mean(groups.map(({ values }) => noise.variance / values.length)))
  const factor = studentT(confidence, noise.freedom) * Math.sqrt(noise.variance)
  return groups.map((group) => {
    const error = noise.variance / group.values.length
    const weight = between + error === 0 ? 1 : between / (between + error)
    const half = factor / Math.sqrt(group.values.length)
    return {
      ...group,
      expected: weight * group.mean + (1 - weight) * center,
      interval: [group.mean - half, group.mean + half],
    }
  })
}

function overlap(a: Candidate['interval'], b: Candidate['interval']): boolean {
  return a !== null && b !== null && a[0] <= b[1] && b[0] <= a[1]
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
