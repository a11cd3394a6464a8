import type { PruneRequest } from '../core/pruner.ts'
import type { History } from '../core/sampler.ts'
import { type Leg, legOf } from '../core/scheduler.ts'
import type { TrialRecord } from '../core/trial-record.ts'
import type { Yardstick } from './yardstick.ts'

/** A trial at a rung. */
export interface RungEntry {
  readonly trial: TrialRecord
  readonly leg: Leg
  /** What it had there; smaller is better. */
  readonly losses: readonly number[]
}

/** The trials of one bracket that have reached a rung, the best first; equals in order of number. */
export function rungEntries(
  history: History,
  { scheduler, round, bracket, rung }: Omit<Leg, 'until'>,
  yardstick: Yardstick,
): readonly RungEntry[] {
  const entries: RungEntry[] = []
  for (const trial of history.trials) {
    const leg = legOf(trial, scheduler)
    if (leg?.round !== round || leg.bracket !== bracket) continue
    const losses = yardstick.noted(trial, rung, history)
    if (losses !== null) entries.push({ trial, leg, losses })
  }
  return yardstick.order(entries.map(({ losses }) => losses)).map((at) => entries[at])
}

/**
 * What becomes of a trial that pauses at the end of its leg: its value is noted for the rung. NaN is given up, and the last
 * leg goes on to the end.
 */
export function judgeLeg(
  request: PruneRequest,
  { leg, max, yardstick }: { readonly leg: Leg; readonly max: number; readonly yardstick: Yardstick },
): 'continue' | 'pause' | 'prune' {
  const { step, losses } = yardstick.newest(request)
  if (step < leg.until) return 'continue'
  if (losses.some(Number.isNaN)) return leg.until >= max ? 'continue' : 'prune'
  yardstick.note(request, leg.rung, losses)
  return leg.until >= max ? 'continue' : 'pause'
}
