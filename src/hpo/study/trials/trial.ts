import type { Json } from '../../../base/json.ts'
import { printSymbol } from '../../../base/printed.ts'
import type { Rng } from '../../../base/rng.ts'
import { metricsKey } from '../../core/metrics.ts'
import { paramText } from '../../core/param-text.ts'
import type { PruneRequest } from '../../core/pruner.ts'
import type { Pause, Scheduler } from '../../core/scheduler.ts'
import { TrialPaused } from '../../core/trial-paused.ts'
import { TrialPruned } from '../../core/trial-pruned.ts'
import type { Attributes, TrialRecord } from '../../core/trial-record.ts'
import type { Distribution, Params, ParamValue } from '../../space/distribution.ts'
import { type FloatOptions, type IntOptions, type Suggester, suggesterFrom } from '../../space/suggester.ts'
import type { ParamChooser } from '../choosing/param-chooser.ts'
import { takeChoices } from '../choosing/take-choices.ts'
import type { StudyContext } from '../opening/study-context.ts'
import type { CheckpointStore } from './checkpoints.ts'
import { pauseTrial } from './legs.ts'
import { lostCheckpoint, noCheckpoint } from './messages.ts'
import { mainMetric, namedMetrics } from './reported-metrics.ts'
import { WriteQueue } from './write-queue.ts'

export interface TrialSetup<P> {
  readonly context: StudyContext
  /** As created or claimed. */
  readonly record: TrialRecord
  readonly chooser: ParamChooser
  /** What was drawn from the declared space; null without one. */
  readonly drawn: { readonly params: P } | null
  readonly signal: AbortSignal
  readonly onReport: (number: number, step: number, value: number) => void
  /** Set when a scheduler runs the trial. */
  readonly scheduled: ScheduledLeg | null
}

/** The part of a trial that a scheduler lets run now. */
export interface ScheduledLeg {
  readonly scheduler: Scheduler
  /** The resource at which the scheduler decides about it. */
  readonly until: number
  readonly checkpoints: CheckpointStore
  /** Where the trial was paused before; null in its first leg. */
  readonly pause: Pause | null
}

/**
 * One evaluation of the objective while it runs.
 *
 * `float`, `int`, `bool` and `categorical` give parameters as the objective asks for them; a name that is asked for again
 * gives the same value. They answer at once, and what they chose is stored before the next `report` or `tell` returns,
 * which also is where an error of the storage surfaces.
 */
export class Trial<P = Params> implements Suggester {
  /** 0-based order within the study. */
  readonly number: number
  /** The storage's key. */
  readonly id: number
  /** Aborts when the run is interrupted: pass it to whatever the objective waits for. */
  readonly signal: AbortSignal
  private readonly setup: TrialSetup<P>
  // What not every trial needs is made when one does: a study makes many trials, and some cost a few microseconds.
  private asking: Suggester | null = null
  private writes: WriteQueue | null = null
  private attrs: Attributes
  private points: Map<number, number> | null = null
  /** Steps that have been reported with names. */
  private namedSteps: Set<number> | null = null
  /** Gives what to keep when the trial is paused; null while the objective has not said. */
  private state: (() => unknown) | null = null
  private saving = false
  private repeat = 0
  private stream: Rng | null = null

  constructor(setup: TrialSetup<P>) {
    this.number = setup.record.number
    this.id = setup.record.id
    this.signal = setup.signal
    this.setup = setup
    this.attrs = setup.record.userAttrs
  }

  /** The value of the declared space; without one, the parameters asked for so far. */
  get params(): P {
    // Without a declared space P is its default, Params.
    return this.setup.drawn === null ? (this.flatParams as P) : this.setup.drawn.params
  }

  /** The parameters by flat name (`opt.adam.beta1`), as storages and plots show them. */
  get flatParams(): Params {
    return this.setup.chooser.params
  }

  /**
   * Random numbers for the objective: the same for the same seed of the study, trial and repeat, whatever else runs. Seed
   * initial weights and collocation points from it.
   */
  get rng(): Rng {
    this.stream ??= this.setup.context.parts.rng.fork('objective', this.number, this.repeat)
    return this.stream
  }

  /**
   * How far the trial may go now, in steps, when a scheduler runs it: the full resource on its last leg. An objective that
   * returns when it has got there leaves the rest to the scheduler. Null without a scheduler.
   */
  get budget(): number | null {
    return this.setup.scheduled?.until ?? null
  }

  /** What consoles and notebooks print. */
  [printSymbol](): string {
    const params = Object.entries(this.flatParams).map(([name, value]) => paramText(name, value))
    return `Trial ${this.number} (${params.join(', ')})`
  }

