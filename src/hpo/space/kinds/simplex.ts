import { z } from 'zod'
import { checkOptionNames } from '../../../base/check-argument.ts'
import { checkedFloat } from '../distribution.ts'
import { expectedError, notesJson, schemaMeta } from '../leaf.ts'
import { badAlpha, badDefault, invalidValue, unknownParameter } from '../messages.ts'
import { childName, spaceNode } from '../node.ts'
import type { FlatEntry, NodeBehaviour, NodeJson, SpaceNode } from '../node.ts'
import { nodeKind } from '../node-kind.ts'
import { callSource, notesSource } from '../source.ts'
import { suggest } from '../suggester.ts'
import { cutsOfShares, sharesOfCuts } from './stick-breaking.ts'
import { checkParts } from './weights.ts'
import type { Weights } from './weights.ts'

/** Shares of a whole under construction. */
export interface SimplexNode<Part extends string> extends SpaceNode<Weights<Part>> {
  /** The shares to try first. Only their ratios matter, so `{ adam: 1, sgd: 3 }` will do. */
  default(value: Readonly<Weights<Part>>): SimplexNode<Part>
  /** One sentence for readers of the space. */
  doc(text: string): SimplexNode<Part>
}

interface SimplexSpec<Part extends string> {
  readonly parts: readonly Part[]
  readonly alpha: number
  readonly default?: Readonly<Weights<Part>> | undefined
  readonly doc?: string | undefined
}

/** How far from 1 the sum of shares may be in a value that is checked; drawn shares are within 1e-12. */
const sumTolerance = 1e-9

/**
 * Shares of a whole: 0 or more each, with sum 1. Mixtures, data proportions, ensemble weights. For weights of loss terms,
 * which matter by their ratios, prefer `lossWeights`.
 *
 * k parts are stored as k − 1 numbers in [0, 1], the cuts of a stick: `mix.0`, `mix.1`, … No direction of the search is
 * wasted and nothing is rejected; uniform cuts give a uniform draw from the simplex.
 *
 * @param options.alpha concentration of the symmetric Dirichlet distribution that uniform cuts give, 0.01 to 100: 1
 *   (uniform) unless given; below 1 prefers few large shares, above 1 equal ones
 * @example simplex(['interior', 'boundary', 'initial'])
 * @throws InputError `space/bad-parts`, `space/bad-alpha`, `space/duplicate-name`, `space/bad-name`, `space/bad-default`
 */
export function simplex<const Part extends string>(
  parts: readonly Part[],
  options: { readonly alpha?: number } = {},
): SimplexNode<Part> {
  checkOptionNames('simplex', options, ['alpha'])
  return build({ parts, alpha: options.alpha ?? 1 })
}

export const simplexKind = nodeKind(
  {
    parts: z.array(z.string()),
    alpha: z.number(),
    default: z.record(z.string(), z.number()).optional(),
    doc: z.string().optional(),
  },
  build<string>,
)

function build<Part extends string>(spec: SimplexSpec<Part>): SimplexNode<Part> {
  checkParts('simplex', spec.parts)
  const { alpha } = spec
  if (typeof alpha !== 'number' || !(alpha >= 0.01 && alpha <= 100)) throw badAlpha(alpha)
  const parts = Object.freeze([...spec.parts])
  const known = { ...spec, parts }
  if (spec.default !== undefined && sharesIn(known, 'default', spec.default) === null) {
    throw badDefault('simplex', spec.default, 'a share for every part, not all 0')
  }
  return spaceNode(cutBehaviour(known), {
    default: (value: Readonly<Weights<Part>>) => build({ ...spec, default: { ...value } }),
    doc: (doc: string) => build({ ...spec, doc }),
  })
}

function cutBehaviour<Part extends string>(spec: SimplexSpec<Part>): NodeBehaviour<Weights<Part>> {
  const { parts, alpha, doc } = spec
  const cut = checkedFloat('simplex', { low: 0, high: 1 })
  const names = (name: string): string[] => parts.slice(1).map((_, index) => childName(name, `${index}`))
  const toJSON = (): NodeJson => ({ kind: 'simplex', parts, alpha, ...notesJson({ default: spec.default, doc }) })
  return {
    draw(name, suggester) {
      const cuts = names(name).map((flat) => suggest(suggester, flat, cut) as number)
      const shares = sharesOfCuts(cuts, alpha)
      return Object.fromEntries(parts.map((part, index) => [part, shares[index]])) as Weights<Part>
    },
    encode(name, value) {
      const shares = value === undefined ? null : sharesIn(spec, name, value)
      if (shares === null) return []
      const cuts = cutsOfShares(shares, alpha)
      return names(name).map((flat, index): FlatEntry => [flat, cuts[index]])
    },
    leaves: (name) =>
      names(name).map((flat, index) => ({
        name: flat,
        distribution: cut,
        when: [],
        part: { kind: 'simplex', of: name, index, size: parts.length },
      })),
    schema: () => sharesSchema(parts).meta(schemaMeta(toJSON(), doc)),
    toJSON,
    source: () =>
      callSource('simplex', parts, alpha === 1 ? undefined : { alpha }) + notesSource({ default: spec.default, doc }),
    initial: () => spec.default,
  }
}

/** The shares in order, or null while one is missing. */
function sharesIn({ parts }: SimplexSpec<string>, name: string, value: unknown): readonly number[] | null {
  if (typeof value !== 'object' || value === null) throw invalidValue(name, value, 'shares by name')
  const given = value as Readonly<Record<string, unknown>>
  const stranger = Object.keys(given).find((key) => !parts.includes(key))
  if (stranger !== undefined) throw unknownParameter(childName(name, stranger), parts)
  const shares: number[] = []
  for (const part of parts) {
    const share = Object.hasOwn(given, part) ? given[part] : undefined
    if (share === undefined) return null
    if (typeof share !== 'number' || !(share >= 0 && Number.isFinite(share))) {
      throw invalidValue(childName(name, part), share, 'numbers from 0 to 1')
    }
    shares.push(share)
  }
  if (!shares.some((share) => share > 0)) throw invalidValue(name, value, 'shares of which one at least is above 0')
  return shares
}

function sharesSchema(parts: readonly string[]): z.ZodType {
  const error = expectedError('a number from 0 to 1')
  const share = z.number({ error }).min(0, { error }).max(1, { error })
  return z
    .strictObject(Object.fromEntries(parts.map((part) => [part, share])))
    .refine((value) => Math.abs(parts.reduce((sum, part) => sum + value[part], 0) - 1) <= sumTolerance, {
      error: 'expected shares with sum 1',
    })
}
