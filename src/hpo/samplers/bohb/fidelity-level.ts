import { constraintsOf } from '../../core/constraints.ts'
import { minimizeSign } from '../../core/direction.ts'
import type { History } from '../../core/sampler.ts'
import type { TrialRecord } from '../../core/trial-record.ts'

/** A trial with its value at the level that is modelled; smaller is better. */
export interface Observation {
  readonly trial: TrialRecord
  readonly value: number
}

/**
 * The trials at the highest step that at least `least` of them have reported at; those that are complete stand above every
 * step. The best first, equals in order of number. Null while no step has as many.
 *
 * Running trials count with what they have reported: a scheduler leaves most of its trials paused on the way. Failed ones
 * do not, NaN is worse than everything, and trials that violate a constraint come after all others.
 */
export function highestLevel(history: History, least: number): readonly Observation[] | null {
  const sign = minimizeSign(history.directions[0])
  const modelled = history.trials.filter(({ state }) => state !== 'fail' && state !== 'waiting')
  const complete = modelled.filter(({ state, values }) => state === 'complete' && values !== null)
  if (complete.length >= least) return ranked(complete, (trial) => sign * trial.values![0])
  const counts = new Map<number, number>()
  for (const { intermediateValues } of modelled) {
    for (const step of intermediateValues.keys()) counts.set(step, (counts.get(step) ?? 0) + 1)
  }
  let level: number | null = null
  for (const [step, count] of counts) if (count >= least && (level === null || step > level)) level = step
  if (level === null) return null
  const step = level
  const there = modelled.filter(({ intermediateValues }) => intermediateValues.has(step))
  return ranked(there, ({ intermediateValues }) => sign * intermediateValues.get(step)!)
}

function ranked(trials: readonly TrialRecord[], valueOf: (trial: TrialRecord) => number): readonly Observation[] {
  const rows = trials.map((trial) => {
    const value = valueOf(trial)
    return { trial, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value, violation: violation(trial) }
  })
  // Differences of infinities are NaN, so values are compared.
  return rows.sort((a, b) => a.violation - b.violation || Number(a.value > b.value) - Number(a.value < b.value))
}

function violation(trial: TrialRecord): number {
  let sum = 0
  for (const value of constraintsOf(trial) ?? [])
    if (!(value <= 0)) sum += Number.isNaN(value) ? 1e300 : Math.min(value, 1e300)
  return sum
}
