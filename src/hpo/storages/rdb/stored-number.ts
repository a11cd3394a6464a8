/**
 * A number as Optuna's tables keep it: databases do not store infinities and NaN alike, so that they are named by a
 * second column (`value_type`, `intermediate_value_type`) and the number itself is NULL.
 */
export interface StoredNumber {
  readonly value: number | null
  readonly type: StoredNumberType
}

/** `NAN` occurs only among intermediate values. */
export type StoredNumberType = 'FINITE' | 'INF_POS' | 'INF_NEG' | 'NAN'

export function toStoredNumber(value: number): StoredNumber {
  if (Number.isFinite(value)) return { value, type: 'FINITE' }
  if (Number.isNaN(value)) return { value: null, type: 'NAN' }
  return { value: null, type: value > 0 ? 'INF_POS' : 'INF_NEG' }
}

export function fromStoredNumber({ value, type }: StoredNumber): number {
  switch (type) {
    case 'INF_POS':
      return Number.POSITIVE_INFINITY
    case 'INF_NEG':
      return Number.NEGATIVE_INFINITY
    case 'NAN':
      return Number.NaN
    case 'FINITE':
      return value ?? Number.NaN
  }
}
