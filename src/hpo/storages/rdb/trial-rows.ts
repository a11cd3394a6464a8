import type { Json } from '../../../base/json.ts'
import type { TrialRecord, TrialState } from '../../core/trial-record.ts'
import type { Distribution, ParamValue } from '../../space/distribution.ts'
import { fromStoredNumber, type StoredNumberType } from './stored-number.ts'

/** What Optuna's tables say about a set of trials: one list of rows per table, in order of their own keys. */
export interface TrialRows {
  readonly trials: readonly TrialRow[]
  readonly params: readonly ParamRow[]
  readonly values: readonly ValueRow[]
  readonly intermediateValues: readonly IntermediateValueRow[]
  readonly userAttrs: readonly AttributeRow[]
  readonly systemAttrs: readonly AttributeRow[]
}

export interface TrialRow {
  readonly trial_id: number
  readonly number: number
  readonly state: StoredState
  readonly datetime_start: string | null
  readonly datetime_complete: string | null
}

export interface ParamRow {
  readonly trial_id: number
  readonly param_name: string
  readonly param_value: number
  readonly distribution_json: string
}

export interface ValueRow {
  readonly trial_id: number
  readonly value: number | null
  readonly value_type: StoredNumberType
}

export interface IntermediateValueRow {
  readonly trial_id: number
  readonly step: number
  readonly intermediate_value: number | null
  readonly intermediate_value_type: StoredNumberType
}

export interface AttributeRow {
  readonly trial_id: number
  readonly key: string
  readonly value_json: string
}

export type StoredState = Uppercase<TrialState>

/** How the texts in the rows are understood. */
export interface RowReader {
  param(row: ParamRow): { readonly value: ParamValue; readonly distribution: Distribution }
  json(text: string, key: string): Json
  time(text: string): Date
}

/** The trials that `rows` describe, in order of id. */
export function trialsFromRows(rows: TrialRows, reader: RowReader): readonly TrialRecord[] {
  const params = byTrial(rows.params)
  const values = byTrial(rows.values)
  const intermediateValues = byTrial(rows.intermediateValues)
  const userAttrs = byTrial(rows.userAttrs)
  const systemAttrs = byTrial(rows.systemAttrs)
  const attributes = (found: readonly AttributeRow[] = []): Record<string, Json> =>
    Object.fromEntries(found.map(({ key, value_json }) => [key, reader.json(value_json, key)]))

  return rows.trials.map(({ trial_id: id, number, state, datetime_start, datetime_complete }) => {
    const assigned = (params.get(id) ?? []).map((row) => [row.param_name, reader.param(row)] as const)
    return {
      id,
      number,
      state: state.toLowerCase() as TrialState,
      values: values.get(id)?.map(({ value, value_type: type }) => fromStoredNumber({ value, type })) ?? null,
      params: Object.fromEntries(assigned.map(([name, { value }]) => [name, value])),
      distributions: Object.fromEntries(assigned.map(([name, { distribution }]) => [name, distribution])),
      intermediateValues: new Map(intermediateValues.get(id)?.map(pointFromRow)),
      userAttrs: attributes(userAttrs.get(id)),
      systemAttrs: attributes(systemAttrs.get(id)),
      startedAt: datetime_start === null ? null : reader.time(datetime_start),
      completedAt: datetime_complete === null ? null : reader.time(datetime_complete),
    }
  })
}

function pointFromRow(row: IntermediateValueRow): readonly [number, number] {
  return [row.step, fromStoredNumber({ value: row.intermediate_value, type: row.intermediate_value_type })]
}

function byTrial<Row extends { readonly trial_id: number }>(rows: readonly Row[]): ReadonlyMap<number, readonly Row[]> {
  const groups = new Map<number, Row[]>()
  for (const row of rows) {
    const group = groups.get(row.trial_id)
    if (group === undefined) groups.set(row.trial_id, [row])
    else group.push(row)
  }
  return groups
}
