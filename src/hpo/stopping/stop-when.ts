import { z } from 'zod'
import { checkOptionNames } from '../../base/check-argument.ts'
import { parseDuration } from '../../base/duration.ts'
import { formatNumber } from '../../base/number-format.ts'
import { bestTrial } from '../core/best-trial.ts'
import { compareValues, type Direction, minimizeSign } from '../core/direction.ts'
import { isRanked, type RankedTrial } from '../core/is-ranked.ts'
import { loadRules, type StopRule } from '../core/stop-rule.ts'
import type { StudyView } from '../core/study-record.ts'
import { isFinished, type TrialRecord } from '../core/trial-record.ts'
import { newlyFinishedTrials } from '../history/finished-trials.ts'
import { dominates } from '../objectives/pareto-front.ts'
import { badStopRule, errorUnknown, ruleNotLoaded } from './messages.ts'

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
  stagnation(count: number, options: { readonly minDelta?: number } = {}): StopRule {
    checkOptionNames('stopWhen.stagnation', options, ['minDelta'])
    const { minDelta = 0 } = options
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
          if (reached === null && isRanked(trial) && reaches(trial, goals, directions)) reached = trial
        }
        return reached === null ? null : `trial ${reached.number} has reached ${goals.join(', ')}`
      }
    })
  },

  /**
   * When the optimum is better than the best value by no more than `tolerance` (in the unit of the objective), as far as a
   * Gaussian process of the better half of the trials can tell, with a probability of 90 %. Default of `tolerance`: the
   * standard error of the best value, for objectives that are measured with `repeats`. Needs 20 complete trials; asked
   * after every `every` of them (default 1), since each answer fits a model. One objective; trials that violate a
   * constraint do not count (Makarova et al. 2022, as Optuna's `RegretBoundEvaluator`).
   */
  regretBound(options: RegretBoundOptions = {}): StopRule {
    checkOptionNames('stopWhen.regretBound', options, ['tolerance', 'every'])
    const { tolerance, every = 1 } = options
    if (tolerance !== undefined && !(tolerance >= 0)) throw badStopRule('regretBound', tolerance, 'a tolerance of 0 or more') // prettier-ignore
    checkCount('regretBound', every)
    return lazyRule(
      'regretBound',
      () => import('./regret-bound.ts'),
      ({ regretBound, errorOfBest }) =>
        afterTrials({ name: 'regretBound', every, least: 20 }, (study) => {
          const limit = tolerance ?? errorOfBest(study)
          if (limit === null) throw errorUnknown(bestTrial(study)?.number ?? 0)
          const bound = regretBound(study)
          return bound <= limit ? `the optimum is at most ${formatNumber(bound)} better` : null
        }),
    )
  },

  /**
   * When the expected minimum model regret, which says how much the last trial has changed what a Gaussian process expects
   * of the best point, falls to `ratio` (default 0.01) of its median over the `initial` (default 20) trials that follow the
   * first `warmUp` (default 10) ones. Needs no knowledge of the objective's unit. Asked after every `every` complete trials
   * (default 1). One objective (Ishibashi et al. 2023, as Optuna's `EMMREvaluator` with `MedianErrorEvaluator`).
   */
  emmr(options: EmmrOptions = {}): StopRule {
    checkOptionNames('stopWhen.emmr', options, ['ratio', 'warmUp', 'initial', 'every'])
    const { ratio = 0.01, warmUp = 10, initial = 20, every = 1 } = options
    if (!(ratio > 0 && ratio < 1)) throw badStopRule('emmr', ratio, 'a ratio between 0 and 1')
    if (warmUp !== 0) checkCount('emmr', warmUp)
    checkCount('emmr', initial)
    checkCount('emmr', every)
    return lazyRule(
      'emmr',
      () => import('./model-regret.ts'),
      ({ expectedMinimumModelRegret: regretOf }) => {
        let limit: number | null = null
        return afterTrials({ name: 'emmr', every, least: warmUp + initial }, (study) => {
          const trials = study.trials.filter(isRanked)
          const first = (count: number): StudyView => ({ ...study, trials: trials.slice(warmUp, warmUp + count) })
          limit ??= ratio * medianOf(Array.from({ length: initial }, (_, i) => regretOf(first(i + 1))))
          const regret = regretOf(study)
          return regret <= limit
            ? `the model has settled: its expected regret is ${formatNumber(regret)} deviations`
            : null
        })
      },
    )
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
    checkRules('all', rules)
    return combined('all', rules, () => {
      const watchers = rules.map((each) => each.watch())
      return (progress) => {
        const reasons = watchers.map((watcher) => watcher(progress))
        return reasons.includes(null) ? null : reasons.join(', and ')
      }
    })
  },

  /** When one of `rules` applies: what a list in `stopWhen` means too. */
  any(...rules: readonly StopRule[]): StopRule {
    checkRules('any', rules)
    return combined('any', rules, () => {
      const watchers = rules.map((each) => each.watch())
      return (progress) => {
        // All are asked: each follows the study.
        const reasons = watchers.map((watcher) => watcher(progress))
        return reasons.find((reason) => reason !== null) ?? null
      }
    })
  },
})

