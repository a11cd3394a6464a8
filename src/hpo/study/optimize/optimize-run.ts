import { setImmediate as nextTurn } from 'node:timers/promises'
import { onAbort } from '../../../base/abort.ts'
import { StateError } from '../../../base/errors.ts'
import { constraintsOf } from '../../core/constraints.ts'
import type { NextStep, Scheduler } from '../../core/scheduler.ts'
import { loadRules, type StopProgress } from '../../core/stop-rule.ts'
import type { OptimizeEnd, OptimizeEnding, StudyObserver } from '../../core/study-observer.ts'
import type { StudyView } from '../../core/study-record.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import { completeTrialIndex } from '../../history/complete-trial-index.ts'
import type { Params } from '../../space/distribution.ts'
import type { SpaceNode } from '../../space/node.ts'
import { declaredSpace } from '../choosing/declared-space.ts'
import type { StudyContext } from '../opening/study-context.ts'
import { askTrial } from '../trials/ask.ts'
import type { CheckpointStore } from '../trials/checkpoints.ts'
import { describeFailure } from '../trials/describe-failure.ts'
import { backToPause } from '../trials/legs.ts'
import { exhaustedCode } from '../trials/messages.ts'
import { failedFor, nothingElse, type ParsedResult } from '../trials/objective-result.ts'
import { tellTrial } from '../trials/tell.ts'
import type { Trial } from '../trials/trial.ts'
import { enqueueRetry } from './enqueue-retry.ts'
import { type Evaluation, givenUp, paused } from './evaluate.ts'
import { evaluateRepeatedly } from './evaluate-repeatedly.ts'
import type { OptimizeSettings } from './optimize-options.ts'
import type { SpaceAdapter } from './space-adapter.ts'
import { RunSchedule, type ScheduledStep } from './run-schedule.ts'
import { withTimeLimit } from './time-limit.ts'

export interface OptimizeRunSetup<P, S extends StudyView> {
  readonly context: StudyContext
  readonly study: S
  readonly space: SpaceNode<P> | null
  readonly objective: (trial: Trial<P>) => unknown
  readonly settings: OptimizeSettings<S>
  readonly observer: Required<StudyObserver>
  /** Null: what is searched does not change. */
  readonly adapter: SpaceAdapter<P> | null
  /** Null: trials run to their end, one after the other. */
  readonly scheduler: { readonly scheduler: Scheduler; readonly checkpoints: CheckpointStore } | null
}

/** One call of `study.optimize`: asks, evaluates and tells until something ends it. */
export class OptimizeRun<P, S extends StudyView> {
  private readonly setup: OptimizeRunSetup<P, S>
  private readonly schedule: RunSchedule | null
  private readonly deadline: number
  private readonly active = new Set<AbortController>()
  private asked = 0
  private readonly findComplete = completeTrialIndex()
  private stopReasons: readonly ((progress: StopProgress) => string | null)[] = []
  private readonly startedAt: number
  private ending: OptimizeEnd | null = null
  private because: string | null = null
  private failure: { readonly error: unknown } | null = null

  constructor(setup: OptimizeRunSetup<P, S>) {
    this.setup = setup
    this.schedule = setup.scheduler === null ? null : new RunSchedule(setup.context, setup.scheduler)
    this.startedAt = setup.context.parts.clock.now()
    this.deadline = this.startedAt + (setup.settings.timeoutMs ?? Number.POSITIVE_INFINITY)
  }

  /** How the run ended; while it runs, how it would if nothing else happened. */
  get end(): OptimizeEnding {
    return { reason: this.ending ?? 'trials', because: this.because }
  }

  /** No new trial starts; those that run are finished. */
  stop(): void {
    this.ending ??= 'stopped'
  }

