import { z } from 'zod'
import type { ParamValue } from '../distribution.ts'
import { checkedCategorical } from '../distribution.ts'
import { leafBehaviour } from '../leaf.ts'
import type { Notes } from '../leaf.ts'
import { call, notFinite } from '../messages.ts'
import { spaceNode } from '../node.ts'
import type { SpaceNode } from '../node.ts'
import { nodeKind, noteFields } from '../node-kind.ts'
import { priorSchema } from '../prior.ts'
import type { ChoicePrior } from '../prior.ts'
import { callSource } from '../source.ts'

/** A choice under construction; its value is one of `C`. */
export interface ChoiceNode<C extends ParamValue> extends SpaceNode<C> {
  /** The choice to try first. */
  default(value: C): ChoiceNode<C>
  /** One sentence for readers of the space. */
  doc(text: string): ChoiceNode<C>
  /**
   * How likely each choice is believed to be, in the order of the choices; only ratios count.
   *
   * @example choice('tanh', 'gelu').prior({ kind: 'weights', weights: [3, 1] })
   * @throws InputError `space/bad-prior`
   */
  prior(prior: ChoicePrior): ChoiceNode<C>
}

interface ChoiceSpec<C extends ParamValue> extends Notes<C> {
  readonly choices: readonly C[]
}

/**
 * One of the values given, which have no order. For numbers in order prefer `int`, `float` or `powers`: samplers learn
 * more from them.
 *
 * @example choice('tanh', 'gelu', 'sin').default('tanh')
 * @throws InputError `space/empty-choice`, `space/bad-choice`, `space/duplicate-choice`, `space/non-finite`,
 *   `space/bad-default`
 */
export function choice<const C extends ParamValue>(choices: readonly C[]): ChoiceNode<C>
export function choice<const C extends readonly [ParamValue, ...ParamValue[]]>(...choices: C): ChoiceNode<C[number]>
export function choice(...given: readonly (ParamValue | readonly ParamValue[])[]): ChoiceNode<ParamValue> {
  const listed = given.length === 1 && Array.isArray(given[0]) ? given[0] : given
  return build({ choices: [...(listed as readonly ParamValue[])] })
}

const stored = z.union([z.number(), z.string(), z.boolean(), z.null()])

export const choiceKind = nodeKind(
  { choices: z.array(stored), default: stored.optional(), prior: priorSchema.optional(), ...noteFields },
  build<ParamValue>,
)

function build<C extends ParamValue>(spec: ChoiceSpec<C>): ChoiceNode<C> {
  const { choices, ...notes } = spec
  const subject = call('choice', ...choices)
  const distribution = checkedCategorical(subject, choices)
  // A space must survive JSON, which has no such numbers.
  const odd = choices.find((value) => typeof value === 'number' && !Number.isFinite(value))
  if (odd !== undefined) throw notFinite(subject, 'choice', odd)
  return spaceNode(
    leafBehaviour<C>({
      source: callSource('choice', ...choices),
      subject,
      kind: 'choice',
      distribution,
      json: { choices },
      notes,
      schema: (error) => z.literal(choices, { error }),
    }),
    {
      default: (value: C) => build({ ...spec, default: value }),
      doc: (doc: string) => build({ ...spec, doc }),
      prior: (prior: ChoicePrior) => build({ ...spec, prior }),
    },
  )
}
