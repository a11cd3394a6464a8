import { isFinished, type TrialRecord } from '../../core/trial-record.ts'
import type { ParamAssignment } from '../../core/storage.ts'
import type { StudyRecord } from '../../core/study-record.ts'
import type { Distribution } from '../../space/distribution.ts'
import type { MemoryTrial } from './memory-trial.ts'

/** One study in memory. Looking costs what changed since the last time, reading also a copy of an array of references. */
export class MemoryStudy {
  record: StudyRecord
  /** In order of number. */
  private readonly records: TrialRecord[] = []
  private readonly changed = new Set<MemoryTrial>()
  /** In order of number, which is the order of insertion. */
  private readonly waiting = new Set<MemoryTrial>()
  private readonly distributions = new Map<string, Distribution>()
  /** The last trial that was given parameters. */
  private lastGiven: MemoryTrial | null = null
  private answer: readonly TrialRecord[] | null = null

  constructor(record: StudyRecord) {
    this.record = record
  }

  /** The number of the next trial. */
  get size(): number {
    return this.records.length
  }

  add(trial: MemoryTrial): void {
    this.records.push(trial.record())
    if (trial.state === 'waiting') this.waiting.add(trial)
    this.answer = null
  }

  /** Must follow every change of a trial. */
  noteChange(trial: MemoryTrial): void {
    if (trial.state !== 'waiting') this.waiting.delete(trial)
    this.changed.add(trial)
    // Kept at once, so that the record of a finished trial stays the same object.
    if (isFinished(trial.state)) this.refresh()
    this.answer = null
  }

  oldestWaiting(): MemoryTrial | null {
    for (const trial of this.waiting) return trial
    return null
  }

  distributionOf(name: string): Distribution | null {
    return this.distributions.get(name) ?? null
  }

  setParams(trial: MemoryTrial, params: readonly ParamAssignment[]): void {
    trial.setParams(params, this.lastGiven)
    this.lastGiven = trial
    for (const { name, distribution } of params) {
      if (!this.distributions.has(name)) this.distributions.set(name, distribution)
    }
  }

  readTrials(): readonly TrialRecord[] {
    this.answer ??= this.viewTrials().slice()
    return this.answer
  }

  /** The same, in a list that changes with the study. */
  viewTrials(): readonly TrialRecord[] {
    this.refresh()
    return this.records
  }

  private refresh(): void {
    if (this.changed.size === 0) return
    for (const trial of this.changed) this.records[trial.number] = trial.record()
    this.changed.clear()
  }
}
