import { formatNumber } from '../../base/number-format.ts'
import type { Params } from '../space/distribution.ts'

/** Parameters for people, one text each: `lr: 0.001235`. */
export function paramTexts(params: Params): readonly string[] {
  return Object.entries(params).map(
    ([name, value]) => `${name}: ${typeof value === 'number' ? formatNumber(value) : JSON.stringify(value)}`,
  )
}
