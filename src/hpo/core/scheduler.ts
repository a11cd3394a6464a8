import type { PruneRequest } from './pruner.ts'
import type { History } from './sampler.ts'
import type { TrialRecord } from './trial-record.ts'

/**
 * What one evaluation may cost: the resource that schedulers hand out, in steps as `trial.report` counts them (epochs,
 * iterations, rows).
 */
export interface FidelityRange {
  /** The parameter of the space that carries it, if any: the objective gets it as far as the trial may go now. */
  readonly name: string | null
  /** The least that says anything; whole, at least 1. */
  readonly min: number
  /** A full evaluation. */
  readonly max: number
}

/** A stretch of a trial: it runs until the resource `until`, where it reaches rung `rung` of its bracket. */
export interface Leg {
  readonly scheduler: string
  readonly round: number
  readonly bracket: number
  readonly rung: number
  readonly until: number
}

/** What to do when there is room for another trial. */
export type NextStep =
  | { readonly kind: 'start'; readonly leg: Leg }
  | { readonly kind: 'resume'; readonly trial: number; readonly leg: Leg }
  /** A paused trial that will not go on. */
  | { readonly kind: 'prune'; readonly trial: number }
  /** Nothing before one of the running trials has got further. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'done' }

export interface ScheduleView {
  readonly history: History
  /** Numbers of the trials that this run evaluates right now. */
  readonly active: ReadonlySet<number>
  /** Whether a new trial may begin, by the limits of the run. */
  readonly mayStart: boolean
}

/**
 * Hands out the resource: which trial runs next, how far, and what becomes of it at a report. It holds no state: what it
 * has decided is noted with the trials, so that a study can be continued.
 */
export interface Scheduler {
  readonly name: string
  readonly fidelity: FidelityRange
  /** Whether it can compare trials of several objectives. Default: false. */
  readonly multiObjective?: boolean
  /** Whether paused trials are given up when the run has done all that it was asked to. */
  readonly prunesLeftovers: boolean
  next(view: ScheduleView): NextStep
  /** What becomes of a trial after a report, or when its objective has returned before the end. */
  judge(request: PruneRequest): 'continue' | 'pause' | 'prune'
}

/** A scheduler chosen by name and options, not yet loaded. */
export interface SchedulerSource<S> {
  readonly name: string
  readonly options?: unknown
  /**
   * @param declared the fidelity of the space, for a scheduler whose options have none
   * @throws InputError `scheduler/unknown-option`, `scheduler/bad-option`
   */
  open(declared?: FidelityRange | null): Promise<S>
}

/** The system attribute with the leg that a trial runs or has run. */
export const legKey = 'ansatz:schedule'

/** The system attribute of a trial that was paused. To other tools it is a running trial, which they leave alone. */
export const pausedKey = 'ansatz:paused'

/** Where a trial was paused. */
export interface Pause {
  readonly step: number
  /** Where its checkpoint is; null for an objective that needs none. */
  readonly checkpoint: string | null
}

/** The leg that a trial runs or has run, if `scheduler` gave it one. */
export function legOf({ systemAttrs }: TrialRecord, scheduler: string): Leg | null {
  const leg = systemAttrs[legKey] as Partial<Leg> | null | undefined
  return typeof leg === 'object' && leg !== null && leg.scheduler === scheduler ? (leg as Leg) : null
}

/** Where a trial is paused; null when it is not, or runs again. */
export function pauseOf({ state, systemAttrs }: TrialRecord): Pause | null {
  if (state !== 'running') return null
  const pause = systemAttrs[pausedKey] as (Pause & { readonly resumed?: boolean }) | null | undefined
  return typeof pause === 'object' && pause !== null && pause.resumed !== true ? pause : null
}
