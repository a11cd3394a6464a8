import type { Json } from '../../base/json.ts'
import type { Rng } from '../../base/rng.ts'
import { metricsKey } from '../core/metrics.ts'
import type { PruneRequest } from '../core/pruner.ts'
import { TrialPruned } from '../core/trial-pruned.ts'
import type { Attributes, TrialRecord } from '../core/trial-record.ts'
import type { Distribution, Params, ParamValue } from '../space/distribution.ts'
import { type FloatOptions, type IntOptions, type Suggester, suggesterFrom } from '../space/suggester.ts'
import { mainMetric, namedMetrics } from './reported-metrics.ts'
import type { ParamChooser } from './param-chooser.ts'
import type { StudyContext } from './study-context.ts'
import { takeChoices } from './take-choices.ts'
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
  private readonly suggester: Suggester
  private readonly writes = new WriteQueue()
  private attrs: Attributes
  private readonly curve: Map<number, number>
  /** Steps that have been reported with names. */
  private readonly namedSteps = new Set<number>()
  private saving = false
  private repeat = 0
  private stream: Rng | null = null

  constructor(setup: TrialSetup<P>) {
    this.number = setup.record.number
    this.id = setup.record.id
    this.signal = setup.signal
    this.setup = setup
    this.attrs = setup.record.userAttrs
    this.curve = new Map(setup.record.intermediateValues)
    this.suggester = suggesterFrom((name, distribution) => this.choose(name, distribution))
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

  get userAttrs(): Attributes {
    return this.attrs
  }

  /** The learning curve so far, by step. */
  get intermediateValues(): ReadonlyMap<number, number> {
    return this.curve
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
   * Stores the objective's value at `step` (a whole number: epoch, iteration), then asks the pruner. A second report at
   * the same step replaces the first. NaN is kept as such.
   *
   * Several metrics are reported by name: `trial.report({ loss, acc }, epoch)`. The curve that every tool shows is then
   * that of the pruner's metric, else of the study's first named objective, else of the first name given. A study with
   * several objectives is pruned only by a pruner that names its metric: `pruners.median({ metric: 'loss' })`.
   *
   * @throws TrialPruned when the trial should stop: let it pass
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
    if ((named !== null || this.namedSteps.has(step)) && Number.isSafeInteger(step)) {
      await storage.setTrialAttr(this.id, { scope: 'system', key: metricsKey(step), value: named })
      this.namedSteps.add(step)
    }
    await storage.report(this.id, { step, value: shown })
    this.curve.set(step, shown)
    onReport(this.number, step, shown)
    await this.askPruner(step)
  }

  /** Stores something to remember with the trial. @throws InputError `storage/not-json`; StateError `trial/finished` */
  async setUserAttr(key: string, value: Json): Promise<void> {
    await this.settle()
    await this.setup.context.parts.storage.setTrialAttr(this.id, { scope: 'user', key, value })
    this.attrs = { ...this.attrs, [key]: value }
  }

  private async askPruner(step: number): Promise<void> {
    const { context } = this.setup
    const { storage, directions, pruner } = context.parts
    if (pruner === null || (directions.length > 1 && pruner.metric === undefined)) return
    const history = await context.refresh()
    const notes = new Map<string, Json>()
    const request: PruneRequest = {
      trial: history.trials[this.number],
      history,
      note: (key, note) => void notes.set(key, note),
    }
    const stop = pruner.shouldPrune(request)
    for (const [key, note] of notes) await storage.setTrialAttr(this.id, { scope: 'system', key, value: note })
    if (stop) throw new TrialPruned(step, pruner.valueWhenStopped?.(request) ?? null)
  }

  /** From now on the objective runs for the `repeat`-th time, from 0. */
  beginRepeat(repeat: number): void {
    this.repeat = repeat
    this.stream = null
  }

  /** Waits until the parameters given so far are stored. `report` and `tell` call it. */
  async settle(): Promise<void> {
    this.save()
    await this.writes.settle()
  }

  /** Whether the trial was asked of the study that `context` belongs to. */
  isOf(context: StudyContext): boolean {
    return this.setup.context === context
  }

  /** Enqueued parameters that nothing has asked for. */
  get unusedFixed(): readonly string[] {
    return this.setup.chooser.unusedFixed
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
    if (chooser.hasUnsaved) this.writes.add(takeChoices(context, { trialId: this.id, chooser }))
  }
}
