import type { Json } from '../../../src/base/json.ts'
import type { Direction } from '../../../src/hpo/core/direction.ts'
import type { PruneRequest } from '../../../src/hpo/core/pruner.ts'
import type { TrialRecord } from '../../../src/hpo/core/trial-record.ts'
import { trialRecord } from '../../../src/testing/trial-record.ts'

/** Values by step. */
export type Curve = Readonly<Record<number, number>>

export function curveOf(points: Curve): ReadonlyMap<number, number> {
  return new Map(Object.entries(points).map(([step, value]) => [Number(step), value]))
}

interface Situation {
  /** Earlier trials: complete ones with the curve given, or anything else of a record. */
  readonly past: readonly (Partial<TrialRecord> & { readonly curve: Curve })[]
  readonly curve: Curve
  readonly direction?: Direction
  readonly notes?: Map<string, Json>
}

/** What a pruner is asked when the trial after those of `past` has reported `curve`. */
export function pruneRequest({ past, curve, direction = 'minimize', notes = new Map() }: Situation): PruneRequest {
  const earlier = past.map(({ curve: points, ...given }, number) =>
    trialRecord({ number, values: [0], intermediateValues: curveOf(points), ...given }),
  )
  const trial = trialRecord({ number: past.length, state: 'running', intermediateValues: curveOf(curve) })
  return {
    trial,
    history: { name: 'study', directions: [direction], trials: [...earlier, trial] },
    note: (key, value) => void notes.set(key, value),
  }
}
