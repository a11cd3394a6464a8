import { z } from 'zod'
import { parseDuration } from '../../../base/duration.ts'
import { hostSignal, isSignal } from '../../../base/host-signal.ts'
import type { AdaptationPlan } from '../../core/adaptation.ts'
import type { Scheduler, SchedulerSource } from '../../core/scheduler.ts'
import type { StopRule } from '../../core/stop-rule.ts'
import type { StudyObserver } from '../../core/study-observer.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import { type CheckpointStore, checkpointsField, checkpointStoreOf } from '../trials/checkpoints.ts'
import { checkOptions } from '../opening/check-options.ts'
import { badOption } from '../opening/messages.ts'
import { wholeNumber } from '../../parts/number-options.ts'

/** A class of errors, to be told from others by `instanceof`. */
export type ErrorClass = abstract new (...args: never[]) => unknown

export type DuplicatePolicy = 'repeat' | 'reuse' | 'resample'

/** How `study.optimize` runs. `S` is the study that `onTrial` gets. */
export interface OptimizeOptions<S> {
  /** How many trials to run, on top of those that the study has. Default: no limit. */
  readonly trials?: number | undefined
  /** After this long no new trial starts: milliseconds, or a text such as `'2h'` or `'5 min'`. Default: no limit. */
  readonly timeout?: number | string | undefined
  /** Further rules that end the run, as `stopWhen.stagnation(30)` gives them; of a list the first that applies. */
  readonly stopWhen?: StopRule | readonly StopRule[] | undefined
  /**
   * Hands out the resource of trials instead of the pruner: it may pause a trial and resume it later, as
   * `schedulers.asha({ fidelity: { name: 'epochs', min: 1, max: 81 } })` does. One run at a time may schedule a study.
   */
  readonly scheduler?: SchedulerSource<Scheduler> | Scheduler | undefined
  /** Where paused trials keep their state: a folder, or a store. Default: in memory, for as long as the process lives. */
  readonly checkpoints?: string | CheckpointStore | undefined
  /** Changes what is searched as the study goes, as `adaptSpace({ interval: 25 })` says. Default: nothing changes. */
  readonly adapt?: AdaptationPlan | undefined
  /** How many trials run at once at most, in this process. Default: 1. */
  readonly concurrency?: number | undefined
  /**
   * Aborting it fails the running trials with the reason `interrupted` and rejects with the signal's reason. In a
   * notebook, interrupting the cell does so too.
   */
  readonly signal?: AbortSignal | undefined
  /** Errors of the objective that fail the trial and let the study go on. Others end the run. Default: none. */
  readonly catch?: readonly ErrorClass[] | undefined
  /** A trial that takes longer fails, and the study goes on; given as `timeout` is. Default: no limit. */
  readonly trialTimeout?: number | string | undefined
  /**
   * How often a failed trial is tried again with the same parameters, beyond `trials`; not after an interruption or an
   * error that ends the run. Default: 0.
   */
  readonly retries?: number | undefined
  /**
   * How often the objective is called for each trial, for values with noise: the mean is told, `trial.rng` is another
   * stream each time, and `study.likelyBest()` has the intervals. Only the first repeat reports. Default: 1.
   */
  readonly repeats?: number | undefined
  /**
   * What to do with parameters that a complete trial has had: `repeat` evaluates them again, `reuse` tells that trial's
   * result, `resample` asks the sampler for others while it has some. For declared spaces. Default: `repeat`.
   */
  readonly duplicates?: DuplicatePolicy | undefined
  /** Called after each trial, and awaited. What it throws ends the run. */
  readonly onTrial?: ((study: S, trial: TrialRecord) => void | Promise<void>) | undefined
  /** False keeps displays silent. Default: true. */
  readonly progress?: boolean | undefined
  /** Follow this run only; `study.observe` registers others for all runs. */
  readonly observers?: readonly Partial<StudyObserver>[] | undefined
}