  get userAttrs(): Attributes {
    return this.attrs
  }

  /** The learning curve so far, by step. */
  get intermediateValues(): ReadonlyMap<number, number> {
    return this.points ?? this.setup.record.intermediateValues
  }

  /** A number in [low, high]; `log` and `step` exclude each other. @throws InputError `space/…`, `trial/…` */
  float(name: string, ...[low, high, options]: [low: number, high: number, options?: FloatOptions]): number {
    return this.suggester.float(name, low, high, options)
  }

  /** A whole number in [low, high]. @throws InputError `space/…`, `trial/…` */
  int(name: string, ...[low, high, options]: [low: number, high: number, options?: IntOptions]): number {
    return this.suggester.int(name, low, high, options)
  }

  /** False or true. */
  bool(name: string): boolean {
    return this.suggester.categorical(name, [false, true])
  }

  /** One of `choices`, typed as their union. @throws InputError `space/…`, `trial/…` */
  categorical<const C extends readonly ParamValue[]>(name: string, choices: C): C[number] {
    return this.suggester.categorical(name, choices)
  }

  /**
   * Stores the objective's value at `step` (a whole number: epoch, iteration), then asks the pruner, or the scheduler. A second report at
   * the same step replaces the first. NaN is kept as such.
   *
   * Several metrics are reported by name: `trial.report({ loss, acc }, epoch)`. The curve that every tool shows is then
   * that of the pruner's metric, else of the study's first named objective, else of the first name given. A study with
   * several objectives is pruned only by a pruner that names its metric: `pruners.median({ metric: 'loss' })`.
   *
   * @throws TrialPruned when the trial should stop, TrialPaused when it should wait: let them pass
   * @throws StateError `trial/no-checkpoint` when a scheduler pauses an objective that has never said what to keep
   * @throws the signal's reason after an interruption
   * @throws InputError `trial/bad-report`, `trial/bad-step`, `pruner/unknown-metric`; StateError `trial/finished`
   */
  async report(value: number | Readonly<Record<string, number>>, step: number): Promise<void> {
    const { context, onReport } = this.setup
    const { storage, metricNames, pruner } = context.parts
    const named = namedMetrics(this.number, value)
    const shown = typeof value === 'number' ? value : mainMetric(value, [pruner?.metric, metricNames?.[0]])
    this.signal.throwIfAborted()
    await this.settle()
    // The curve is that of the first repeat: what it was compared with are curves of one repeat.
    if (this.repeat > 0) return
    // Names first: a step that the storage knows must not lack them.
    if ((named !== null || this.namedSteps?.has(step) === true) && Number.isSafeInteger(step)) {
      await this.keepNamed(named, step)
    }
    await storage.report(this.id, { step, value: shown })
    this.curve.set(step, shown)
    onReport(this.number, step, shown)
    await this.judge(step)
  }

  /**
   * Says what to keep should a scheduler pause the trial at one of the next reports: weights, optimiser state, the epoch;
   * anything that `structuredClone` copies. A function is called only when the state is needed, so that it costs nothing
   * to say it each epoch: `trial.checkpoint(() => ({ epoch: epoch + 1, weights }))`. A plain state is copied at once.
   */
  checkpoint(state: unknown): void {
    if (typeof state === 'function') this.state = state as () => unknown
    else if (this.setup.scheduled !== null) {
      const copy: unknown = structuredClone(state)
      this.state = () => copy
    }
  }

  /** What was kept when the trial was paused; null when it begins anew. Each call gives a copy of its own. */
  async restore<State>(): Promise<State | null> {
    const { scheduled } = this.setup
    const place = scheduled?.pause?.checkpoint ?? null
    if (scheduled === null || place === null) return null
    const kept = await scheduled.checkpoints.load(place)
    if (kept === null) throw lostCheckpoint(this.number, place)
    return kept.state as State
  }

  /** Stores something to remember with the trial. @throws InputError `storage/not-json`; StateError `trial/finished` */
  async setUserAttr(key: string, value: Json): Promise<void> {
    await this.settle()
    await this.setup.context.parts.storage.setTrialAttr(this.id, { scope: 'user', key, value })
    this.attrs = { ...this.attrs, [key]: value }
  }

