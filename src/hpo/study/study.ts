import { badArgument, checkFunction } from '../../base/check-argument.ts'
import type { Json } from '../../base/json.ts'
import { printSymbol } from '../../base/printed.ts'
import { type Convergence, convergence, type ConvergenceOptions } from '../analysis/convergence.ts'
import { type ImportanceOptions, importances } from '../analysis/importances.ts'
import { type LikelyBest, likelyBest, type LikelyBestOptions } from '../analysis/likely-best.ts'
import { printedTrials } from '../analysis/printed-trials.ts'
import { type StudyResult, studyResult } from '../analysis/study-result.ts'
import { studyText } from '../analysis/study-text.ts'
import type { LoggedAdaptation } from '../core/adaptation.ts'
import { bestTrial } from '../core/best-trial.ts'
import type { Direction } from '../core/direction.ts'
import type { OptimizeEnding, StudyObserver } from '../core/study-observer.ts'
import type { StudyRecord, StudyView } from '../core/study-record.ts'
import type { Attributes, TrialRecord } from '../core/trial-record.ts'
import { paretoFront } from '../objectives/pareto-front.ts'
import type { Params } from '../space/distribution.ts'
import { isSpaceNode, type SpaceNode } from '../space/node.ts'
import {
  type OpenedStudy,
  type OpenOptions,
  findStudy,
  type LoadOptions,
  loadStudy,
  openStudy,
} from './opening/open-study.ts'
import { keepSpace, type StudyConfig, studyConfig } from './opening/study-config.ts'
import { StudyContext } from './opening/study-context.ts'
import { AdaptationLog } from './optimize/adaptation-log.ts'
import { manyObjectivesScheduler } from './optimize/messages.ts'
import { type OptimizeOptions, optimizeSettings } from './optimize/optimize-options.ts'
import { OptimizeRun } from './optimize/optimize-run.ts'
import { openScheduler } from './optimize/open-scheduler.ts'
import { SpaceAdapter } from './optimize/space-adapter.ts'
import type { Evolvable } from './population/evolvable.ts'
import { type EvolveOptions, evolveSettings } from './population/evolve-options.ts'
import { EvolveRun, type EvolveResult } from './population/evolve-run.ts'
import { type AddedTrial, addTrial } from './trials/add-trial.ts'
import { askTrial } from './trials/ask.ts'
import { type Enqueued, type EnqueueOptions, enqueueTrial } from './trials/enqueue.ts'
import { type ObjectiveResult, parseResult, type TellResult } from './trials/objective-result.ts'
import { tellTrial } from './trials/tell.ts'
import type { Trial } from './trials/trial.ts'
import { announcer } from './announcer.ts'
import { type LearnOptions, learnFrom } from './learn-from.ts'
import * as messages from './messages.ts'
import { valueIn } from './value-in.ts'

/** Evaluates values of a declared space. */
export type Objective<P> = (params: P, trial: Trial<P>) => ObjectiveResult | Promise<ObjectiveResult>

/** Asks its trial for the parameters, as it goes (define-by-run). */
export type DynamicObjective = (trial: Trial) => ObjectiveResult | Promise<ObjectiveResult>

/**
 * One optimisation: its trials, and how to run more of them.
 *
 * Getters show the state of the last read: `refresh`, `ask`, `tell` and every trial of `optimize` read anew. What other
 * processes do to the same study is seen then.
 */
export class Study implements StudyView, AsyncDisposable {
  private readonly context: StudyContext
  private readonly log: AdaptationLog
  private readonly ownsStorage: boolean
  private readonly observers = new Set<Partial<StudyObserver>>()
  private readonly runs = new Set<{ stop(): void }>()
  private record: StudyRecord
  private closed = false
  private searched: SpaceNode | null = null
  private ended: OptimizeEnding | null = null

  private constructor({ parts, record, ownsStorage }: OpenedStudy) {
    this.context = new StudyContext(parts)
    this.log = new AdaptationLog(parts, record)
    this.record = record
    this.ownsStorage = ownsStorage
  }

