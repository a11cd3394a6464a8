import { z } from 'zod'
import { checkOptionNames } from '../../../base/check-argument.ts'
import { checkedFloat } from '../distribution.ts'
import type { FloatDistribution } from '../distribution.ts'
import { expectedError, notesJson, schemaMeta } from '../leaf.ts'
import { badDecades, badDefault, invalidValue, unknownParameter } from '../messages.ts'
import { childName, spaceNode } from '../node.ts'
import type { FlatEntry, NodeBehaviour, NodeJson, SpaceNode } from '../node.ts'
import { nodeKind } from '../node-kind.ts'
import { callSource, notesSource } from '../source.ts'
import { suggest } from '../suggester.ts'
import { checkParts } from './weights.ts'
import type { Weights } from './weights.ts'

/** Loss weights under construction. */
export interface LossWeightsNode<Part extends string> extends SpaceNode<Weights<Part>> {
  /** The weights to try first. Only their ratios matter, so `{ pde: 1, bc: 10 }` will do. */
  default(value: Readonly<Weights<Part>>): LossWeightsNode<Part>
  /** One sentence for readers of the space. */
  doc(text: string): LossWeightsNode<Part>
}

interface LossWeightsSpec<Part extends string> {
  readonly parts: readonly Part[]
  readonly decades: number
  readonly default?: Readonly<Weights<Part>> | undefined
  readonly doc?: string | undefined
}

/** How far a ratio may leave its range through rounding when it is computed back from weights. */
const ratioRounding = 1e-9
/** How far from 1 the sum of weights may be in a value that is checked; drawn weights are within 1e-12. */
const sumTolerance = 1e-9

/**
 * Weights of the terms of a loss, positive and with sum 1.
 *
 * Only ratios of weights matter to a network, so k terms are searched as k − 1 ratios to the first, `w.bc/pde`, each on
 * a logarithmic scale from 10^-decades to 10^decades (the additive log-ratio of Aitchison 1982). No direction of the
 * search is wasted, and equal weights are the centre.
 *
 * @param options.decades how many powers of ten a weight may differ from the first: above 0, up to 100; 3 unless given
 * @example lossWeights(['pde', 'bc', 'ic'], { decades: 2 })
 * @throws InputError `space/bad-parts`, `space/bad-decades`, `space/duplicate-name`, `space/bad-name`
 */
export function lossWeights<const Part extends string>(
  parts: readonly Part[],
  options: { readonly decades?: number } = {},
): LossWeightsNode<Part> {
  checkOptionNames('lossWeights', options, ['decades'])
  return build({ parts, decades: options.decades ?? 3 })
}

export const lossWeightsKind = nodeKind(
  {
    parts: z.array(z.string()),
    decades: z.number(),
    default: z.record(z.string(), z.number()).optional(),
    doc: z.string().optional(),
  },
  build<string>,
)

function build<Part extends string>(spec: LossWeightsSpec<Part>): LossWeightsNode<Part> {
  checkSpec(spec)
  const parts = Object.freeze([...spec.parts])
  const distribution = checkedFloat('lossWeights', { low: 10 ** -spec.decades, high: 10 ** spec.decades, log: true })
  const ratios = { parts, distribution }
  checkDefault(ratios, spec.default)
  return spaceNode(ratioBehaviour({ ...spec, ...ratios }), {
    default: (value: Readonly<Weights<Part>>) => build({ ...spec, default: { ...value } }),
    doc: (doc: string) => build({ ...spec, doc }),
  })
}

function checkSpec({ parts, decades }: LossWeightsSpec<string>): void {
  checkParts('lossWeights', parts)
  if (typeof decades !== 'number' || !(decades > 0 && decades <= 100)) throw badDecades(decades)
}

interface Ratios<Part extends string> {
  readonly parts: readonly Part[]
  /** Of each part to the first. */
  readonly distribution: FloatDistribution
}

