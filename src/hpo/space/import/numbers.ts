import { describeValue } from '../../../base/errors.ts'
import { fixed } from '../kinds/fixed.ts'
import { float } from '../kinds/float.ts'
import { int } from '../kinds/int.ts'
import type { NumberNode } from '../kinds/number-node.ts'
import type { SpaceNode } from '../node.ts'
import type { NumberPrior } from '../prior.ts'
import { Unsearchable } from './problems.ts'

/** A number as other tools describe it; what is absent there is undefined or null here. */
export interface ForeignNumber {
  readonly kind: 'float' | 'int'
  readonly low: unknown
  readonly high: unknown
  readonly log?: boolean | undefined
  readonly step?: unknown
  readonly default?: unknown
  readonly prior?: NumberPrior | undefined
}

/** The node of such a number; a range of one value is a constant. */
export function importNumber(given: ForeignNumber): SpaceNode {
  const low = numberOf('the lower bound', given.low)
  const high = numberOf('the upper bound', given.high)
  if (low === high) return fixed(low)
  let node: NumberNode = given.kind === 'int' ? int(low, high) : float(low, high)
  if (given.log === true) node = node.log()
  if (isGiven(given.step) && !(given.kind === 'int' && given.step === 1)) {
    node = node.step(numberOf('the step', given.step))
  }
  if (isGiven(given.default)) node = node.default(numberOf('the default', given.default))
  return given.prior === undefined ? node : node.prior(given.prior)
}

/** @throws Unsearchable for what is no finite number */
export function numberOf(what: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new Unsearchable(`${what} is ${isGiven(value) ? describeValue(value) : 'missing'}, not a number`)
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}
