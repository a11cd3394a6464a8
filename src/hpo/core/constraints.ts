import type { TrialRecord } from './trial-record.ts'

/** The system attribute that holds a trial's constraint values as a list: the form that every Optuna tool reads. */
export const constraintsKey = 'constraints'

/** Prefix of the attributes in which Optuna 5 keeps one named constraint each. */
const namedPrefix = 'constraints:'

/** What the trial's constraints came out as, each satisfied when ≤ 0; null when it has none. */
export function constraintsOf(trial: Pick<TrialRecord, 'systemAttrs'>): readonly number[] | null {
  const list = trial.systemAttrs[constraintsKey]
  if (Array.isArray(list)) return list.map(Number)
  const named = Object.keys(trial.systemAttrs).filter((key) => key.startsWith(namedPrefix))
  return named.length === 0 ? null : named.map((key) => Number(trial.systemAttrs[key]))
}

/** Whether every constraint is satisfied. A trial without constraints is feasible, one with a NaN among them is not. */
export function isFeasible(trial: Pick<TrialRecord, 'systemAttrs'>): boolean {
  return (constraintsOf(trial) ?? []).every((value) => value <= 0)
}