  /** Resolves when no trial of this run is active any more. Rejects with what ended it too early. */
  async run(): Promise<void> {
    const { study, settings, observer } = this.setup
    const { trials, timeoutMs, concurrency, progress } = settings
    await loadRules(settings.stopRules)
    this.stopReasons = settings.stopRules.map((rule) => rule.watch())
    await this.schedule?.recover()
    observer.started({ study, target: trials, timeoutMs, concurrency, progress })
    const forget = settings.signals.map((signal) => onAbort(signal, (reason) => this.abort(reason)))
    const workers = Math.min(concurrency, trials ?? concurrency)
    try {
      await Promise.all(Array.from({ length: workers }, () => this.work()))
      if (this.end.reason === 'trials' && this.failure === null) await this.giveUpLeftovers()
    } finally {
      for (const stop of forget) stop()
      observer.finished(this.end)
    }
    if (this.failure !== null) throw this.failure.error
  }

  private async work(): Promise<void> {
    for (;;) {
      try {
        const step = await this.nextStep()
        if (step === null || step.kind === 'done') return
        if (step.kind === 'wait') await this.schedule?.change()
        else if (step.kind === 'prune') await this.giveUp(step.trial)
        else await this.runTrial(step)
      } catch (error) {
        if (error instanceof StateError && error.code === exhaustedCode) this.ending ??= 'exhausted'
        else this.endWith('error', error)
      }
      // An objective that never waits would otherwise keep timers, displays and interrupts from running.
      await nextTurn()
    }
  }

  /** What to do now; null when the run is over. */
  private async nextStep(): Promise<Step | null> {
    const { trials } = this.setup.settings
    if (this.schedule === null) {
      const isDone = this.ending !== null || (trials !== null && this.asked >= trials)
      if (isDone || this.hasNothingLeft() || this.hasEnded()) return null
      this.asked++
      return { kind: 'start', leg: null }
    }
    if (this.hasEnded()) return null
    return this.schedule.next({
      mayStart: () => (trials === null || this.asked < trials) && !this.isExhausted(),
      started: () => this.asked++,
    })
  }

  private hasEnded(): boolean {
    if (this.ending !== null) return true
    if (this.setup.context.parts.clock.now() >= this.deadline) this.ending = 'timeout'
    else this.askRules()
    return this.ending !== null
  }

  private hasNothingLeft(): boolean {
    if (this.isExhausted()) this.ending = 'exhausted'
    return this.ending !== null
  }

  private askRules(): void {
    if (this.stopReasons.length === 0) return
    const { context } = this.setup
    const progress = { study: context.history, elapsedMs: context.parts.clock.now() - this.startedAt }
    // Every rule is asked each time: each follows the study.
    const reasons = this.stopReasons.map((reason) => reason(progress))
    this.because = reasons.find((reason) => reason !== null) ?? null
    if (this.because !== null) this.ending = 'rule'
  }

  private isExhausted(): boolean {
    const { context, space } = this.setup
    const { sampler } = context.parts
    return sampler.isExhausted?.(context.history, space === null ? null : declaredSpace(space)) === true
  }

  private async runTrial(step: ScheduledStep): Promise<void> {
    const controller = new AbortController()
    this.active.add(controller)
    // The run may have been interrupted while the scheduler decided.
    if (this.failure !== null) controller.abort(this.failure.error)
    try {
      const trial = await this.ask(step, controller.signal)
      try {
        await this.finish(trial, this.knownResult(trial) ?? (await this.evaluate(trial, controller)))
      } finally {
        this.schedule?.ended(trial.number)
      }
    } finally {
      this.active.delete(controller)
    }
  }

  private readonly isKnown = (params: Params): boolean =>
    this.findComplete(this.setup.context.history.trials, params) !== null

  private async ask(step: ScheduledStep, signal: AbortSignal): Promise<Trial<P>> {
    const { context, observer, settings, adapter } = this.setup
    const { space, sampler } = adapter === null ? { space: this.setup.space, sampler: null } : await adapter.current()
    const request = {
      space,
      sampler,
      signal,
      untilExhausted: true,
      avoid: settings.duplicates === 'resample' && step.kind === 'start' ? this.isKnown : null,
      onStart: observer.trialStarted,
      onReport: observer.reported,
      onFail: observer.trialFinished,
    }
    if (this.schedule === null || step.leg === null) return askTrial(context, { ...request, leg: null })
    return this.schedule.begin(step, (leg) => askTrial(context, { ...request, leg }))
  }

