import { z } from 'zod'
import { checkedInt } from '../distribution.ts'
import { indexCoding, leafBehaviour } from '../leaf.ts'
import type { Notes } from '../leaf.ts'
import { badPowers, call } from '../messages.ts'
import { spaceNode } from '../node.ts'
import type { SpaceNode } from '../node.ts'
import { nodeKind, noteFields } from '../node-kind.ts'
import { callSource } from '../source.ts'

/** A doubling scale under construction. */
export interface PowersNode extends SpaceNode<number> {
  /** The value to try first. */
  default(value: number): PowersNode
  /** The unit, shown on axes. */
  unit(unit: string): PowersNode
  /** One sentence for readers of the space. */
  doc(text: string): PowersNode
}

interface PowersSpec extends Notes<number> {
  readonly low: number
  readonly high: number
}

/**
 * low, 2·low, 4·low, … high: widths, batch sizes, numbers of points. Storages keep the index in this list (0 for low),
 * a whole number in order, from which samplers learn more than from a choice.
 *
 * @example powers(16, 512)
 * @throws InputError `space/bad-powers`, `space/bad-default`
 */
export function powers(low: number, high: number): PowersNode {
  return build({ low, high })
}

export const powersKind = nodeKind(
  { low: z.number(), high: z.number(), default: z.number().optional(), ...noteFields },
  build,
)

function build(spec: PowersSpec): PowersNode {
  const { low, high, ...notes } = spec
  const labels = doublings(low, high)
  const subject = call('powers', low, high)
  return spaceNode(
    leafBehaviour<number>({
      source: callSource('powers', low, high),
      subject,
      kind: 'powers',
      distribution: checkedInt(subject, { low: 0, high: labels.length - 1 }),
      json: { low, high },
      notes,
      schema: (error) => z.literal(labels, { error }),
      labels,
      coding: indexCoding(labels),
    }),
    {
      default: (value: number) => build({ ...spec, default: value }),
      unit: (unit: string) => build({ ...spec, unit }),
      doc: (doc: string) => build({ ...spec, doc }),
    },
  )
}

/** low, 2·low, … high; doubling is exact in binary, so the last is high itself. */
function doublings(low: number, high: number): readonly number[] {
  const count = Math.log2(high / low)
  if (!(low > 0 && count >= 1 && Number.isFinite(high) && low * 2 ** Math.round(count) === high)) {
    throw badPowers(low, high)
  }
  return Array.from({ length: Math.round(count) + 1 }, (_, index) => low * 2 ** index)
}