/** How `stopWhen.regretBound` judges. */
export interface RegretBoundOptions {
  readonly tolerance?: number
  readonly every?: number
}

/** How `stopWhen.emmr` judges. */
export interface EmmrOptions {
  readonly ratio?: number
  readonly warmUp?: number
  readonly initial?: number
  readonly every?: number
}

function rule(name: string, watch: StopRule['watch']): StopRule {
  return Object.freeze({ name, watch })
}

function combined(name: string, rules: readonly StopRule[], watch: StopRule['watch']): StopRule {
  return Object.freeze({ name, load: () => loadRules(rules), watch })
}

/** A rule whose file is loaded when a study first needs it: models are large. */
function lazyRule<Module>(
  name: string,
  load: () => Promise<Module>,
  watch: (module: Module) => ReturnType<StopRule['watch']>,
): StopRule {
  let loaded: Module | null = null
  return Object.freeze({
    name,
    load: async () => void (loaded ??= await load()),
    watch: () => {
      if (loaded === null) throw ruleNotLoaded(name)
      return watch(loaded)
    },
  })
}

/** Asks `judge` after every `every` usable trials from `least` on; in between the last answer stands. */
function afterTrials(
  { name, every, least }: { readonly name: string; readonly every: number; readonly least: number },
  judge: (study: StudyView) => string | null,
): ReturnType<StopRule['watch']> {
  const newlyFinished = newlyFinishedTrials()
  let count = 0
  let next = least
  let answer: string | null = null
  return ({ study }) => {
    if (study.directions.length > 1) throw badStopRule(name, study.directions, 'a study with one objective')
    count += newlyFinished(study.trials).filter(isRanked).length
    if (count >= next) {
      next = count + every
      answer = judge(study)
    }
    return answer
  }
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}

function checkRules(name: string, rules: readonly StopRule[]): void {
  const isRule = (rule: unknown): boolean => typeof (rule as Partial<StopRule> | null)?.watch === 'function'
  if (rules.length === 0 || !rules.every(isRule)) throw badStopRule(name, rules, 'one rule of stopWhen or more')
}

function checkCount(name: string, count: number): void {
  if (!Number.isSafeInteger(count) || count < 1) throw badStopRule(name, count, 'a whole number, at least 1')
}

function reaches({ values }: RankedTrial, goals: readonly number[], directions: readonly Direction[]): boolean {
  return directions.every((direction, i) => compareValues(direction, values[i], goals[i]) <= 0)
}

/** Says of each trial, in the order in which they ended, whether it improved on those before. */
function improvementTracker(minDelta: number): (trial: TrialRecord, directions: readonly Direction[]) => boolean {
  let best = Number.POSITIVE_INFINITY
  let front: readonly RankedTrial[] = []
  return (trial, directions) => {
    if (!isRanked(trial)) return false
    if (directions.length === 1) {
      const value = minimizeSign(directions[0]) * trial.values[0]
      if (!(value < best - minDelta)) return false
      best = value
      return true
    }
    const matched = front.some(
      ({ values }) => dominates(directions, values, trial.values) || values.join() === trial.values.join(),
    )
    if (matched) return false
    front = [...front.filter(({ values }) => !dominates(directions, trial.values, values)), trial]
    return true
  }
}
