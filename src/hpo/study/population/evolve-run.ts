import { setImmediate as nextTurn } from 'node:timers/promises'
import { onAbort } from '../../../base/abort.ts'
import { createRng, type Rng } from '../../../base/rng.ts'
import { interrupted } from '../../core/fail-reason.ts'
import { compareValues } from '../../core/direction.ts'
import {
  type Exchange,
  type Lineage,
  lineageKey,
  type MemberView,
  type PopulationScheduler,
} from '../../core/population-scheduler.ts'
import type { NewTrial } from '../../core/storage.ts'
import type { OptimizeEnd, OptimizeEnding, StudyObserver } from '../../core/study-observer.ts'
import type { StudyView } from '../../core/study-record.ts'
import { isFinished } from '../../core/trial-record.ts'
import type { SpaceNode } from '../../space/node.ts'
import { declaredSpace } from '../choosing/declared-space.ts'
import { fixedParamsKey } from '../choosing/param-chooser.ts'
import type { StudyContext } from '../opening/study-context.ts'
import { type AskRequest, askTrial } from '../trials/ask.ts'
import { describeFailure } from '../trials/describe-failure.ts'
import { failedFor, type ParsedResult, parseResult, pruned } from '../trials/objective-result.ts'
import { tellTrial } from '../trials/tell.ts'
import type { Trial } from '../trials/trial.ts'
import type { EvolveSettings } from './evolve-options.ts'
import { copiedState, type Evolvable, loadedState, type MemberContext, readStep, streamOf } from './evolvable.ts'
import { badStepValue, lostPopulation } from './messages.ts'
import { PopulationKeeper, PopulationTrials } from './population-record.ts'

/** The end of a generation. */
export interface Generation {
  readonly generation: number
  /** The step that its members have reached. */
  readonly step: number
  readonly members: readonly MemberView[]
  /** Value of the best member; NaN when all have failed. */
  readonly best: number
  /** Mean over the members that have a value. */
  readonly mean: number
  /** Who took over from whom afterwards. */
  readonly exchanges: readonly { readonly member: number; readonly source: number }[]
}

/** What a population has come to. */
export interface EvolveResult<P, State> {
  /** The best member at the end, with its trained state; null when all have failed. */
  readonly best: { readonly trial: number; readonly params: P; readonly value: number; readonly state: State } | null
  readonly generations: readonly Generation[]
}

export interface EvolveRunSetup<P, State> {
  readonly context: StudyContext
  readonly study: StudyView
  readonly space: SpaceNode<P>
  readonly evolvable: Evolvable<P, State>
  readonly scheduler: PopulationScheduler
  readonly settings: EvolveSettings
  readonly observer: Required<StudyObserver>
}

interface Member<P, State> {
  readonly member: number
  readonly trial: Trial<P>
  readonly lineage: Lineage
  readonly state: State
  /** NaN before the first step, and after a failure. */
  readonly value: number
  /** False once its trial has failed. */
  readonly isAlive: boolean
}

/** One call of `study.evolve`: the members train a generation, exchange, and train on. */
export class EvolveRun<P, State> {
  private readonly setup: EvolveRunSetup<P, State>
  private readonly controller = new AbortController()
  /** The stream of this population: another one in the same study must not repeat it. */
  private rng: Rng
  /** How many trials the study had before. */
  private base = 0
  /** Null: the population is not kept. */
  private keeper: PopulationKeeper | null = null
  /** The trials of this population that an earlier process has left. */
  private known = new PopulationTrials([], 0)
  private readonly generations: Generation[] = []
  /** Trials that have not ended. */
  private readonly open = new Set<Trial<P>>()
  private members: Member<P, State>[] = []
  private step = 0
  private ending: OptimizeEnd | null = null

  constructor(setup: EvolveRunSetup<P, State>) {
    this.setup = setup
    this.rng = setup.context.parts.rng
  }

  get end(): OptimizeEnding {
    return { reason: this.ending ?? 'trials', because: null }
  }

  /** Ends after the generation that trains now. */
  stop(): void {
    this.ending ??= 'stopped'
  }