function ratioBehaviour<Part extends string>(spec: LossWeightsSpec<Part> & Ratios<Part>): NodeBehaviour<Weights<Part>> {
  const { parts, decades, distribution, doc } = spec
  const flatName = (name: string, part: string): string => childName(name, `${part}/${parts[0]}`)
  const toJSON = (): NodeJson => ({ kind: 'lossWeights', parts, decades, ...notesJson({ default: spec.default, doc }) })
  return {
    draw(name, suggester) {
      const others = parts.slice(1).map((part) => suggest(suggester, flatName(name, part), distribution) as number)
      return weightsOf(parts, others)
    },
    encode: (name, value) =>
      ratiosOf(spec, { name, value }).map(([part, ratio]): FlatEntry => [flatName(name, part), ratio]),
    leaves: (name) =>
      parts.slice(1).map((part, index) => ({
        name: flatName(name, part),
        distribution,
        when: [],
        part: { kind: 'lossWeights', of: name, index, size: parts.length },
      })),
    schema: () => weightsSchema(spec).meta(schemaMeta(toJSON(), doc)),
    toJSON,
    source: () => callSource('lossWeights', parts, { decades }) + notesSource({ default: spec.default, doc }),
    initial: () => spec.default,
  }
}

function weightsOf<Part extends string>(parts: readonly Part[], ratios: readonly number[]): Weights<Part> {
  const relative = [1, ...ratios]
  const sum = relative.reduce((total, weight) => total + weight, 0)
  return Object.fromEntries(parts.map((part, index) => [part, relative[index] / sum])) as Weights<Part>
}

/** The ratios that are known: none without the first weight, and none for parts without a weight. */
function ratiosOf(ratios: Ratios<string>, { name, value }: { name: string; value: unknown }): [string, number][] {
  const { parts, distribution } = ratios
  if (value === undefined) return []
  if (typeof value !== 'object' || value === null) throw invalidValue(name, value, 'weights by name')
  const weights = value as Readonly<Record<string, unknown>>
  const stranger = Object.keys(weights).find((key) => !parts.includes(key))
  if (stranger !== undefined) throw unknownParameter(childName(name, stranger), parts)
  const weightOf = (part: string): number | undefined => {
    const weight = Object.hasOwn(weights, part) ? weights[part] : undefined
    if (weight === undefined || isWeight(weight)) return weight
    throw invalidValue(childName(name, part), weight, 'numbers above 0')
  }
  const [first, ...others] = parts.map(weightOf)
  if (first === undefined) return []
  return others.flatMap((weight, index): [string, number][] => {
    if (weight === undefined) return []
    const part = parts[index + 1]
    const ratio = inRange(distribution, weight / first)
    if (ratio === undefined) throw invalidValue(childName(name, part), weight, ratioText(ratios))
    return [[part, ratio]]
  })
}

function inRange({ low, high }: FloatDistribution, ratio: number): number | undefined {
  if (!(ratio >= low * (1 - ratioRounding) && ratio <= high * (1 + ratioRounding))) return undefined
  return Math.min(high, Math.max(low, ratio))
}

function isWeight(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && Number.isFinite(value)
}

function ratioText({ parts, distribution }: Ratios<string>): string {
  return `${distribution.low} to ${distribution.high} times the weight of ${JSON.stringify(parts[0])}`
}

function weightsSchema(ratios: Ratios<string>): z.ZodType {
  const { parts, distribution } = ratios
  const error = expectedError('a number above 0, below 1')
  const weight = z.number({ error }).gt(0, { error }).lt(1, { error })
  return z
    .strictObject(Object.fromEntries(parts.map((part) => [part, weight])))
    .refine((value) => Math.abs(parts.reduce((sum, part) => sum + value[part], 0) - 1) <= sumTolerance, {
      error: 'expected weights with sum 1',
    })
    .refine((value) => parts.every((part) => inRange(distribution, value[part] / value[parts[0]]) !== undefined), {
      error: `expected weights of ${ratioText(ratios)}`,
    })
}

function checkDefault(ratios: Ratios<string>, value: unknown): void {
  if (value === undefined) return
  const found = ratiosOf(ratios, { name: 'default', value })
  if (found.length === ratios.parts.length - 1) return
  throw badDefault('lossWeights', value, 'a weight for every part')
}
