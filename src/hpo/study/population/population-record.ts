import type { Json } from '../../../base/json.ts'
import { type Lineage, lineageKey, type MemberView, type PopulationScheduler } from '../../core/population-scheduler.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import { findStudy } from '../opening/open-study.ts'
import type { StudyContext } from '../opening/study-context.ts'
import type { CheckpointStore } from '../trials/checkpoints.ts'
import { otherPopulation } from './messages.ts'

/** The study's system attribute with the population that can be taken up again. */
const populationKey = 'ansatz:population'

/** Where a population stands: with the lineages of its trials, all that a later process needs to go on. */
export interface PopulationRecord {
  readonly scheduler: string
  readonly population: number
  readonly interval: number
  /** How many trials the study had when the population began. */
  readonly base: number
  /** The step that every member has reached; 0 before the first generation has ended. */
  readonly step: number
  /** The state of each member at that step; null for one that has none any more. */
  readonly checkpoints: readonly (string | null)[]
  readonly isDone: boolean
}

/**
 * Writes down where a population stands at the end of each generation, in one write, so that it can be taken up again from
 * there, whatever ended it.
 */
export class PopulationKeeper {
  private readonly context: StudyContext
  private readonly store: CheckpointStore
  private record: PopulationRecord

  private constructor(context: StudyContext, store: CheckpointStore, record: PopulationRecord) {
    this.context = context
    this.store = store
    this.record = record
  }

  /**
   * Takes up the population that the study holds, or begins one.
   *
   * @throws InputError `study/other-population` when it was trained by another scheduler
   */
  static async open(
    context: StudyContext,
    { store, scheduler, resume }: { store: CheckpointStore; scheduler: PopulationScheduler; resume: boolean },
  ): Promise<PopulationKeeper> {
    const { storage, name } = context.parts
    const { trials } = await context.refresh()
    const stored = (await findStudy(storage, name)).systemAttrs[populationKey] as unknown as
      PopulationRecord | undefined
    const { population, interval } = scheduler
    if (resume && stored !== undefined && !stored.isDone) {
      const asked = { scheduler: scheduler.name, population, interval }
      if (Object.entries(asked).some(([key, value]) => stored[key as keyof typeof asked] !== value)) {
        throw otherPopulation(name, { stored, asked })
      }
      return new PopulationKeeper(context, store, stored)
    }
    const record = { scheduler: scheduler.name, population, interval, base: trials.length, step: 0, checkpoints: [], isDone: false } // prettier-ignore
    const keeper = new PopulationKeeper(context, store, record)
    await keeper.write(record)
    return keeper
  }

  get base(): number {
    return this.record.base
  }

  get step(): number {
    return this.record.step
  }

  /** What was saved of a member at `step`; null when there is nothing. */
  async load(member: number): Promise<{ readonly state: unknown } | null> {
    const place = this.record.checkpoints[member]
    return typeof place === 'string' ? this.store.load(place) : null
  }

  /** @param states what to keep of each member; null for one that has no state any more */
  async save(step: number, states: readonly ({ readonly state: unknown } | null)[]): Promise<void> {
    const { name } = this.context.parts
    const checkpoints: (string | null)[] = []
    for (const [member, kept] of states.entries()) {
      checkpoints.push(kept === null ? null : await this.store.save(`${name}-member-${member}-${step}`, kept.state))
    }
    await this.replace({ ...this.record, step, checkpoints })
  }

  /** The population has come to its end. */
  async close(): Promise<void> {
    await this.replace({ ...this.record, checkpoints: [], isDone: true })
  }

  private async replace(record: PopulationRecord): Promise<void> {
    const before = this.record.checkpoints
    await this.write(record)
    for (const place of before) if (place !== null) await this.store.remove(place)
  }

  private async write(record: PopulationRecord): Promise<void> {
    const { storage, studyId } = this.context.parts
    const value: Json = { ...record, checkpoints: [...record.checkpoints] }
    await storage.setStudyAttr(studyId, { scope: 'system', key: populationKey, value })
    this.record = record
  }
}

/** The trials of one population, each with its place in it. */
export class PopulationTrials {
  private readonly members: readonly { readonly trial: TrialRecord; readonly lineage: Lineage }[]

  /** @param base how many trials the study had before */
  constructor(trials: readonly TrialRecord[], base: number) {
    this.members = trials.flatMap((trial) => {
      const lineage = trial.systemAttrs[lineageKey] as unknown as Lineage | undefined
      return lineage?.population === base ? [{ trial, lineage }] : []
    })
  }

  /** The trial that a member began in this very generation, if it did. */
  begunIn(generation: number, member: number): TrialRecord | null {
    return this.members.find(({ lineage }) => lineage.generation === generation && lineage.member === member)?.trial ?? null // prettier-ignore
  }

  /** The trial that a member trained in a generation, with its place in the population. */
  of(generation: number, member: number): { readonly trial: TrialRecord; readonly lineage: Lineage } {
    return this.members.findLast(({ lineage }) => lineage.generation <= generation && lineage.member === member)!
  }

  /** The members at the end of a generation, which ended at `step`. */
  viewsAt(generation: number, { population, step }: { population: number; step: number }): readonly MemberView[] {
    return Array.from({ length: population }, (_, member) => {
      const { trial, lineage } = this.of(generation, member)
      const value = trial.intermediateValues.get(step) ?? Number.NaN
      const { parent, from } = lineage
      return { member, trial: trial.number, parent, params: trial.params, value, age: step - from }
    })
  }

  /** Who had taken over from whom when a generation began. */
  exchangesBefore(generation: number): readonly { readonly member: number; readonly source: number }[] {
    const begun = this.members.filter(({ lineage }) => lineage.generation === generation)
    return begun.map(({ lineage }) => ({
      member: lineage.member,
      source: this.members.find(({ trial }) => trial.number === lineage.parent)!.lineage.member,
    }))
  }
}