  /**
   * Asks the scheduler what becomes of a trial whose objective has returned `values` before the full resource. For the run
   * that evaluates the trial; a trial that is to pause is paused when the promise resolves.
   */
  async judgeReturn(values: readonly number[]): Promise<'continue' | 'pause' | 'prune'> {
    const { scheduled, context, onReport } = this.setup
    if (scheduled === null || scheduled.until >= scheduled.scheduler.fidelity.max) return 'continue'
    const step = Math.max(scheduled.until, ...this.curve.keys())
    await this.settle()
    const names = context.parts.metricNames
    if (names !== null) {
      const reported = context.history.trials[this.number].systemAttrs[metricsKey(step)] as object | undefined
      await this.keepNamed({ ...reported, ...Object.fromEntries(names.map((name, m) => [name, values[m]])) }, step)
    }
    await context.parts.storage.report(this.id, { step, value: values[0] })
    this.curve.set(step, values[0])
    onReport(this.number, step, values[0])
    const verdict = await this.judged((request) => scheduled.scheduler.judge(request))
    if (verdict === 'pause') await this.pause(step)
    return verdict
  }

  private async keepNamed(named: Readonly<Record<string, number>> | null, step: number): Promise<void> {
    await this.setSystemAttr(metricsKey(step), named)
    this.namedSteps ??= new Set()
    this.namedSteps.add(step)
  }

  private async judge(step: number): Promise<void> {
    const { context, scheduled } = this.setup
    const { directions, pruner } = context.parts
    if (scheduled !== null) {
      const verdict = await this.judged((request) => scheduled.scheduler.judge(request))
      if (verdict === 'prune') throw new TrialPruned(step)
      if (verdict === 'continue') return
      if (this.state === null) throw noCheckpoint(this.number, scheduled.scheduler.name)
      await this.pause(step)
      throw new TrialPaused(step)
    }
    if (pruner === null || (directions.length > 1 && pruner.metric === undefined)) return
    const value = await this.judged((request) =>
      pruner.shouldPrune(request) ? { value: pruner.valueWhenStopped?.(request) ?? null } : null,
    )
    if (value !== null) throw new TrialPruned(step, value.value)
  }

  /** Asks with the trial as it is stored now, then stores what was noted. */
  private async judged<Verdict>(ask: (request: PruneRequest) => Verdict): Promise<Verdict> {
    const { context } = this.setup
    const history = await context.refresh()
    const notes = new Map<string, Json>()
    const note = (key: string, value: Json): void => void notes.set(key, value)
    const verdict = ask({ trial: history.trials[this.number], history, note })
    for (const [key, value] of notes) await this.setSystemAttr(key, value)
    return verdict
  }

  private async pause(step: number): Promise<void> {
    const { context } = this.setup
    const { checkpoints, pause } = this.setup.scheduled!
    const name = `${context.parts.name}-${this.number}-${step}`
    const checkpoint = this.state === null ? null : await checkpoints.save(name, this.state())
    await pauseTrial(context, context.history.trials[this.number], { step, checkpoint })
    const before = pause?.checkpoint ?? null
    if (before !== null) await checkpoints.remove(before)
  }

  private async setSystemAttr(key: string, value: Json): Promise<void> {
    await this.setup.context.parts.storage.setTrialAttr(this.id, { scope: 'system', key, value })
  }

  /** From now on the objective runs for the `repeat`-th time, from 0. */
  beginRepeat(repeat: number): void {
    this.repeat = repeat
    this.stream = null
  }

  /** Whether parameters were given that may not be stored yet, or could not be. */
  get isUnsettled(): boolean {
    return this.writes !== null || this.setup.chooser.hasUnsaved
  }

  /** Waits until the parameters given so far are stored. `report` and `tell` call it. */
  async settle(): Promise<void> {
    this.save()
    await this.writes?.settle()
  }

  /** Whether the trial was asked of the study that `context` belongs to. */
  isOf(context: StudyContext): boolean {
    return this.setup.context === context
  }

  /** Enqueued parameters that nothing has asked for. */
  get unusedFixed(): readonly string[] {
    return this.setup.chooser.unusedFixed
  }

  private get suggester(): Suggester {
    this.asking ??= suggesterFrom((name, distribution) => this.choose(name, distribution))
    return this.asking
  }

  private get curve(): Map<number, number> {
    this.points ??= new Map(this.setup.record.intermediateValues)
    return this.points
  }

  private choose(name: string, distribution: Distribution): ParamValue {
    const value = this.setup.chooser.choose(name, distribution)
    if (!this.saving) {
      // After the objective's synchronous stretch, so that parameters asked for in a row are stored in one write.
      this.saving = true
      queueMicrotask(() => this.save())
    }
    return value
  }

  private save(): void {
    this.saving = false
    const { chooser, context } = this.setup
    if (!chooser.hasUnsaved) return
    this.writes ??= new WriteQueue()
    this.writes.add(takeChoices(context, { trialId: this.id, chooser }))
  }
}