  private async evaluate(trial: Trial<P>, controller: AbortController): Promise<Evaluation> {
    const { context, objective, settings } = this.setup
    const evaluation = await withTimeLimit({ controller, limitMs: settings.trialTimeoutMs }, () =>
      evaluateRepeatedly(trial, {
        objective,
        objectives: context.parts.directions.length,
        catch: settings.catch,
        repeats: settings.repeats,
      }),
    )
    const { state, values } = evaluation.result
    if (this.schedule === null || evaluation.fatal !== null || state !== null || values === null) return evaluation
    const verdict = await trial.judgeReturn(values)
    if (verdict === 'continue') return evaluation
    return verdict === 'pause' ? paused : givenUp
  }

  private async finish(trial: Trial<P>, evaluation: Evaluation): Promise<void> {
    const { settings, study, context } = this.setup
    if (evaluation.paused === true) return
    if (this.ending === 'aborted' && evaluation.result.state === 'fail' && this.schedule !== null) {
      // What was interrupted on its way from a checkpoint can go back there.
      if (await backToPause(context, context.history.trials[trial.number])) return
    }
    const record = await this.tell(trial, evaluation)
    await this.schedule?.forget(record)
    if (evaluation.fatal !== null) throw evaluation.fatal.error
    if (
      record.state === 'fail' &&
      this.ending !== 'aborted' &&
      (await enqueueRetry(context, record, settings.retries))
    ) {
      this.asked--
    }
    await settings.onTrial(study, record)
  }

  /** What a complete trial with the same parameters gave, if that is to be used. */
  private knownResult(trial: Trial<P>): Evaluation | null {
    const { context, settings, space } = this.setup
    if (settings.duplicates !== 'reuse' || space === null || this.schedule !== null) return null
    const earlier = this.findComplete(context.history.trials, trial.flatParams)
    if (earlier === null) return null
    const constraints = constraintsOf(earlier)
    return { result: { ...nothingElse, values: earlier.values, constraints, attrs: earlier.userAttrs }, fatal: null }
  }

  private async tell(trial: Trial<P>, { result, fatal }: Evaluation): Promise<TrialRecord> {
    const { context, observer } = this.setup
    const end = async (how: ParsedResult): Promise<TrialRecord> => {
      const record = await tellTrial(context, trial, how)
      observer.trialFinished(record)
      return record
    }
    try {
      return await end(result)
    } catch (error) {
      // The trial must not stay running for ever because its result could not be stored; the first error is the cause.
      if (result.state !== 'fail') await end(failedFor(describeFailure(error))).catch(() => {})
      throw fatal === null ? error : fatal.error
    }
  }

  /** Ends a paused trial as pruned, with its last value. */
  private async giveUp(number: number): Promise<void> {
    const { context, observer, settings, study } = this.setup
    try {
      const record = await tellTrial(context, number, givenUp.result)
      observer.trialFinished(record)
      await this.schedule?.forget(record)
      await settings.onTrial(study, record)
    } finally {
      this.schedule?.ended(number)
    }
  }

  private async giveUpLeftovers(): Promise<void> {
    for (const number of this.schedule?.leftovers() ?? []) await this.giveUp(number)
  }

  private abort(reason: unknown): void {
    this.endWith('aborted', reason)
    for (const controller of this.active) controller.abort(reason)
  }

  private endWith(ending: 'aborted' | 'error', error: unknown): void {
    if (this.ending === null || this.failure === null) this.ending = ending
    this.failure ??= { error }
  }
}

/** What a worker does next: as a scheduler says, or a trial from start to end. */
type Step = NextStep | { readonly kind: 'start'; readonly leg: null }