  /**
   * Creates a study, or with `loadIfExists` continues the one of that name.
   *
   * @throws StateError `study/duplicate-name`; InputError `study/bad-direction`, `study/direction-mismatch`,
   *   `study/single-objective-sampler`, `study/bad-option`, `study/unknown-option`
   */
  static async open(options: OpenOptions): Promise<Study> {
    return Study.read(await openStudy(options))
  }

  /** Opens a study that exists. @throws StateError `study/not-found` */
  static async load(options: LoadOptions): Promise<Study> {
    return Study.read(await loadStudy(options))
  }

  private static async read(opened: OpenedStudy): Promise<Study> {
    const study = new Study(opened)
    await study.context.refresh()
    return study
  }

  get name(): string {
    return this.context.parts.name
  }

  get directions(): readonly Direction[] {
    return this.context.parts.directions
  }

  /** The names of the objectives, in the order of `directions`, where they have names. */
  get metricNames(): readonly string[] {
    return this.context.parts.metricNames ?? []
  }

  /** How the last call of `optimize` of this object ended, such as a rule of `stopWhen`; null before. */
  get lastEnd(): OptimizeEnding | null {
    return this.ended
  }

  get storageUrl(): string {
    return this.context.parts.storage.url
  }

  /**
   * Every trial that the last read found, in order of number. In memory, one that was running then may be shown as it has
   * become since; the list itself never changes.
   */
  get trials(): readonly TrialRecord[] {
    return this.context.trials
  }

  get userAttrs(): Attributes {
    return this.record.userAttrs
  }

  /**
   * The complete, feasible trial with the best value.
   *
   * @throws StateError `study/no-complete-trial`; `study/multi-objective` where only a Pareto front exists
   */
  get bestTrial(): TrialRecord {
    return this.bestFor('bestTrial')
  }

  /** The same as `bestTrial`. */
  get best(): TrialRecord {
    return this.bestFor('best')
  }

  /** The parameters of the best trial, by flat name. @throws as `bestTrial` */
  get bestParams(): Params {
    return this.bestFor('bestParams').params
  }

  /** @throws as `bestTrial` */
  get bestValue(): number {
    // A complete trial has one value per objective.
    return this.bestFor('bestValue').values![0]
  }

  /** The Pareto front: complete, feasible trials that no other beats in every objective. Empty while there is none. */
  get bestTrials(): readonly TrialRecord[] {
    return printedTrials(paretoFront(this), this)
  }

  /** What samplers and tools keep with the study. */
  get systemAttrs(): Attributes {
    return this.record.systemAttrs
  }

  /** Everything that another run needs to repeat this study, as plain data: print it, or put it beside the results. */
  get config(): StudyConfig {
    return studyConfig(this.record)
  }

  /** Reads the study again. */
  async refresh(): Promise<this> {
    const context = this.opened()
    const { storage, name } = context.parts
    this.record = await findStudy(storage, name)
    this.log.adopt(this.record)
    await context.refresh()
    return this
  }

  /**
   * The next trial to evaluate: a waiting one first, else a new one. With a space its `params` are drawn, typed and
   * stored; without one, ask the trial for each parameter. Tell its result with `tell`.
   */
  ask(): Promise<Trial>
  ask<P>(space: SpaceNode<P>): Promise<Trial<P>>
  ask<P>(space?: SpaceNode<P>): Promise<Trial<P>> {
    // No async function: a trial can cost so little that a promise more is a tenth of it.
    if (this.closed || (space !== undefined && (this.searched !== space || !isSpaceNode(space)))) {
      return this.askAnew(space)
    }
    return askTrial(this.context, { space: space ?? null, leg: null, ...untended })
  }

