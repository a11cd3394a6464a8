import { badArgument, checkOptionNames } from '../../base/check-argument.ts'
import { compareValues } from '../core/direction.ts'
import { isRanked, type RankedTrial } from '../core/is-ranked.ts'
import type { StudyView } from '../core/study-record.ts'

/** How a study of one objective came to its best value. */
export interface Convergence {
  /** Every feasible complete trial that was better than all before it, in order of number. */
  readonly improvements: readonly { readonly trial: number; readonly value: number }[]
  /** The number of the best trial; null while there is none. */
  readonly bestTrial: number | null
  /**
   * How much better the best value is than the best of the first `startupTrials` complete trials, as a number ≥ 0: what
   * the model added to the random start. Null while there is no best trial.
   */
  readonly finalImprovement: number | null
  /** How many complete trials have ended since the best one. */
  readonly trialsSinceBest: number
}

export interface ConvergenceOptions {
  /** Complete trials that count as the start, a whole number ≥ 1; default 10, as most samplers have it. */
  readonly startupTrials?: number
}

/** How the best value came about. */
export function convergence(
  { directions, trials }: Pick<StudyView, 'directions' | 'trials'>,
  options: ConvergenceOptions = {},
): Convergence {
  checkOptionNames('convergence', options, ['startupTrials'])
  const { startupTrials = 10 } = options
  if (!Number.isSafeInteger(startupTrials) || startupTrials < 1) {
    throw badArgument({
      call: 'convergence',
      what: 'startupTrials',
      value: startupTrials,
      allowed: 'a whole number, at least 1',
    })
  }
  const direction = directions[0]
  const complete = trials.filter(isRanked)
  const improvements: { trial: number; value: number }[] = []
  let startupBest: number | null = null
  for (const [index, trial] of complete.entries()) {
    const value = firstValue(trial)
    const best = improvements.at(-1)
    if (best === undefined || compareValues(direction, value, best.value) < 0) {
      improvements.push({ trial: trial.number, value })
    }
    if (index < startupTrials) startupBest = improvements.at(-1)!.value
  }
  const best = improvements.at(-1)
  return {
    improvements,
    bestTrial: best?.trial ?? null,
    finalImprovement: best === undefined || startupBest === null ? null : Math.abs(best.value - startupBest),
    trialsSinceBest: best === undefined ? 0 : complete.filter(({ number }) => number > best.trial).length,
  }
}

/** Complete trials have values. */
const firstValue = ({ values }: RankedTrial): number => values[0]
