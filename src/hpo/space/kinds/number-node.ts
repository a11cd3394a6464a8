import { z } from 'zod'
import { checkText } from '../../../base/check-argument.ts'
import type { NumericDistribution } from '../distribution.ts'
import type { FidelityNode } from '../fidelity.ts'
import { leafBehaviour } from '../leaf.ts'
import type { Notes, SchemaError } from '../leaf.ts'
import { call, emptyRange } from '../messages.ts'
import { spaceNode } from '../node.ts'
import type { SpaceNode } from '../node.ts'
import { nodeKind, noteFields } from '../node-kind.ts'
import { priorSchema } from '../prior.ts'
import type { NumberPrior } from '../prior.ts'
import { callSource, notesSource } from '../source.ts'

/** A number under construction. Every method gives a new node and checks the whole declaration again. */
export interface NumberNode extends SpaceNode<number> {
  /** Searches on a logarithmic scale: right for rates and weights that span decades. Needs low above 0. */
  log(): NumberNode
  /** Searches only low, low + step, … up to high. Not together with `log`. */
  step(step: number): NumberNode
  /** The value to try first. */
  default(value: number): NumberNode
  /** The physical unit, shown on axes: `'1/m'`. */
  unit(unit: string): NumberNode
  /** One sentence for readers of the space. */
  doc(text: string): NumberNode
  /**
   * Where the value is believed to lie: random draws follow it, and models start from it.
   *
   * @example float(1e-5, 1e-1).log().prior({ kind: 'logNormal', median: 1e-3, decades: 0.7 })
   * @throws InputError `space/bad-prior`
   */
  prior(prior: NumberPrior): NumberNode
  /**
   * Marks the parameter that says how much a trial may spend, such as epochs. Schedulers set it; where nothing does, a
   * trial gets the highest value. A space has one at most.
   */
  fidelity(): FidelityNode
}

export interface NumberSpec extends Notes<number> {
  readonly low: number
  readonly high: number
  readonly log?: boolean | undefined
  readonly step?: number | undefined
}

/** What tells one kind of number from the other. */
export interface NumberKind {
  readonly name: 'float' | 'int'
  readonly distribution: (
    subject: string,
    range: { low: number; high: number; log: boolean; step: number | undefined },
  ) => NumericDistribution
  readonly schema: (error: SchemaError) => z.ZodNumber
}

/** The node of `spec`, checked. */
export function numberNode(kind: NumberKind, spec: NumberSpec): NumberNode {
  const { low, high, log = false, step, ...notes } = spec
  const subject = call(kind.name, low, high)
  for (const what of ['unit', 'doc'] as const) {
    if (notes[what] !== undefined) checkText({ call: `${subject}.${what}`, what: `the ${what}`, value: notes[what] })
  }
  const distribution = kind.distribution(subject, { low, high, log, step })
  if (low === high) throw emptyRange(subject, low)
  const changed = (change: Partial<NumberSpec>): NumberNode => numberNode(kind, { ...spec, ...change })
  return spaceNode(
    leafBehaviour<number>({
      source: callSource(kind.name, low, high) + (log ? '.log()' : '') + notesSource({ step }),
      subject,
      kind: kind.name,
      distribution,
      json: { low, high, ...(log ? { log } : {}), ...(step === undefined ? {} : { step }) },
      notes,
      schema: (error) => kind.schema(error).min(low, { error }).max(distribution.high, { error }),
    }),
    {
      log: () => changed({ log: true }),
      step: (width: number) => changed({ step: width }),
      default: (value: number) => changed({ default: value }),
      unit: (unit: string) => changed({ unit }),
      doc: (doc: string) => changed({ doc }),
      prior: (prior: NumberPrior) => changed({ prior }),
      fidelity: () => changed({ fidelity: true }) as NumberNode & FidelityNode,
      ...(spec.fidelity === true ? { isFidelity: true } : {}),
    },
  )
}

/** How `spaceFromJSON` reads a number of that kind. */
export function numberNodeKind(kind: NumberKind) {
  return nodeKind(
    {
      low: z.number(),
      high: z.number(),
      log: z.boolean().optional(),
      step: z.number().optional(),
      default: z.number().optional(),
      prior: priorSchema.optional(),
      fidelity: z.literal(true).optional(),
      ...noteFields,
    },
    (spec) => numberNode(kind, spec),
  )
}
