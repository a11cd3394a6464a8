import type { Json } from '../../../base/json.ts'
import type { TrialRecord } from '../../core/trial-record.ts'

/** The system attribute with which a trial keeps the hyperparameters that were fitted for it. */
export const noteKey = 'ansatz:gp'

/** Fitted hyperparameters, for later trials to start from, in whatever process they are asked for. */
export interface NotedFit {
  /** What the models cover: a fit of other parameters is of no use. */
  readonly models: string
  /** Observations at the time. */
  readonly count: number
  /** Raw hyperparameters by model, to four digits. */
  readonly raw: readonly Float64Array[]
}

/** The newest fit of the same models among the trials, other than that of trial `number`; null when there is none. */
export function findNotedFit(trials: readonly TrialRecord[], models: string, number: number): NotedFit | null {
  for (let at = trials.length - 1; at >= 0; at--) {
    const note = trials[at].number === number ? undefined : trials[at].systemAttrs[noteKey]
    const fit = note === undefined ? null : readNote(note)
    if (fit !== null && fit.models === models) return fit
  }
  return null
}

export function noteOf({ models, count, raw }: NotedFit): Json {
  return { models, count, raw: raw.map((own) => [...own]) }
}

/** As they are noted: four digits are far more than a fit is worth, and keep the note short. */
export function roundedRaw(raw: Float64Array): Float64Array {
  return raw.map((value) => Math.round(value * 1e4) / 1e4)
}

/** Other programs may write attributes too: whatever is not a note of ours is ignored. */
function readNote(note: Json): NotedFit | null {
  if (typeof note !== 'object' || note === null || Array.isArray(note)) return null
  const { models, count, raw } = note as { readonly [key: string]: Json }
  if (typeof models !== 'string' || typeof count !== 'number' || !Array.isArray(raw)) return null
  const isRaw = (own: Json): own is number[] => Array.isArray(own) && own.every(Number.isFinite)
  return raw.every(isRaw) ? { models, count, raw: raw.map((own) => Float64Array.from(own)) } : null
}
