import { describeValue } from '../../../base/errors.ts'
import { isParamValue } from '../distribution.ts'
import { bool } from '../kinds/bool.ts'
import { choice } from '../kinds/choice.ts'
import type { SpaceNode } from '../node.ts'
import { Unsearchable } from './problems.ts'

/** Choices as other tools describe them. */
export interface ForeignChoices {
  readonly values: unknown
  readonly default?: unknown
  /** One for each value; only ratios count. */
  readonly weights?: unknown
}

/** The node of such choices; false and true, in this order and alone, are a switch. */
export function importChoices({ values, default: initial, weights }: ForeignChoices): SpaceNode {
  if (!Array.isArray(values)) throw new Unsearchable(`the choices are ${describeValue(values)}, not a list`)
  const odd: unknown = values.find((value) => !isParamValue(value))
  if (odd !== undefined) {
    throw new Unsearchable(`the choice ${describeValue(odd)} is no number, text, boolean or null: choose among names`)
  }
  const isSwitch = values.length === 2 && values[0] === false && values[1] === true && !Array.isArray(weights)
  if (isSwitch) return typeof initial === 'boolean' ? bool().default(initial) : bool()
  let node = choice(values.filter(isParamValue))
  if (isParamValue(initial) && values.includes(initial)) node = node.default(initial)
  return Array.isArray(weights) ? node.prior({ kind: 'weights', weights: weights as number[] }) : node
}
