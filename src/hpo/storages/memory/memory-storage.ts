import { type Clock, systemClock } from '../../../base/clock.ts'
import type { Json } from '../../../base/json.ts'
import type { Direction } from '../../core/direction.ts'
import type { AttributeScope, Choices, NewTrial, Outcome, ParamAssignment, Storage } from '../../core/storage.ts'
import type { StudyRecord } from '../../core/study-record.ts'
import { isFinished, type TrialRecord } from '../../core/trial-record.ts'
import { checkAttributeKey, checkStudyName } from '../check-name.ts'
import { checkOutcome } from '../check-outcome.ts'
import { checkParams } from '../check-params.ts'
import { checkPoint } from '../check-point.ts'
import { duplicateStudy, noDirections, noSuchStudy, noSuchTrial, trialFinished } from '../messages.ts'
import type { StorageOptions } from '../storage-options.ts'
import { MemoryStudy } from './memory-study.ts'
import { MemoryTrial } from './memory-trial.ts'
import { plainCopy } from './plain-copy.ts'

interface Place {
  readonly study: MemoryStudy
  readonly trial: MemoryTrial
}

/** A storage of its own for every call; what it holds ends with the program. */
export async function openMemoryStorage(url: string, options: StorageOptions = {}): Promise<Storage> {
  return new MemoryStorage(url, options.clock ?? systemClock)
}

/** Studies in this process's memory: the fastest storage, and the reference for what the others must do. */
class MemoryStorage implements Storage {
  readonly url: string
  private readonly clock: Clock
  private readonly studies = new Map<number, MemoryStudy>()
  private readonly places = new Map<number, Place>()
  private lastStudyId = 0
  private lastTrialId = 0

  constructor(url: string, clock: Clock) {
    this.url = url
    this.clock = clock
  }

  async createStudy({ name, directions }: { readonly name: string; readonly directions: readonly Direction[] }) {
    checkStudyName(name)
    if (directions.length === 0) throw noDirections()
    if (this.named(name) !== null) throw duplicateStudy(name, this.url)
    const record = { id: ++this.lastStudyId, name, directions: [...directions], userAttrs: {}, systemAttrs: {} }
    this.studies.set(record.id, new MemoryStudy(record))
    return record
  }

  async findStudy(name: string): Promise<StudyRecord | null> {
    return this.named(name)
  }

  async listStudies(): Promise<readonly StudyRecord[]> {
    return [...this.studies.values()].map(({ record }) => record)
  }

  async deleteStudy(studyId: number): Promise<void> {
    const study = this.study(studyId)
    for (const { id } of study.readTrials()) this.places.delete(id)
    this.studies.delete(studyId)
  }

  async setStudyAttr(studyId: number, attr: { scope: AttributeScope; key: string; value: Json }): Promise<void> {
    checkAttributeKey(attr.key)
    const study = this.study(studyId)
    const scope = attr.scope === 'user' ? 'userAttrs' : 'systemAttrs'
    const attrs = { ...study.record[scope], [attr.key]: plainCopy(attr.value) }
    study.record = { ...study.record, [scope]: attrs }
  }

  async createTrial(studyId: number, trial: NewTrial): Promise<TrialRecord> {
    for (const key of newKeys(trial)) checkAttributeKey(key)
    return this.create(this.study(studyId), trial)
  }

  private create(study: MemoryStudy, trial: NewTrial): TrialRecord {
    const id = this.lastTrialId + 1
    const created = new MemoryTrial({ id, number: study.size, trial, now: this.now() })
    this.lastTrialId = id
    study.add(created)
    this.places.set(id, { study, trial: created })
    return created.record()
  }

  async startTrial(studyId: number): Promise<TrialRecord> {
    const study = this.study(studyId)
    return this.claim(study) ?? this.create(study, running)
  }

  async claimWaitingTrial(studyId: number): Promise<TrialRecord | null> {
    return this.claim(this.study(studyId))
  }

  private claim(study: MemoryStudy): TrialRecord | null {
    const trial = study.oldestWaiting()
    if (trial === null) return null
    trial.claim(this.now())
    study.noteChange(trial)
    return trial.record()
  }

  async setParams(trialId: number, params: readonly ParamAssignment[]): Promise<void> {
    const { study, trial } = this.unfinished(trialId)
    checkParams(params, (name) => study.distributionOf(name))
    study.setParams(trial, params)
    study.noteChange(trial)
  }

  async setChoices(trialId: number, { params, notes }: Choices): Promise<void> {
    for (const [key] of notes) checkAttributeKey(key)
    const { study, trial } = this.unfinished(trialId)
    checkParams(params, (name) => study.distributionOf(name))
    const copies = notes.map(([key, value]) => [key, plainCopy(value)] as const)
    study.setParams(trial, params)
    for (const [key, value] of copies) trial.setAttr('system', key, value)
    study.noteChange(trial)
  }

  async report(trialId: number, point: { step: number; value: number }): Promise<void> {
    checkPoint(point)
    const { study, trial } = this.unfinished(trialId)
    trial.report(point.step, point.value)
    study.noteChange(trial)
  }

  async setTrialAttr(trialId: number, attr: { scope: AttributeScope; key: string; value: Json }): Promise<void> {
    checkAttributeKey(attr.key)
    const { study, trial } = this.unfinished(trialId)
    trial.setAttr(attr.scope, attr.key, plainCopy(attr.value))
    study.noteChange(trial)
  }

  async finishTrial(trialId: number, outcome: Outcome): Promise<void> {
    const { study, trial } = this.unfinished(trialId)
    checkOutcome(outcome, study.record.directions.length)
    trial.finish(outcome, this.now())
    study.noteChange(trial)
  }

  viewTrials(studyId: number): readonly TrialRecord[] {
    return this.study(studyId).viewTrials()
  }

  async readTrials(studyId: number): Promise<readonly TrialRecord[]> {
    return this.study(studyId).readTrials()
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  private named(name: string): StudyRecord | null {
    for (const { record } of this.studies.values()) if (record.name === name) return record
    return null
  }

  private study(studyId: number): MemoryStudy {
    const study = this.studies.get(studyId)
    if (study === undefined) throw noSuchStudy(studyId, this.url)
    return study
  }

  private unfinished(trialId: number): Place {
    const place = this.places.get(trialId)
    if (place === undefined) throw noSuchTrial(trialId, this.url)
    if (isFinished(place.trial.state)) throw trialFinished(trialId, place.trial.state)
    return place
  }

  private now(): Date {
    return new Date(this.clock.now())
  }
}

const running: NewTrial = { state: 'running' }

function newKeys({ userAttrs, systemAttrs }: NewTrial): readonly string[] {
  return userAttrs === undefined && systemAttrs === undefined ? [] : Object.keys({ ...userAttrs, ...systemAttrs })
}
