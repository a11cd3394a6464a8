import { z } from 'zod'
import { checkedFloat } from '../distribution.ts'
import { extraArgument } from '../messages.ts'
import { numberNode, numberNodeKind, type NumberKind, type NumberNode } from './number-node.ts'

const kind: NumberKind = { name: 'float', distribution: checkedFloat, schema: (error) => z.number({ error }) }

/**
 * A real parameter in [low, high].
 *
 * @example float(1e-5, 1e-1).log().default(1e-3)
 * @throws InputError `space/extra-argument`, `space/bad-range`, `space/non-finite`, `space/bad-log-range`, `space/bad-step`, `space/bad-default`
 */
export function float(low: number, high: number): NumberNode
export function float(low: number, high: number, ...more: readonly unknown[]): NumberNode {
  if (more.length > 0) throw extraArgument('float', [low, high, ...more])
  return numberNode(kind, { low, high })
}

export const floatKind = numberNodeKind(kind)
