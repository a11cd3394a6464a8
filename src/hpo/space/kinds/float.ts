import { z } from 'zod'
import { checkedFloat } from '../distribution.ts'
import { leafBehaviour } from '../leaf.ts'
import type { Notes } from '../leaf.ts'
import { call, emptyRange } from '../messages.ts'
import { behaviour } from '../node.ts'
import type { SpaceNode } from '../node.ts'
import { nodeKind, noteFields } from '../node-kind.ts'

/** A real parameter under construction. Every method gives a new node and checks the whole declaration again. */
export interface FloatNode extends SpaceNode<number> {
  /** Searches on a logarithmic scale: right for rates and weights that span decades. Needs low above 0. */
  log(): FloatNode
  /** Searches only low, low + step, … up to high. Not together with `log`. */
  step(step: number): FloatNode
  /** The value to try first. */
  default(value: number): FloatNode
  /** The physical unit, shown on axes: `'1/m'`. */
  unit(unit: string): FloatNode
  /** One sentence for readers of the space. */
  doc(text: string): FloatNode
}

interface FloatSpec extends Notes<number> {
  readonly low: number
  readonly high: number
  readonly log?: boolean | undefined
  readonly step?: number | undefined
}

/**
 * A real parameter in [low, high].
 *
 * @example float(1e-5, 1e-1).log().default(1e-3)
 * @throws InputError `space/bad-range`, `space/non-finite`, `space/bad-log-range`, `space/bad-step`, `space/bad-default`
 */
export function float(low: number, high: number): FloatNode {
  return build({ low, high })
}

export const floatKind = nodeKind(
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

function build(spec: FloatSpec): FloatNode {
  const { low, high, log = false, step, ...notes } = spec
  const subject = call('float', low, high)
  const distribution = checkedFloat(subject, { low, high, log, step })
  if (low === high) throw emptyRange(subject, low)
  return Object.freeze({
    [behaviour]: leafBehaviour<number>({
      subject,
      kind: 'float',
      distribution,
      json: { low, high, ...(log ? { log } : {}), ...(step === undefined ? {} : { step }) },
      notes,
      schema: (error) => z.number({ error }).min(low, { error }).max(distribution.high, { error }),
    }),
    log: () => build({ ...spec, log: true }),
    step: (width: number) => build({ ...spec, step: width }),
    default: (value: number) => build({ ...spec, default: value }),
    unit: (unit: string) => build({ ...spec, unit }),
    doc: (doc: string) => build({ ...spec, doc }),
  })
}
