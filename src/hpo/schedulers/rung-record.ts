import { minimizeSign } from '../core/direction.ts'
import type { PruneRequest } from '../core/pruner.ts'
import { rungKey } from '../core/rung-key.ts'
import type { History } from '../core/sampler.ts'
import { type Leg, legOf } from '../core/scheduler.ts'
import type { TrialRecord } from '../core/trial-record.ts'

/** A trial at a rung. */
export interface RungEntry {
  readonly trial: TrialRecord
  readonly leg: Leg
  /** Its value there, signed so that smaller is better. */
  readonly value: number
}

/** The trials of one bracket that have reached a rung, the best first; equals in order of number. */
export function rungEntries(
  { trials, directions }: History,
  { scheduler, round, bracket, rung }: Omit<Leg, 'until'>,
): readonly RungEntry[] {
  const sign = minimizeSign(directions[0])
  const key = rungKey(rung)
  const entries: RungEntry[] = []
  for (const trial of trials) {
    const value = trial.systemAttrs[key]
    if (typeof value !== 'number') continue
    const leg = legOf(trial, scheduler)
    if (leg?.round === round && leg.bracket === bracket) entries.push({ trial, leg, value: sign * value })
  }
  return entries.sort((a, b) => a.value - b.value)
}

/** The step and value of a trial's newest report. */
export function newestReport({ intermediateValues }: TrialRecord): { readonly step: number; readonly value: number } {
  let step = Number.NEGATIVE_INFINITY
  for (const reported of intermediateValues.keys()) if (reported > step) step = reported
  return { step, value: intermediateValues.get(step) ?? Number.NaN }
}

/**
 * What becomes of a trial that pauses at the end of its leg: its value is noted for the rung. NaN is given up, and the last
 * leg goes on to the end.
 */
export function judgeLeg(
  { trial, note }: PruneRequest,
  { leg, max }: { readonly leg: Leg; readonly max: number },
): 'continue' | 'pause' | 'prune' {
  const { step, value } = newestReport(trial)
  if (step < leg.until) return 'continue'
  if (Number.isNaN(value)) return leg.until >= max ? 'continue' : 'prune'
  note(rungKey(leg.rung), value)
  return leg.until >= max ? 'continue' : 'pause'
}
