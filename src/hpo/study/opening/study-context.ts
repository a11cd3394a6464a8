import type { Rng } from '../../../base/rng.ts'
import type { Clock } from '../../../base/clock.ts'
import { printedTrials } from '../../analysis/printed-trials.ts'
import type { Direction } from '../../core/direction.ts'
import type { Pruner } from '../../core/pruner.ts'
import type { History, Sampler } from '../../core/sampler.ts'
import type { Storage } from '../../core/storage.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import { intersectionTracker } from '../../history/intersection-space.ts'
import { distributionTracker } from '../../history/seen-distributions.ts'
import type { Distribution, SearchSpace } from '../../space/distribution.ts'

/** What a study is made of, however it was opened. */
export interface StudyParts {
  readonly storage: Storage
  readonly studyId: number
  readonly name: string
  readonly directions: readonly Direction[]
  /** The names of the objectives; null when they have none. */
  readonly metricNames: readonly string[] | null
  readonly sampler: Sampler
  /** Makes another sampler by name, for a study that changes it as it goes. */
  readonly samplerOf: (name: string) => Promise<Sampler>
  /** Null: nothing is pruned. */
  readonly pruner: Pruner | null
  /** The stream of the whole study; each trial forks its own by number. */
  readonly rng: Rng
  readonly clock: Clock
}

/** The parts of a study with the last state that was read from its storage. Asking, telling and trials share one. */
export class StudyContext {
  readonly parts: StudyParts
  private lastRead: History
  /** What `trials` gave since the last read. */
  private kept: readonly TrialRecord[] | null = null
  /** How many trials there were at the last read. */
  private lastCount = 0
  private readsStarted = 0
  private readApplied = 0
  private inTurn = false
  private readonly queue: (() => void)[] = []
  private readonly intersect = intersectionTracker()
  private readonly track = distributionTracker()

  constructor(parts: StudyParts) {
    this.parts = parts
    const { name, directions, metricNames } = parts
    this.lastRead = { name, directions, ...(metricNames !== null && { metricNames }), trials: [] }
  }

  /** Every trial as of the last read, or of a later change: for those who look at once, not to be kept. */
  get history(): History {
    return this.lastRead
  }

  /** Every trial that the last read gave, in a list of its own that nothing changes any more. */
  get trials(): readonly TrialRecord[] {
    if (this.kept === null) {
      const { directions, metricNames } = this.lastRead
      const names = metricNames === undefined ? {} : { metricNames }
      this.kept = printedTrials(this.lastRead.trials.slice(0, this.lastCount), { directions, ...names })
    }
    return this.kept
  }

  /** What every complete and pruned trial of the last read has in common. */
  get intersection(): SearchSpace {
    return this.intersect(this.lastRead.trials)
  }

  /** How each parameter was distributed in the trials of the last read. */
  get seenDistributions(): ReadonlyMap<string, Distribution> {
    return this.track(this.lastRead.trials)
  }

  /** Reads the trials again. Of reads that overlap the one that was started last wins, whichever answers last. */
  async refresh(): Promise<History> {
    const seen = this.look()
    if (seen !== null) return seen
    const read = ++this.readsStarted
    const trials = await this.parts.storage.readTrials(this.parts.studyId)
    return this.adopt(read, trials)
  }

  /** What `refresh` gives, at once; null where the storage has to be waited for. */
  look(): History | null {
    const { storage, studyId } = this.parts
    return storage.viewTrials === undefined ? null : this.adopt(++this.readsStarted, storage.viewTrials(studyId))
  }

  private adopt(read: number, trials: readonly TrialRecord[]): History {
    if (read > this.readApplied) {
      this.readApplied = read
      this.kept = null
      this.lastCount = trials.length
      if (trials !== this.lastRead.trials) this.lastRead = { ...this.lastRead, trials }
    }
    return this.lastRead
  }

  /** The trial of that number after a fresh read, or undefined. */
  async readTrial(number: number): Promise<TrialRecord | undefined> {
    return (await this.refresh()).trials[number]
  }

  /**
   * Asks take turns, so that of two at once the later sees what the earlier was given and trial numbers follow the order
   * of the calls. Null: it is the caller's turn; else a promise of it. `endTurn` must follow.
   */
  takeTurn(): Promise<void> | null {
    if (this.inTurn) return new Promise((resolve) => this.queue.push(resolve))
    this.inTurn = true
    return null
  }

  endTurn(): void {
    const next = this.queue.shift()
    if (next === undefined) this.inTurn = false
    else next()
  }
}