  private async askAnew<P>(space: SpaceNode<P> | undefined): Promise<Trial<P>> {
    if (space !== undefined && !isSpaceNode(space)) throw messages.badCall('study.ask', 'space', space)
    const remembered = space === undefined ? null : this.remember(space)
    const request = { space: space ?? null, leg: null, ...untended }
    const [trial] = await Promise.all([askTrial(this.opened(), request), remembered])
    return trial
  }

  /**
   * Ends a trial with its value or values, or as pruned or failed, and gives its final record. It is stored when the
   * promise resolves. NaN, or the wrong number of values, fails the trial.
   *
   * @throws StateError `trial/finished`, `trial/not-running`; InputError `study/unknown-trial`, and
   *   `study/bad-objective-value` and its like for results of the wrong shape, which leave the trial running
   */
  tell(trial: Trial<unknown> | number, result: TellResult): Promise<TrialRecord> {
    try {
      return tellTrial(this.opened(), trial, parseResult(result, this.directions.length))
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /**
   * Runs trials and gives what the study has found, until a limit of `options` is reached, `stop` is called, or something ends it. The study goes on where it
   * stands: `trials` counts the new ones.
   *
   * A trial fails, and the study goes on, when the objective gives NaN or throws an error listed in `catch`. Everything
   * else ends the run: running trials are awaited and told, then the promise rejects. An abort of `signal` fails the
   * running trials with the reason `interrupted` and rejects with the signal's reason; finished trials are kept always.
   *
   * @throws InputError `study/bad-objective-value` for results that are no numbers; `study/bad-option` and its like
   * @throws whatever the objective throws that `catch` does not list
   */
  async optimize(objective: DynamicObjective, options?: OptimizeOptions<Study>): Promise<StudyResult>
  async optimize<P>(
    space: SpaceNode<P>,
    ...rest: [objective: Objective<P>, options?: OptimizeOptions<Study>]
  ): Promise<StudyResult<P>>
  async optimize<P>(
    first: SpaceNode<P> | DynamicObjective,
    ...rest: readonly unknown[]
  ): Promise<StudyResult | StudyResult<P>> {
    const space = isSpaceNode(first) ? first : null
    const [objective, options] = space === null ? [first, rest[0]] : rest
    if (typeof objective !== 'function') throw messages.badCall('study.optimize', 'objective', objective)
    const settings = optimizeSettings(options as OptimizeOptions<Study> | undefined)
    const context = this.opened()
    const { adapt } = settings
    if (adapt !== null && space === null)
      throw messages.adaptWithout('parameters that the objective asks for as it goes')
    const run = new OptimizeRun<P, Study>({
      context,
      adapter:
        adapt === null || space === null ? null : new SpaceAdapter(context, { space, plan: adapt, log: this.log }),
      scheduler: await openScheduler(context, { ...settings, space }),
      study: this,
      space,
      objective: space === null ? (trial) => objective(trial) : (trial) => objective(trial.params, trial),
      settings,
      observer: announcer(() => [...this.observers, ...settings.observers]),
    })
    if (space !== null) await this.remember(space)
    await this.running(run, () => run.run())
    return space === null ? this.result : studyResult(this, (flat) => valueIn(space, flat))
  }

  /** What the study has found so far, as `optimize` gives it; parameters by flat name. */
  get result(): StudyResult {
    return studyResult(this, (flat) => flat)
  }

  /** How the best value came about. For one objective. @throws StateError `study/multi-objective` */
  convergence(options?: ConvergenceOptions): Convergence {
    if (this.directions.length > 1) throw messages.manyObjectives(this.name, 'convergence')
    return convergence(this, options)
  }

  /**
   * The parameters that are most likely the best when values have noise, with a confidence interval. Measure with
   * `repeats`, or enqueue the same parameters again, so that the noise can be known.
   *
   * @throws StateError `study/no-complete-trial`, `study/multi-objective`; InputError `analysis/bad-confidence`
   */
  likelyBest(options?: LikelyBestOptions): LikelyBest {
    if (this.directions.length > 1) throw messages.manyObjectives(this.name, 'likelyBest')
    return likelyBest(this, options)
  }

  /**
   * How much each parameter had to do with a trial being among the best, in shares of 1, the largest first (PED-ANOVA).
   *
   * @throws InputError `analysis/bad-target`
   */
  importances(options?: ImportanceOptions): Readonly<Record<string, number>> {
    return importances(this, options)
  }

  /**
   * Trains a population: members that train side by side, exchange their states and change their parameters as the
   * scheduler says. Each stretch of a member between two exchanges is a trial; where it comes from is kept with it
   * (`ansatz:pbt`), and `replayPbt(study)` gives the schedule that the best member has followed.
   *
   * ```ts
   * const { best } = await study.evolve(space({ lr: float(1e-5, 1).log() }), {
   *   init: (params, { rng }) => ({ weights: Float64Array.from({ length: 10 }, rng.normal) }),
   *   step: (state, params, { steps }) => trainSteps(state, params.lr, steps),   // gives the loss
   * }, { scheduler: schedulers.pbt({ population: 20, interval: 100 }), steps: 2000 })
   * ```
   *
   * Trials of members that took over another state end as pruned with their last value, those of the last generation as
   * complete. With `checkpoints`, a population that was interrupted (an abort, an error, a killed process) is taken up by
   * the next call from the last generation that ended, and comes out as if nothing had happened; its trials stay running
   * meanwhile. Without, an abort or error fails them. A study keeps one population at a time.
   *
   * @throws InputError `study/bad-option`, `study/bad-step-value`, `study/other-population`, `scheduler/single-objective`;
   *   StateError `study/lost-population` when the checkpoints are gone; whatever the members throw
   *   that `catch` does not list
   */
  async evolve<P, State>(
    space: SpaceNode<P>,
    evolvable: Evolvable<P, State>,
    options: EvolveOptions,
  ): Promise<EvolveResult<P, State>> {
    if (!isSpaceNode(space)) throw messages.badCall('study.evolve', 'space', space)
    for (const what of ['init', 'step'] as const)
      checkFunction({ call: 'study.evolve', what: `the member's ${what}`, value: evolvable?.[what] })
    const settings = evolveSettings(options)
    const context = this.opened()
    const scheduler = 'open' in settings.scheduler ? await settings.scheduler.open() : settings.scheduler
    if (this.directions.length > 1) throw manyObjectivesScheduler(scheduler.name, this.directions.length)
    const observer = announcer(() => [...this.observers, ...settings.observers])
    const run = new EvolveRun({ context, study: this, space, evolvable, scheduler, settings, observer })
    await this.remember(space)
    return this.running(run, () => run.run())
  }

  /** What runs with `adapt` have changed of the space or the sampler, the first one first. */
  get adaptations(): readonly LoggedAdaptation[] {
    return this.log.entries
  }

  /**
   * Undoes an adaptation: trials that are asked for from now on do not know it, and its strategy does not repeat it.
   *
   * @param id as `study.adaptations` has it. Default: the last one that holds
   * @throws StateError `study/nothing-to-undo`
   */
  async undoAdaptation(id?: number): Promise<LoggedAdaptation> {
    this.opened()
    return this.log.undo(id ?? null)
  }

  /** Ends every running `optimize` of this object after its running trials. */
  stop(): void {
    for (const run of this.runs) run.stop()
  }

  /** Lets `observer` follow every `optimize` of this object from now on; the function that comes back ends that. */
  observe(observer: Partial<StudyObserver>): () => void {
    if (typeof observer !== 'object' || observer === null || Array.isArray(observer)) {
      throw badArgument({
        call: 'study.observe',
        what: 'the observer',
        value: observer,
        allowed: 'an object of functions, such as trialLogger()',
      })
    }
    this.observers.add(observer)
    const stopObserving = (): void => void this.observers.delete(observer)
    return stopObserving
  }

  /**
   * Adds a trial to be run before the sampler is asked again, with these parameters fixed: flat names, or nested values
   * with `{ space }`, which are then checked. Parameters that are left out come from the sampler.
   *
   * @throws InputError `study/bad-enqueued`, `space/…`
   */
  async enqueue<P = Params>(params: Enqueued<P>, options: EnqueueOptions<P> = {}): Promise<TrialRecord> {
    return enqueueTrial(this.opened(), params, options)
  }

  /**
   * Tries the best parameters of another study first: its `top` (default 5) best ones, as far as they fit into the space,
   * are enqueued. Costs at most so many trials if the studies have nothing to do with each other; to go on learning from
   * it, choose `samplers.transfer({ sources: [other] })`, and to begin CMA-ES where it ended `samplers.cmaEs({ source })`.
   *
   * @throws InputError `study/nothing-in-common`, `study/bad-argument`, `study/bad-option`
   */
  async learnFrom(other: StudyView, options: LearnOptions): Promise<readonly TrialRecord[]> {
    return learnFrom(this.opened(), other, options)
  }

  /**
   * Adds a finished trial that was evaluated elsewhere: earlier experiments, a published result, another study.
   *
   * @throws InputError `study/bad-argument`, `space/…`
   */
  async addTrial<P>(trial: AddedTrial<P>): Promise<TrialRecord> {
    const context = this.opened()
    const { number } = await addTrial(context, trial)
    return (await context.refresh()).trials[number]
  }

  /** Stores something to remember with the study. @throws InputError `storage/not-json` */
  async setUserAttr(key: string, value: Json): Promise<void> {
    const { storage, studyId } = this.opened().parts
    await storage.setStudyAttr(studyId, { scope: 'user', key, value })
    this.record = { ...this.record, userAttrs: { ...this.record.userAttrs, [key]: value } }
  }

  /** What a study is as data: where it is, not what it holds. */
  toJSON(): { readonly name: string; readonly storage: string; readonly trials: number } {
    return { name: this.name, storage: this.storageUrl, trials: this.trials.length }
  }

  /** What consoles and notebooks print. */
  [printSymbol](): string {
    const { sampler, pruner } = this.context.parts
    const parts = `${this.directions.join(', ')}; sampler ${sampler.name}, pruner ${pruner?.name ?? 'none'}`
    return `${studyText(this)}\n  ${parts}; ${this.storageUrl}`
  }

  /** Closes the study and its storage. What was read stays readable. @throws StateError `study/running` */
  async close(): Promise<void> {
    if (this.closed) return
    if (this.runs.size > 0) throw messages.studyRunning(this.name, this.runs.size)
    this.closed = true
    if (this.ownsStorage) await this.context.parts.storage[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** A study says with its data what was searched. */
  private async remember(space: SpaceNode): Promise<void> {
    if (this.searched === space) return
    this.searched = space
    const context = this.opened()
    const turn = context.takeTurn()
    if (turn !== null) await turn
    try {
      this.record = await keepSpace(context, this.record, space)
    } finally {
      context.endTurn()
    }
  }

  private async running<T>(run: { stop(): void; readonly end: OptimizeEnding }, start: () => Promise<T>): Promise<T> {
    this.runs.add(run)
    try {
      return await start()
    } finally {
      this.runs.delete(run)
      this.ended = run.end
    }
  }

  private opened(): StudyContext {
    if (this.closed) throw messages.studyClosed(this.name)
    return this.context
  }

  private bestFor(getter: string): TrialRecord {
    if (this.directions.length > 1) throw messages.manyObjectives(this.name, getter)
    const best = bestTrial(this)
    if (best === null) throw messages.noCompleteTrial(this.name, this.trials)
    return best
  }
}

const ignore = (): void => {}

/** For trials that are asked for by hand: nothing follows them, and nothing interrupts them. */
const untended = { signal: new AbortController().signal, onStart: ignore, onReport: ignore, onFail: ignore }