/** The options, checked and with defaults. */
export interface OptimizeSettings<S> {
  readonly trials: number | null
  readonly timeoutMs: number | null
  readonly stopRules: readonly StopRule[]
  readonly scheduler: SchedulerSource<Scheduler> | Scheduler | null
  /** Null: the memory of the study object. */
  readonly checkpoints: CheckpointStore | null
  readonly adapt: AdaptationPlan | null
  readonly concurrency: number
  /** Any of them ends the run. */
  readonly signals: readonly AbortSignal[]
  readonly catch: readonly ErrorClass[]
  readonly trialTimeoutMs: number | null
  readonly retries: number
  readonly repeats: number
  readonly duplicates: DuplicatePolicy
  readonly onTrial: (study: S, trial: TrialRecord) => void | Promise<void>
  readonly progress: boolean
  readonly observers: readonly Partial<StudyObserver>[]
}

const isFunction = (value: unknown): boolean => typeof value === 'function'

const isObserver = (value: unknown): boolean => typeof value === 'object' && value !== null

const hasMethod = (value: unknown, method: string): boolean =>
  typeof value === 'object' && value !== null && typeof (value as Record<string, unknown>)[method] === 'function'

const isRule = (value: unknown): boolean => hasMethod(value, 'watch')

const isRules = (value: unknown): boolean => (Array.isArray(value) ? value.every(isRule) : isRule(value))

const isScheduler = (value: unknown): boolean => hasMethod(value, 'open') || hasMethod(value, 'judge')

const schema = z.strictObject({
  trials: wholeNumber(0).optional(),
  timeout: z.union([z.number(), z.string()], "milliseconds, or a text such as '2h' or '5 min'").optional(),
  stopWhen: z.custom<StopRule>(isRules, 'a rule of stopWhen, or a list of them').optional(),
  scheduler: z.custom<Scheduler>(isScheduler, 'a scheduler of trials, such as schedulers.asha({ … })').optional(),
  checkpoints: checkpointsField,
  adapt: z
    .custom<AdaptationPlan>(
      (value) => Array.isArray((value as Partial<AdaptationPlan> | null)?.strategies),
      'what adaptSpace() gives',
    )
    .optional(),
  concurrency: wholeNumber(1).optional(),
  signal: z.custom<AbortSignal>(isSignal, 'the signal of an AbortController').optional(),
  catch: z.array(z.custom<ErrorClass>(isFunction, 'a class of errors'), 'a list of error classes').optional(),
  trialTimeout: z.union([z.number(), z.string()], "milliseconds, or a text such as '5 min'").optional(),
  retries: wholeNumber(0).optional(),
  repeats: wholeNumber(1).optional(),
  duplicates: z.enum(['repeat', 'reuse', 'resample'], "'repeat', 'reuse' or 'resample'").optional(),
  onTrial: z.custom<() => void>(isFunction, 'a function of the study and the trial').optional(),
  progress: z.boolean('true or false').optional(),
  observers: z.array(z.custom<Partial<StudyObserver>>(isObserver, 'an observer'), 'a list of observers').optional(),
})

/** @throws InputError `study/bad-option`, `study/unknown-option`, `base/bad-duration` */
export function optimizeSettings<S>(options: OptimizeOptions<S> = {}): OptimizeSettings<S> {
  checkOptions(schema, options, 'study.optimize')
  checkTogether(options)
  return {
    trials: options.trials ?? null,
    timeoutMs: limitOf(options.timeout),
    stopRules: [options.stopWhen ?? []].flat(),
    scheduler: options.scheduler ?? null,
    checkpoints: checkpointStoreOf(options.checkpoints),
    adapt: options.adapt ?? null,
    concurrency: options.concurrency ?? 1,
    signals: [options.signal, hostSignal()].filter((signal) => signal !== undefined),
    catch: options.catch ?? [],
    trialTimeoutMs: limitOf(options.trialTimeout),
    retries: options.retries ?? 0,
    repeats: options.repeats ?? 1,
    duplicates: options.duplicates ?? 'repeat',
    onTrial: options.onTrial ?? (() => {}),
    progress: options.progress ?? true,
    observers: options.observers ?? [],
  }
}

/** In milliseconds; null: there is none. */
function limitOf(duration: number | string | undefined): number | null {
  return duration === undefined ? null : parseDuration(duration)
}

/** A scheduler calls an objective once for each leg, so it cannot be called again for the mean of several values. */
function checkTogether({ scheduler, repeats = 1 }: OptimizeOptions<never>): void {
  if (scheduler === undefined || repeats === 1) return
  throw badOption('study.optimize', { path: 'repeats', value: repeats, allowed: '1 with a scheduler' })
}
