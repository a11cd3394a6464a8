import type { Json } from '../../../base/json.ts'
import type { LoggedAdaptation, SpaceChange } from '../../core/adaptation.ts'
import type { StudyRecord } from '../../core/study-record.ts'
import { findStudy } from '../opening/open-study.ts'
import type { StudyParts } from '../opening/study-context.ts'
import { nothingToUndo } from './messages.ts'

/** The study's system attribute with everything that was adapted. */
const adaptationsKey = 'ansatz:adaptations'

interface Stored {
  /** How often the plan had looked, in intervals of finished trials. */
  readonly checked: number
  readonly entries: readonly LoggedAdaptation[]
}

/** What a study has adapted, kept with it. */
export class AdaptationLog {
  private readonly parts: StudyParts
  private stored: Stored

  constructor(parts: StudyParts, record: StudyRecord) {
    this.parts = parts
    this.stored = storedIn(record)
  }

  get entries(): readonly LoggedAdaptation[] {
    return this.stored.entries
  }

  get checked(): number {
    return this.stored.checked
  }

  /** The changes that hold, the last one last. */
  get changes(): readonly SpaceChange[] {
    return this.entries.flatMap(({ undone, changes }) => (undone ? [] : changes))
  }

  /** Takes over what was read. */
  adopt(record: StudyRecord): void {
    this.stored = storedIn(record)
  }

  /** Reads what other processes have adapted. */
  async refresh(): Promise<void> {
    this.adopt(await findStudy(this.parts.storage, this.parts.name))
  }

  async add(checked: number, added: readonly Omit<LoggedAdaptation, 'id' | 'undone'>[]): Promise<void> {
    const first = this.entries.length
    const entries = added.map((adaptation, i) => ({ ...adaptation, id: first + i, undone: false }))
    await this.write({ checked, entries: [...this.entries, ...entries] })
  }

  /**
   * @param id which one; null: the last one that holds
   * @throws StateError `study/nothing-to-undo`
   */
  async undo(id: number | null): Promise<LoggedAdaptation> {
    await this.refresh()
    const holding = this.entries.filter(({ undone }) => !undone)
    const found = id === null ? holding.at(-1) : holding.find((entry) => entry.id === id)
    if (found === undefined) throw nothingToUndo(this.parts.name, id, holding.map((entry) => entry.id)) // prettier-ignore
    const undone = { ...found, undone: true }
    await this.write({ ...this.stored, entries: this.entries.map((entry) => (entry === found ? undone : entry)) })
    return undone
  }

  private async write(stored: Stored): Promise<void> {
    const { storage, studyId } = this.parts
    await storage.setStudyAttr(studyId, { scope: 'system', key: adaptationsKey, value: stored as unknown as Json })
    this.stored = stored
  }
}

function storedIn({ systemAttrs }: StudyRecord): Stored {
  const stored = systemAttrs[adaptationsKey] as unknown as Stored | undefined
  return stored ?? { checked: 0, entries: [] }
}
