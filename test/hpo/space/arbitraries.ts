import * as fc from 'fast-check'
import type { Rng } from '../../../src/base/rng.ts'
import { sampleUniform } from '../../../src/hpo/space/distribution.ts'
import type { Distribution } from '../../../src/hpo/space/distribution.ts'
import { categoricalDistribution, floatDistribution, intDistribution } from '../../../src/hpo/space/distribution.ts'
import { bool } from '../../../src/hpo/space/kinds/bool.ts'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { fixed } from '../../../src/hpo/space/kinds/fixed.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../src/hpo/space/kinds/int.ts'
import { lossWeights } from '../../../src/hpo/space/kinds/loss-weights.ts'
import { oneOf } from '../../../src/hpo/space/kinds/one-of.ts'
import { ordinal } from '../../../src/hpo/space/kinds/ordinal.ts'
import { permutation } from '../../../src/hpo/space/kinds/permutation.ts'
import { powers } from '../../../src/hpo/space/kinds/powers.ts'
import { simplex } from '../../../src/hpo/space/kinds/simplex.ts'
import { subset } from '../../../src/hpo/space/kinds/subset.ts'
import type { Shape, SpaceNode } from '../../../src/hpo/space/node.ts'
import { space } from '../../../src/hpo/space/space.ts'
import type { Space } from '../../../src/hpo/space/space.ts'
import { suggesterFrom } from '../../../src/hpo/space/suggester.ts'
import type { Suggester } from '../../../src/hpo/space/suggester.ts'

/** Draws every parameter uniformly, and notes in `asked` what it gave. */
export function randomSuggester(rng: Rng, asked: Record<string, unknown> = {}): Suggester {
  return suggesterFrom((name, distribution) => (asked[name] = sampleUniform(distribution, rng)))
}

const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
const positive = fc.double({ min: 5e-324, max: 1e308, noNaN: true })
const text = fc.string({ maxLength: 8, unit: 'binary' })
const bounds = <T extends number>(of: fc.Arbitrary<T>) =>
  fc.tuple(of, of).map(([a, b]) => ({ low: Math.min(a, b), high: Math.max(a, b) }))
/** Bounds and steps as people write them: few digits. */
const decimal = fc
  .tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.integer({ min: -8, max: 3 }))
  .map(([digits, exponent]) => Number(`${digits}e${exponent}`))
const positiveDecimal = decimal.filter((x) => x > 0)

export const floatDistributions = fc.oneof(
  bounds(finite).map((range) => floatDistribution('x', range)),
  bounds(positive).map((range) => floatDistribution('x', { ...range, log: true })),
  fc.tuple(bounds(decimal), positiveDecimal).map(([range, step]) => floatDistribution('x', { ...range, step })),
)

export const intDistributions = fc.oneof(
  fc
    .tuple(bounds(fc.integer()), fc.integer({ min: 1, max: 1000 }))
    .map(([range, step]) => intDistribution('x', { ...range, step })),
  bounds(fc.maxSafeNat().map((n) => Math.max(1, n))).map((range) => intDistribution('x', { ...range, log: true })),
  bounds(fc.maxSafeNat()).map((range) => intDistribution('x', range)),
)

const paramValues = fc.oneof(fc.double(), fc.integer(), text, fc.boolean(), fc.constant(null))

export const categoricalDistributions = fc
  .uniqueArray(paramValues, { minLength: 1, maxLength: 6, comparator: 'SameValueZero' })
  .map((choices) => categoricalDistribution('x', choices))

export const distributions: fc.Arbitrary<Distribution> = fc.oneof(
  floatDistributions,
  intDistributions,
  categoricalDistributions,
)

const proper = ({ low, high }: { low: number; high: number }) => low < high
const keys = fc.stringMatching(/^[a-z][a-z0-9_]{0,5}$/)

const items = (minLength: number) =>
  fc.uniqueArray(fc.oneof(fc.integer(), keys, fc.constant(null)), { minLength, maxLength: 5 })

const leafNodes: fc.Arbitrary<SpaceNode> = fc.oneof(
  bounds(finite)
    .filter(proper)
    .map(({ low, high }) => float(low, high)),
  bounds(positive)
    .filter(proper)
    .map(({ low, high }) => float(low, high).log().unit('1/m')),
  fc.tuple(bounds(decimal).filter(proper), positiveDecimal).map(([{ low, high }, step]) => float(low, high).step(step)),
  bounds(fc.integer())
    .filter(proper)
    .map(({ low, high }) => int(low, high).doc('a count')),
  bounds(fc.integer({ min: 1, max: 4096 }))
    .filter(proper)
    .map(({ low, high }) => int(low, high).log()),
  fc
    .uniqueArray(fc.oneof(fc.integer(), text, fc.boolean(), fc.constant(null)), { minLength: 1, maxLength: 5 })
    .map((choices) => choice(choices).default(choices[0])),
  fc.constant(bool().default(true)),
  fc
    .tuple(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 8 }))
    .map(([low, n]) => powers(low, low * 2 ** n)),
  fc.jsonValue({ maxDepth: 2 }).map((value) => fixed(JSON.parse(JSON.stringify(value).replaceAll('__proto__', 'p')))),
  fc
    .tuple(fc.uniqueArray(keys, { minLength: 2, maxLength: 4 }), fc.double({ min: 0.1, max: 12, noNaN: true }))
    .map(([parts, decades]) => lossWeights(parts, { decades })),
  fc
    .tuple(fc.uniqueArray(keys, { minLength: 2, maxLength: 4 }), fc.constantFrom(0.5, 1, 3))
    .map(([parts, alpha]) => simplex(parts, { alpha })),
  items(1).map((values) => ordinal(values).default(values[0])),
  items(2).map((values) => permutation(values).default(values.toReversed())),
  items(1).map((values) => subset(values).default([values[0]])),
)

const { shape } = fc.letrec<{ shape: Shape; node: SpaceNode }>((tie) => ({
  shape: fc.dictionary(keys, tie('node'), { maxKeys: 4, noNullPrototype: true }),
  node: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    leafNodes,
    tie('shape').map((fields) => space(fields)),
    fc
      .dictionary(keys, tie('shape'), { minKeys: 1, maxKeys: 3, noNullPrototype: true })
      .map((cases) => oneOf('Case', cases).default(Object.keys(cases)[0])),
  ),
}))

/** Spaces of all kinds, nested two deep. The tag `Case` cannot collide: keys are in lower case. */
export const spaces: fc.Arbitrary<Space<unknown>> = shape.map((fields) => space(fields))