  async run(): Promise<EvolveResult<P, State>> {
    const { study, settings, observer } = this.setup
    const { concurrency, progress } = settings
    observer.started({ study, target: null, timeoutMs: null, concurrency, progress })
    const forget = settings.signals.map((signal) => onAbort(signal, (reason) => this.controller.abort(reason)))
    try {
      await this.begin()
      await this.evolve()
      const result = await this.result()
      await this.keeper?.close()
      return result
    } catch (error) {
      const isAborted = this.controller.signal.aborted
      this.ending = isAborted ? 'aborted' : 'error'
      const why = failedFor(isAborted ? interrupted : describeFailure(error))
      // What is kept will go on: its trials stay as they are.
      if (this.keeper === null) for (const trial of this.open) await this.tell(trial, why).catch(() => {})
      for (const { state } of this.members) this.setup.evolvable.dispose?.(state)
      throw error
    } finally {
      for (const stop of forget) stop()
      observer.finished(this.end)
    }
  }

  /** Makes the first members, or brings back those of the last generation that was kept. */
  private async begin(): Promise<void> {
    const { context, scheduler, settings } = this.setup
    const { checkpoints: store, resume } = settings
    this.keeper = store === null ? null : await PopulationKeeper.open(context, { store, scheduler, resume })
    const { trials } = await context.refresh()
    this.base = this.keeper?.base ?? trials.length
    this.rng = context.parts.rng.fork('population', this.base)
    this.known = new PopulationTrials(trials, this.base)
    this.step = this.keeper?.step ?? 0
    for (let member = 0; member < scheduler.population; member++) {
      this.members.push(this.step > 0 ? await this.restored(member) : await this.firstMember(member))
    }
    const { population, interval } = scheduler
    for (let generation = 0; generation < this.generationAt(this.step); generation++) {
      const step = (generation + 1) * interval
      const members = this.known.viewsAt(generation, { population, step })
      this.generations.push(this.summary({ step, members, exchanges: this.known.exchangesBefore(generation + 1) }))
    }
  }

  private async evolve(): Promise<void> {
    const { settings, scheduler } = this.setup
    let isTrained = this.step > 0
    do {
      if (!isTrained) {
        const until = Math.min(settings.steps, this.step + scheduler.interval)
        await this.train(until)
        this.step = until
        await this.keep()
      }
      isTrained = false
    } while (await this.endGeneration())
  }

  /** Lets members take over from others; false when the population has come to its end. */
  private async endGeneration(): Promise<boolean> {
    const { settings, scheduler, context, space } = this.setup
    const { step } = this
    const members = this.members.map(viewOf(step))
    const goesOn = step < settings.steps && this.ending === null
    const exchanges = goesOn
      ? scheduler.exchange({
          step,
          members,
          past: this.generations.map((generation) => generation.members),
          direction: context.parts.directions[0],
          declared: declaredSpace(space),
          rng: this.rng.fork('exchange', step),
        })
      : []
    this.generations.push(this.summary({ step, members, exchanges }))
    await this.exchange(exchanges)
    return goesOn
  }

  private async keep(): Promise<void> {
    const { evolvable } = this.setup
    const saved = this.members.map(({ isAlive, state }) =>
      isAlive ? { state: evolvable.save === undefined ? state : evolvable.save(state) } : null,
    )
    await this.keeper?.save(this.step, saved)
  }

  /** The member as it was when the last generation was kept. */
  private async restored(member: number): Promise<Member<P, State>> {
    const { context, evolvable } = this.setup
    const { trial: record, lineage } = this.known.of(this.generationAt(this.step), member)
    const trial = await this.adopt(record.number)
    const kept = await this.keeper!.load(member)
    const value = record.intermediateValues.get(this.step) ?? Number.NaN
    const isAlive = record.state !== 'fail'
    if (kept === null && isAlive) throw lostPopulation(context.parts.name, member, this.step)
    // A member that has failed has no state, and needs none.
    const state = kept === null ? (null as State) : await loadedState(evolvable, kept.state, trial.params)
    return { member, trial, lineage, state, value, isAlive }
  }

