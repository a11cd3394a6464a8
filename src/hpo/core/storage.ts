import type { Json } from '../../base/json.ts'
import type { Distribution, ParamValue } from '../space/distribution.ts'
import type { Direction } from './direction.ts'
import type { StudyRecord } from './study-record.ts'
import type { FinishedState, TrialRecord } from './trial-record.ts'

/** Attributes that users set and see, or that samplers and tools keep for themselves (Optuna's two kinds). */
export type AttributeScope = 'user' | 'system'

export interface ParamAssignment {
  readonly name: string
  readonly value: ParamValue
  readonly distribution: Distribution
}

/** What a sampler has chosen for a trial, and what it wants to remember of that. */
export interface Choices {
  readonly params: readonly ParamAssignment[]
  /** System attributes by key. */
  readonly notes: readonly (readonly [key: string, value: Json])[]
}

/** How a trial ended. `values` is null for failed trials and may be null for pruned ones. */
export interface Outcome {
  readonly state: FinishedState
  readonly values: readonly number[] | null
}

/** A trial to be created: one that starts now, or one that waits to be claimed by any worker. */
export interface NewTrial {
  readonly state: 'running' | 'waiting'
  readonly userAttrs?: Readonly<Record<string, Json>>
  readonly systemAttrs?: Readonly<Record<string, Json>>
}

/**
 * Where studies live. Every method is safe to call from several processes at once, and what it wrote is durable when its
 * promise resolves (as durable as the medium: memory is not).
 *
 * The contract suite `storageContract` in `ansatz/testing` holds the laws that each implementation must keep.
 */
export interface Storage extends AsyncDisposable {
  /** The URL under which it was opened. */
  readonly url: string

  /** @throws StateError `study/duplicate-name` */
  createStudy(study: { readonly name: string; readonly directions: readonly Direction[] }): Promise<StudyRecord>
  findStudy(name: string): Promise<StudyRecord | null>
  listStudies(): Promise<readonly StudyRecord[]>
  /** Deletes the study with all its trials. */
  deleteStudy(studyId: number): Promise<void>
  setStudyAttr(studyId: number, attr: { scope: AttributeScope; key: string; value: Json }): Promise<void>

  /** Trial numbers are 0, 1, 2, … without a gap, whoever creates them. */
  createTrial(studyId: number, trial: NewTrial): Promise<TrialRecord>
  /**
   * In one step what `claimWaitingTrial` gives, else a new running trial. Default: `claimWaitingTrial`, then `createTrial`.
   */
  startTrial?(studyId: number): Promise<TrialRecord>
  /** Takes the oldest waiting trial and marks it running, or gives null. No trial is ever taken twice. */
  claimWaitingTrial(studyId: number): Promise<TrialRecord | null>
  /** @throws StateError `trial/finished` */
  setParams(trialId: number, params: readonly ParamAssignment[]): Promise<void>
  /** Records an intermediate value; a second report at the same step replaces the first. @throws StateError `trial/finished` */
  report(trialId: number, point: { step: number; value: number }): Promise<void>
  /** @throws StateError `trial/finished` */
  setTrialAttr(trialId: number, attr: { scope: AttributeScope; key: string; value: Json }): Promise<void>
  /** Values and state in one step. @throws StateError `trial/finished` when the trial had ended before */
  finishTrial(trialId: number, outcome: Outcome): Promise<void>

  /** All trials in order of number. The record of a finished trial is the same object in every answer. */
  readTrials(studyId: number): Promise<readonly TrialRecord[]>
  /**
   * The trials as `readTrials` gives them, in a list that later calls of the storage may change: no copy for callers who
   * look at it at once, and no wait. Default: `readTrials`.
   */
  viewTrials?(studyId: number): readonly TrialRecord[]
  /**
   * Stores parameters and system attributes of a trial in one step. Default: `setParams`, then `setTrialAttr` for each.
   *
   * @throws StateError `trial/finished`
   */
  setChoices?(trialId: number, choices: Choices): Promise<void>
}
