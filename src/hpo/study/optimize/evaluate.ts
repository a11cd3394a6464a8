import { setImmediate as nextTurn } from 'node:timers/promises'
import { onAbort } from '../../../base/abort.ts'
import { interrupted } from '../../core/fail-reason.ts'
import type { TrialPruned } from '../../core/trial-pruned.ts'
import { describeFailure } from '../trials/describe-failure.ts'
import { badObjectiveValue } from '../trials/messages.ts'
import { failedFor, parseResult, type ParsedResult, pruned } from '../trials/objective-result.ts'
import type { Trial } from '../trials/trial.ts'
import type { ErrorClass } from './optimize-options.ts'
import { TrialTimeout } from './time-limit.ts'

export interface EvaluateRequest<P> {
  readonly objective: (trial: Trial<P>) => unknown
  readonly objectives: number
  /** Errors that fail the trial and nothing else. */
  readonly catch: readonly ErrorClass[]
}

/** How an objective ended: what to tell, and the error that must end the run, if any. */
export interface Evaluation {
  readonly result: ParsedResult
  readonly fatal: { readonly error: unknown } | null
  /** The scheduler has paused the trial: there is nothing to tell yet. */
  readonly paused?: boolean
}

type Ending = { readonly value: unknown } | { readonly error: unknown } | 'interrupted'

/**
 * Calls the objective and says how it ended. Never rejects. When the trial's signal aborts, an objective that does not
 * react is left behind.
 */
export async function evaluate<P>(trial: Trial<P>, request: EvaluateRequest<P>): Promise<Evaluation> {
  if (trial.signal.aborted) return stopOf(trial.signal)
  const ending = await Promise.race([call(trial, request.objective), abortion(trial.signal)])
  if (ending === 'interrupted') return stopOf(trial.signal)
  if ('value' in ending) return judgeValue(ending.value, request.objectives)
  const { error } = ending
  if (isNamed(error, 'TrialPaused')) return paused
  if (isPruned(error)) return { result: stopped(error), fatal: null }
  if (trial.signal.aborted) return stopOf(trial.signal)
  const caught = request.catch.some((errorClass) => error instanceof errorClass)
  return { result: failedFor(describeFailure(error)), fatal: caught ? null : { error } }
}

/** What to tell of a trial whose signal was aborted. */
function stopOf({ reason }: AbortSignal): Evaluation {
  return { result: failedFor(reason instanceof TrialTimeout ? reason.message : interrupted), fatal: null }
}

/** What a trial that is paused evaluates to. */
export const paused: Evaluation = { result: pruned, fatal: null, paused: true }

/** What a trial that is given up evaluates to. */
export const givenUp: Evaluation = { result: pruned, fatal: null }

async function call<P>(trial: Trial<P>, objective: (trial: Trial<P>) => unknown): Promise<Ending> {
  try {
    return { value: await objective(trial) }
  } catch (error) {
    return { error }
  }
}

/** One turn of the event loop after the abort, so that an objective that reacts to its signal can still say its word. */
function abortion(signal: AbortSignal): Promise<Ending> {
  return new Promise((resolve) => {
    onAbort(signal, () => void nextTurn().then(() => resolve('interrupted')))
  })
}

function judgeValue(value: unknown, objectives: number): Evaluation {
  try {
    const result = parseResult(value, objectives)
    if (result.values !== null && result.values.length !== objectives) throw badObjectiveValue(value, objectives)
    return { result, fatal: null }
  } catch (error) {
    return { result: failedFor(describeFailure(error)), fatal: { error } }
  }
}

/** By name as well: a notebook may load another copy of this package than the one that runs the study. */
function isPruned(error: unknown): error is TrialPruned {
  return isNamed(error, 'TrialPruned')
}

function isNamed(error: unknown, name: string): boolean {
  return typeof error === 'object' && error !== null && (error as Partial<Error>).name === name
}

/** Users throw it too, as a class of their own or of another version: its value may be missing. */
function stopped({ value }: Partial<TrialPruned>): ParsedResult {
  return typeof value === 'number' ? { ...pruned, state: null, values: [value] } : pruned
}