  /** The number of the generation that ends at a step. */
  private generationAt(step: number): number {
    return Math.ceil(step / this.setup.scheduler.interval) - 1
  }

  private async firstMember(member: number): Promise<Member<P, State>> {
    const { scheduler, space, evolvable, context } = this.setup
    const params = scheduler.initial(member, declaredSpace(space), this.rng.fork('initial', member))
    const seed = this.seedOf(member, 0)
    const lineage: Lineage = { population: this.base, member, generation: 0, from: 0, parent: null, seed }
    // Members that were enqueued come first.
    const isEnqueued = (await context.refresh()).trials.some(({ state }) => state === 'waiting')
    const trial = await this.ask(isEnqueued ? null : { systemAttrs: { [fixedParamsKey]: params } }, lineage)
    const rng = streamOf.init(createRng(lineage.seed))
    const state = await evolvable.init(trial.params, { ...this.contextOf(lineage, trial), rng })
    return { member, trial, lineage, state, value: Number.NaN, isAlive: true }
  }

  /** The trial of a member: one that an earlier process has left, else the given one, else (null) the oldest enqueued one. */
  private async ask(newTrial: Pick<NewTrial, 'systemAttrs'> | null, lineage: Lineage): Promise<Trial<P>> {
    const left = this.known.begunIn(lineage.generation, lineage.member)
    if (left !== null) return left.state === 'waiting' ? this.take({ newTrial: null }) : this.adopt(left.number)
    const place = { [lineageKey]: { ...lineage } }
    if (newTrial !== null) return this.take({ newTrial: { systemAttrs: { ...newTrial.systemAttrs, ...place } } })
    const { storage } = this.setup.context.parts
    // Marked before it is claimed: a process that is killed in between must find it again.
    const { id } = this.setup.context.history.trials.find(({ state }) => state === 'waiting')!
    await storage.setTrialAttr(id, { scope: 'system', key: lineageKey, value: place[lineageKey] })
    return this.take({ newTrial: null })
  }

  /** A trial that an earlier process has begun. */
  private adopt(number: number): Promise<Trial<P>> {
    return this.take({ adopt: number })
  }

  private async take(how: Pick<AskRequest<P>, 'newTrial' | 'adopt'>): Promise<Trial<P>> {
    const { context, space, observer } = this.setup
    const trial = await askTrial(context, {
      space,
      signal: this.controller.signal,
      leg: null,
      ...how,
      onStart: observer.trialStarted,
      onReport: observer.reported,
      onFail: observer.trialFinished,
    })
    this.open.add(trial)
    return trial
  }

  /** Brings every living member to step `until`, so many at once as the settings allow. */
  private async train(until: number): Promise<void> {
    const { concurrency } = this.setup.settings
    let next = 0
    let failure: { readonly error: unknown } | null = null
    const work = async (): Promise<void> => {
      while (failure === null && next < this.members.length) {
        const at = next++
        try {
          this.members[at] = await this.trained(this.members[at], until)
        } catch (error) {
          failure ??= { error }
        }
        // Members that never wait would otherwise keep timers, displays and interrupts from running.
        await nextTurn()
      }
    }
    await Promise.all(Array.from({ length: concurrency }, work))
    // TypeScript does not see that the workers assign it.
    const failed = failure as { readonly error: unknown } | null
    if (failed !== null) throw failed.error
  }

  private async trained(member: Member<P, State>, until: number): Promise<Member<P, State>> {
    const { settings, context, observer } = this.setup
    if (!member.isAlive) return { ...member, value: Number.NaN }
    const { signal } = this.controller
    signal.throwIfAborted()
    try {
      const { value, state } = await raceAbort(this.stepOf(member, until), signal)
      await context.parts.storage.report(member.trial.id, { step: until, value })
      observer.reported(member.trial.number, until, value)
      return { ...member, value, state }
    } catch (error) {
      if (signal.aborted || !settings.catch.some((errorClass) => error instanceof errorClass)) throw error
      await this.tell(member.trial, failedFor(describeFailure(error)))
      return { ...member, value: Number.NaN, isAlive: false }
    }
  }

