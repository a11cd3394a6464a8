import type { Json } from '../../../base/json.ts'
import type { Rng } from '../../../base/rng.ts'
import type { History, Sampler } from '../../core/sampler.ts'
import { isFinished, type TrialRecord } from '../../core/trial-record.ts'
import { violationOf } from '../../core/violation.ts'
import { toLosses } from '../../objectives/losses.ts'
import { constrainedRanks } from '../../objectives/non-dominated-ranks.ts'

/** The system attribute that tells which member a trial came from. */
export const noteKey = 'ansatz:ensemble'

/** The finished trials that credit is given for: older ones say little about who is good now. */
const newest = 60
/** The share of them that counts as a success. */
const bestShare = 0.2

export function memberNote(members: readonly Sampler[], member: number): Json {
  return { member, name: members[member].name }
}

/** The position of the member that a trial came from; −1 when it was none of these. */
export function memberOf(members: readonly Sampler[], { systemAttrs }: TrialRecord): number {
  const note = systemAttrs[noteKey]
  if (typeof note !== 'object' || note === null || Array.isArray(note)) return -1
  const { member, name } = note as { readonly [key: string]: Json }
  return typeof member === 'number' && members[member]?.name === name ? member : -1
}

/** How often each member was among the best of the newest finished trials, and how often not. */
export interface Credit {
  readonly successes: readonly number[]
  readonly failures: readonly number[]
}

/**
 * The credit of each member. A trial is a success when it is among the best fifth of the newest finished trials of the
 * ensemble: by value, of several objectives by domination, feasible ones first. Pruned and failed trials are none.
 */
export function memberCredit({ trials, directions }: History, members: readonly Sampler[]): Credit {
  const window: { readonly trial: TrialRecord; readonly member: number }[] = []
  for (let at = trials.length - 1; at >= 0 && window.length < newest; at--) {
    if (!isFinished(trials[at].state)) continue
    const member = memberOf(members, trials[at])
    if (member >= 0) window.push({ trial: trials[at], member })
  }
  const complete = window.filter(({ trial: { state, values } }) => state === 'complete' && values?.every(isNumber))
  const ranks = constrainedRanks(
    complete.map(({ trial }) => toLosses(directions, trial.values!)),
    complete.map(({ trial }) => violationOf(trial)),
  )
  const most = Math.ceil(bestShare * window.length)
  const limit = lastRankWithin(ranks, most)
  const successes = members.map((_, m) => complete.filter(({ member }, i) => member === m && ranks[i] <= limit).length)
  const drawn = members.map((_, m) => window.filter(({ member }) => member === m).length)
  return { successes, failures: drawn.map((count, m) => count - successes[m]) }
}

/** The highest rank that fits into the first `most` places with all of its equals; rank 0 always does. */
function lastRankWithin(ranks: Int32Array, most: number): number {
  const sorted = ranks.toSorted()
  let last = 0
  for (let i = 0; i < Math.min(sorted.length, most); i++) if (sorted[i + 1] !== sorted[i]) last = sorted[i]
  return last
}

const isNumber = (value: number): boolean => !Number.isNaN(value)

/**
 * A member drawn with the probability that it is the most successful one (Thompson 1933, with a uniform prior).
 *
 * @param available positions to choose from, at least one
 */
export function drawByCredit({ successes, failures }: Credit, available: readonly number[], rng: Rng): number {
  const draws = available.map((m) => drawRate(successes[m], failures[m], rng))
  return available[draws.indexOf(Math.max(...draws))]
}

/** A draw from Beta(1 + successes, 1 + failures): the order statistic of uniform draws that has this distribution. */
function drawRate(successes: number, failures: number, rng: Rng): number {
  const draws = Float64Array.from({ length: successes + failures + 1 }, () => rng.uniform())
  return draws.sort()[successes]
}
