import { z } from 'zod'
import { checkedInt } from '../distribution.ts'
import { extraArgument } from '../messages.ts'
import { numberNode, numberNodeKind, type NumberKind, type NumberNode } from './number-node.ts'

const kind: NumberKind = { name: 'int', distribution: checkedInt, schema: (error) => z.int({ error }) }

/**
 * A whole number from low to high, both included.
 *
 * @example int(2, 8).default(4)
 * @throws InputError `space/extra-argument`, `space/bad-range`, `space/non-finite`, `space/not-whole`, `space/bad-log-range`, `space/bad-step`,
 *   `space/bad-default`
 */
export function int(low: number, high: number): NumberNode
export function int(low: number, high: number, ...more: readonly unknown[]): NumberNode {
  if (more.length > 0) throw extraArgument('int', [low, high, ...more])
  return numberNode(kind, { low, high })
}

export const intKind = numberNodeKind(kind)
