import { z } from 'zod'
import { checkedCategorical } from '../distribution.ts'
import { leafBehaviour } from '../leaf.ts'
import type { Notes } from '../leaf.ts'
import { spaceNode } from '../node.ts'
import type { SpaceNode } from '../node.ts'
import { nodeKind, noteFields } from '../node-kind.ts'

/** A switch under construction. */
export interface BoolNode extends SpaceNode<boolean> {
  /** The setting to try first. */
  default(value: boolean): BoolNode
  /** One sentence for readers of the space. */
  doc(text: string): BoolNode
}

/** False or true. @example bool().default(true) */
export function bool(): BoolNode {
  return build({})
}

export const boolKind = nodeKind({ default: z.boolean().optional(), ...noteFields }, build)

function build(notes: Notes<boolean>): BoolNode {
  return spaceNode(
    leafBehaviour<boolean>({
      source: 'bool()',
      subject: 'bool()',
      kind: 'bool',
      distribution: checkedCategorical('bool()', [false, true]),
      json: {},
      notes,
      schema: (error) => z.boolean({ error }),
    }),
    {
      default: (value: boolean) => build({ ...notes, default: value }),
      doc: (doc: string) => build({ ...notes, doc }),
    },
  )
}
