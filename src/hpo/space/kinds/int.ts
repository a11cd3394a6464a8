import { z } from 'zod'
import { checkedInt } from '../distribution.ts'
import { leafBehaviour } from '../leaf.ts'
import type { Notes } from '../leaf.ts'
import { call, emptyRange } from '../messages.ts'
import { behaviour } from '../node.ts'
import type { SpaceNode } from '../node.ts'
import { nodeKind, noteFields } from '../node-kind.ts'

/** A whole-number parameter under construction. Every method gives a new node and checks the whole declaration again. */
export interface IntNode extends SpaceNode<number> {
  /** Searches on a logarithmic scale. Needs low of 1 or more. */
  log(): IntNode
  /** Searches only low, low + step, … up to high. Not together with `log`. */
  step(step: number): IntNode
  /** The value to try first. */
  default(value: number): IntNode
  /** The unit, shown on axes. */
  unit(unit: string): IntNode
  /** One sentence for readers of the space. */
  doc(text: string): IntNode
}

interface IntSpec extends Notes<number> {
  readonly low: number
  readonly high: number
  readonly log?: boolean | undefined
  readonly step?: number | undefined
}

/**
 * A whole number from low to high, both included.
 *
 * @example int(2, 8).default(4)
 * @throws InputError `space/bad-range`, `space/non-finite`, `space/not-whole`, `space/bad-log-range`, `space/bad-step`,
 *   `space/bad-default`
 */
export function int(low: number, high: number): IntNode {
  return build({ low, high })
}

export const intKind = nodeKind(
  {
    low: z.number(),
    high: z.number(),
    log: z.boolean().optional(),
    step: z.number().optional(),
    default: z.number().optional(),
    ...noteFields,
  },
  build,
)

function build(spec: IntSpec): IntNode {
  const { low, high, log = false, step, ...notes } = spec
  const subject = call('int', low, high)
  const distribution = checkedInt(subject, { low, high, log, step })
  if (low === high) throw emptyRange(subject, low)
  return Object.freeze({
    [behaviour]: leafBehaviour<number>({
      subject,
      kind: 'int',
      distribution,
      json: { low, high, ...(log ? { log } : {}), ...(step === undefined ? {} : { step }) },
      notes,
      schema: (error) => z.int({ error }).min(low, { error }).max(distribution.high, { error }),
    }),
    log: () => build({ ...spec, log: true }),
    step: (width: number) => build({ ...spec, step: width }),
    default: (value: number) => build({ ...spec, default: value }),
    unit: (unit: string) => build({ ...spec, unit }),
    doc: (doc: string) => build({ ...spec, doc }),
  })
}
