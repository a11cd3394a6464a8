import { type Leg, legOf, type NextStep, pauseOf, type Scheduler } from '../../core/scheduler.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import type { StudyContext } from '../opening/study-context.ts'
import type { CheckpointStore } from '../trials/checkpoints.ts'
import { type LegRequest, recoverPauses, storedPause } from '../trials/legs.ts'
import type { Trial } from '../trials/trial.ts'
import { manyObjectivesScheduler } from './messages.ts'

/** A trial that a scheduler wants to run. */
export type ScheduledStep =
  | { readonly kind: 'start'; readonly leg: Leg | null }
  | { readonly kind: 'resume'; readonly trial: number; readonly leg: Leg }

/** How many trials may be started, as of the moment of a decision. */
export interface StartLimit {
  mayStart(): boolean
  /** A trial is going to be started. */
  started(): void
}

/** A scheduler at work in one run: its decisions are taken one at a time, each knowing of those before. */
export class RunSchedule {
  private readonly context: StudyContext
  private readonly scheduler: Scheduler
  private readonly checkpoints: CheckpointStore
  /** Numbers of the trials that this run evaluates. */
  private readonly active = new Set<number>()
  /** Trials that were decided about, but have no number yet. */
  private starting = 0
  private waiters: (() => void)[] = []
  private turn: Promise<unknown> = Promise.resolve()

  constructor(
    context: StudyContext,
    { scheduler, checkpoints }: { readonly scheduler: Scheduler; readonly checkpoints: CheckpointStore },
  ) {
    const { directions } = context.parts
    if (directions.length > 1 && scheduler.multiObjective !== true) {
      throw manyObjectivesScheduler(scheduler.name, directions.length)
    }
    this.context = context
    this.scheduler = scheduler
    this.checkpoints = checkpoints
  }

  /** Takes over what an earlier process left behind. */
  async recover(): Promise<void> {
    await recoverPauses(this.context, this.scheduler.name)
  }

  /** The scheduler's next decision. It counts from now on: of a trial that starts or goes on, `begin` must follow. */
  async next(limit: StartLimit): Promise<NextStep> {
    const decision = this.turn.then(() => this.decide(limit))
    this.turn = decision.catch(() => {})
    return decision
  }

  private async decide(limit: StartLimit): Promise<NextStep> {
    // A trial that is being started is not in the history yet, and the next decision must know it.
    while (this.starting > 0) await this.change()
    for (;;) {
      const mayStart = limit.mayStart()
      const step = this.scheduler.next({ history: this.context.history, active: this.active, mayStart })
      if (step.kind === 'start') {
        this.starting++
        limit.started()
      }
      if (step.kind === 'wait' && this.active.size === 0) return { kind: 'done' }
      if (step.kind === 'prune') this.active.add(step.trial)
      if (step.kind !== 'resume') return step
      this.active.add(step.trial)
      const trial = this.context.history.trials[step.trial]
      if (await this.canResume(trial)) {
        this.starting++
        return step
      }
      return { kind: 'prune', trial: step.trial }
    }
  }

  /** A trial whose checkpoint is gone would run its finished epochs again. */
  private async canResume(trial: TrialRecord): Promise<boolean> {
    const place = pauseOf(trial)?.checkpoint ?? null
    return place === null || (await this.checkpoints.load(place)) !== null
  }

  /** Asks for the trial of a decision. */
  async begin<P>(step: ScheduledStep, ask: (leg: LegRequest) => Promise<Trial<P>>): Promise<Trial<P>> {
    const { scheduler, checkpoints } = this
    const resume = step.kind === 'resume' ? step.trial : null
    try {
      const trial = await ask({ scheduler, checkpoints, leg: step.leg!, resume })
      this.active.add(trial.number)
      return trial
    } catch (error) {
      if (resume !== null) this.active.delete(resume)
      throw error
    } finally {
      this.starting--
      this.wake()
    }
  }

  /** The run is done with this trial, for now or for good. */
  ended(number: number): void {
    this.active.delete(number)
    this.wake()
  }

  /** Resolves when a trial has begun or ended. */
  change(): Promise<void> {
    return new Promise((resolve) => void this.waiters.push(resolve))
  }

  /** Numbers of the paused trials that the scheduler does not keep. */
  leftovers(): readonly number[] {
    if (!this.scheduler.prunesLeftovers) return []
    const { trials } = this.context.history
    const mine = trials.filter((trial) => legOf(trial, this.scheduler.name) !== null && pauseOf(trial) !== null)
    return mine.map(({ number }) => number)
  }

  /** Removes the checkpoint of a trial that has ended. */
  async forget({ systemAttrs }: TrialRecord): Promise<void> {
    const place = storedPause(systemAttrs)?.checkpoint ?? null
    if (place !== null) await this.checkpoints.remove(place)
  }

  private wake(): void {
    const waiters = this.waiters
    this.waiters = []
    for (const resolve of waiters) resolve()
  }
}
