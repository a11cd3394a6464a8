import { z } from 'zod'
import { parseDuration } from '../../base/duration.ts'
import { isFeasible } from '../core/constraints.ts'
import { compareValues, type Direction, minimizeSign } from '../core/direction.ts'
import { newlyFinishedTrials } from '../core/finished-trials.ts'
import { dominates } from '../core/pareto-front.ts'
import type { StopRule } from '../core/stop-rule.ts'
import { isFinished, type TrialRecord } from '../core/trial-record.ts'
import { badStopRule } from './messages.ts'

/**
 * When `study.optimize` should end, as objects that can be combined:
 * `stopWhen: [stopWhen.target(1e-4), stopWhen.stagnation(40), stopWhen.timeout('2h')]` ends with the first that applies.
 * No new trial starts then, those that run are finished, and `study.lastEnd` says why.
 */
export const stopWhen = Object.freeze({
  /**
   * When the study has `count` trials in all, those of earlier runs and other processes included; waiting ones do not
   * count. (The option `trials` counts the new ones.)
   */
  trials(count: number): StopRule {
    checkCount('trials', count)
    return rule('trials', () => ({ study }) => {
      const started = study.trials.reduce((sum, { state }) => sum + Number(state !== 'waiting'), 0)
      return started >= count ? `the study has ${started} trials` : null
    })
  },

  /** When `optimize` has run for so long: milliseconds, or a text such as `'2h'`. @throws InputError `base/bad-duration` */
  timeout(duration: number | string): StopRule {
    const limit = parseDuration(duration)
    return rule(
      'timeout',
      () =>
        ({ elapsedMs }) =>
          elapsedMs >= limit ? `${duration} have passed` : null,
    )
  },

  /**
   * When `count` complete trials in a row, of this and earlier runs, have brought nothing new: no better best value by
   * more than `minDelta` (≥ 0, default 0), or with several objectives no new point of the Pareto front.
   */
  stagnation(count: number, { minDelta = 0 }: { readonly minDelta?: number } = {}): StopRule {
    checkCount('stagnation', count)
    if (!(minDelta >= 0)) throw badStopRule('stagnation', minDelta, 'a minDelta of 0 or more')
    return rule('stagnation', () => {
      const isNew = improvementTracker(minDelta)
      const newlyFinished = newlyFinishedTrials()
      let idle = 0
      return ({ study: { trials, directions } }) => {
        for (const trial of newlyFinished(trials)) {
          if (trial.state === 'complete') idle = isNew(trial, directions) ? 0 : idle + 1
        }
        return idle >= count ? `${idle} trials in a row have not improved` : null
      }
    })
  },

  /** When a feasible trial is at least as good as this: a value, or one for each objective. */
  target(value: number | readonly number[]): StopRule {
    const goals = typeof value === 'number' ? [value] : value
    const rules = z.array(z.number()).min(1).safeParse(goals)
    if (!rules.success) throw badStopRule('target', value, 'a number, or one for each objective')
    return rule('target', () => {
      const newlyFinished = newlyFinishedTrials()
      let reached: TrialRecord | null = null
      return ({ study: { trials, directions } }) => {
        if (goals.length !== directions.length) throw badStopRule('target', value, `${directions.length} number(s)`)
        for (const trial of newlyFinished(trials)) {
          if (reached === null && isUsable(trial) && reaches(trial, goals, directions)) reached = trial
        }
        return reached === null ? null : `trial ${reached.number} has reached ${goals.join(', ')}`
      }
    })
  },

  /** When `count` trials in a row have failed, whatever the reason: something is wrong with more than their parameters. */
  failures(count: number): StopRule {
    checkCount('failures', count)
    return rule('failures', () => ({ study: { trials } }) => {
      let failed = 0
      for (let i = trials.length - 1; i >= 0 && failed < count; i--) {
        if (trials[i].state === 'fail') failed++
        else if (isFinished(trials[i].state)) break
      }
      return failed >= count ? `${failed} trials in a row have failed` : null
    })
  },

  /** When every one of `rules` applies. */
  all(...rules: readonly StopRule[]): StopRule {
    if (rules.length === 0) throw badStopRule('all', rules, 'one rule or more')
    return rule('all', () => {
      const watchers = rules.map((each) => each.watch())
      return (progress) => {
        const reasons = watchers.map((watcher) => watcher(progress))
        return reasons.includes(null) ? null : reasons.join(', and ')
      }
    })
  },

  /** When one of `rules` applies: what a list in `stopWhen` means too. */
  any(...rules: readonly StopRule[]): StopRule {
    return rule('any', () => {
      const watchers = rules.map((each) => each.watch())
      return (progress) => {
        // All are asked: each follows the study.
        const reasons = watchers.map((watcher) => watcher(progress))
        return reasons.find((reason) => reason !== null) ?? null
      }
    })
  },
})

function rule(name: string, watch: StopRule['watch']): StopRule {
  return Object.freeze({ name, watch })
}

function checkCount(name: string, count: number): void {
  if (!Number.isSafeInteger(count) || count < 1) throw badStopRule(name, count, 'a whole number, at least 1')
}

function isUsable(trial: TrialRecord): boolean {
  return trial.state === 'complete' && trial.values !== null && isFeasible(trial)
}

function reaches({ values }: TrialRecord, goals: readonly number[], directions: readonly Direction[]): boolean {
  return directions.every((direction, i) => compareValues(direction, values![i], goals[i]) <= 0)
}

/** Says of each trial, in the order in which they ended, whether it improved on those before. */
function improvementTracker(minDelta: number): (trial: TrialRecord, directions: readonly Direction[]) => boolean {
  let best = Number.POSITIVE_INFINITY
  let front: readonly TrialRecord[] = []
  return (trial, directions) => {
    if (!isUsable(trial)) return false
    if (directions.length === 1) {
      const value = minimizeSign(directions[0]) * trial.values![0]
      if (!(value < best - minDelta)) return false
      best = value
      return true
    }
    const matched = front.some(
      ({ values }) => dominates(directions, values!, trial.values!) || values!.join() === trial.values!.join(),
    )
    if (matched) return false
    front = [...front.filter(({ values }) => !dominates(directions, trial.values!, values!)), trial]
    return true
  }
}
