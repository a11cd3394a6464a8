import { formatNumber } from '../../base/number-format.ts'
import type { ParamValue } from '../space/distribution.ts'

/** A parameter for people: `lr: 0.001235`. */
export function paramText(name: string, value: ParamValue): string {
  return `${name}: ${typeof value === 'number' ? formatNumber(value) : JSON.stringify(value)}`
}