  private async stepOf({ trial, lineage, state }: Member<P, State>, until: number) {
    const from = this.step
    const rng = streamOf.step(createRng(lineage.seed), from)
    const context = { ...this.contextOf(lineage, trial), rng, from, steps: until - from }
    const result = readStep(await this.setup.evolvable.step(state, trial.params, context), state)
    if (typeof result.value !== 'number') throw badStepValue(result.value)
    return result
  }

  /** Lets the losers take over: every copy is made before a state is given up. */
  private async exchange(exchanges: readonly Exchange[]): Promise<void> {
    const { evolvable } = this.setup
    const successors: Member<P, State>[] = []
    for (const { member, source, params } of exchanges) {
      const parent = this.members[source]
      const lineage: Lineage = {
        population: this.base,
        member,
        generation: this.generations.length,
        from: this.step,
        parent: parent.trial.number,
        seed: this.seedOf(member, this.step),
      }
      const trial = await this.ask({ systemAttrs: { [fixedParamsKey]: params } }, lineage)
      const state = await copiedState(evolvable, parent.state, trial.params)
      successors.push({ member, trial, lineage, state, value: Number.NaN, isAlive: true })
    }
    for (const successor of successors) {
      const loser = this.members[successor.member]
      if (loser.isAlive) await this.tell(loser.trial, pruned)
      evolvable.dispose?.(loser.state)
      this.members[successor.member] = successor
    }
  }

  private async result(): Promise<EvolveResult<P, State>> {
    const { context, evolvable } = this.setup
    const [direction] = context.parts.directions
    let best: Member<P, State> | null = null
    for (const member of this.members) {
      if (!member.isAlive) continue
      await this.tell(member.trial, parseResult(member.value, 1))
      if (Number.isNaN(member.value)) continue
      if (best === null || compareValues(direction, member.value, best.value) < 0) best = member
    }
    for (const member of this.members) if (member !== best) evolvable.dispose?.(member.state)
    const { generations } = this
    if (best === null) return { best, generations }
    const { trial, value, state } = best
    return { best: { trial: trial.number, params: trial.params, value, state }, generations }
  }

  private async tell(trial: Trial<P>, how: ParsedResult): Promise<void> {
    this.open.delete(trial)
    // An earlier process may have come as far as this.
    if (isFinished(this.setup.context.history.trials[trial.number].state)) return
    // By number: the reports went past the trial object.
    const record = await tellTrial(this.setup.context, trial.number, how)
    this.setup.observer.trialFinished(record)
  }

  private summary({ step, members, exchanges }: Pick<Generation, 'step' | 'members' | 'exchanges'>): Generation {
    const [direction] = this.setup.context.parts.directions
    const values = members.map(({ value }) => value).filter((value) => !Number.isNaN(value))
    return {
      generation: this.generations.length,
      step,
      members,
      best: values.toSorted((a, b) => compareValues(direction, a, b))[0] ?? Number.NaN,
      mean: values.reduce((a, b) => a + b, 0) / values.length,
      exchanges: exchanges.map(({ member, source }) => ({ member, source })),
    }
  }

  private contextOf({ member }: Lineage, { number }: Trial<P>): Omit<MemberContext, 'rng'> {
    return { member, trial: number, signal: this.controller.signal }
  }

  private seedOf(member: number, from: number): number {
    return this.rng.fork('seed', member, from).integer(2 ** 32)
  }
}

function viewOf<P, State>(step: number): (member: Member<P, State>) => MemberView {
  return ({ member, trial, lineage, value }) => ({
    member,
    trial: trial.number,
    parent: lineage.parent,
    params: trial.flatParams,
    value,
    age: step - lineage.from,
  })
}

/** Rejects with the signal's reason as soon as it aborts; what was waited for is left behind. */
async function raceAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let forget = (): void => {}
  const abortion = new Promise<never>((_, reject) => {
    forget = onAbort(signal, (reason) => reject(reason))
  })
  try {
    return await Promise.race([work, abortion])
  } finally {
    forget()
  }
}
