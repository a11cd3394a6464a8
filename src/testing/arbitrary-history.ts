import fc from 'fast-check'
import { createRng } from '../base/rng.ts'
import type { History } from '../hpo/core/sampler.ts'
import type { Distribution, ParamValue, Params, SearchSpace } from '../hpo/space/distribution.ts'
import { floatDistribution, intDistribution, sampleUniform } from '../hpo/space/distribution.ts'
import { trialRecord } from './trial-record.ts'

/** Values that an objective may report by mistake or by nature. */
const anyValue = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0) },
)

const bound = fc.oneof(
  fc.double({ min: -1e3, max: 1e3, noNaN: true }),
  fc.double({ min: -1e300, max: 1e300, noNaN: true }),
)

/** A float range: plain, logarithmic or stepped, from a single value to 600 decades wide. */
const arbitraryFloat: fc.Arbitrary<Distribution> = fc.oneof(
  fc.tuple(bound, bound).map(([a, b]) => floatDistribution('x', { low: Math.min(a, b), high: Math.max(a, b) })),
  fc
    .tuple(fc.double({ min: -300, max: 300, noNaN: true }), fc.double({ min: 0, max: 8, noNaN: true }))
    .map(([start, decades]) => floatDistribution('x', { low: 10 ** start, high: 10 ** (start + decades), log: true })),
  fc
    .tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 1, max: 200 }), fc.constantFrom(0.05, 0.1, 0.25, 3))
    .map(([start, steps, step]) => floatDistribution('x', { low: start * step, high: (start + steps) * step, step })),
)

/** An int range: plain, logarithmic or stepped, from a single value to 2³⁰ values. */
export const arbitraryInt: fc.Arbitrary<Distribution> = fc.oneof(
  fc
    .tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 7 }))
    .map(([low, width, step]) => intDistribution('x', { low, high: low + width, step })),
  fc
    .tuple(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 0, max: 2 ** 30 }))
    .map(([low, width]) => intDistribution('x', { low, high: low + width, log: true })),
)

const choiceValue: fc.Arbitrary<ParamValue> = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.boolean(),
  fc.constant(null),
  fc.double(),
)

export const arbitraryChoice: fc.Arbitrary<Distribution> = fc
  .uniqueArray(choiceValue, { minLength: 1, maxLength: 6, comparator: 'SameValueZero' })
  .map((choices) => ({ kind: 'categorical', choices }))

/** Names in any script, also those of object members. */
const arbitraryName = fc
  .oneof(
    { weight: 3, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }) },
    { weight: 1, arbitrary: fc.constantFrom('λ', '学習率', '🙂', 'constructor', 'toString', 'a.b', ' ') },
  )
  .filter((name) => name !== '__proto__' && !name.includes('\0'))

/** A search space of up to `most` parameters. */
export function arbitrarySpace(most: number): fc.Arbitrary<SearchSpace> {
  return fc
    .uniqueArray(fc.tuple(arbitraryName, fc.oneof(arbitraryFloat, arbitraryInt, arbitraryChoice)), {
      minLength: 1,
      maxLength: most,
      size: 'max',
      selector: ([name]) => name,
    })
    .map((entries) => new Map(entries))
}

const arbitraryState = fc.constantFrom(
  'complete',
  'complete',
  'complete',
  'pruned',
  'fail',
  'running',
  'waiting' as const,
)

/** What differs between the trials of a history, before they get their parameters. */
const arbitraryTrial = fc.record({
  state: arbitraryState,
  value: anyValue,
  reports: fc.array(fc.tuple(fc.nat(50), anyValue), { maxLength: 4 }),
  /** Leaves out the parameter at this index, as define-by-run objectives do. */
  without: fc.option(fc.nat(5), { freq: 4 }),
  constraints: fc.option(fc.array(anyValue, { maxLength: 2 }), { freq: 5 }),
})

/** A study's past over `space`: trials in every state, with every kind of value, some without some parameters. */
export function arbitraryHistory(space: SearchSpace, most: number): fc.Arbitrary<History> {
  return fc
    .record({
      seed: fc.nat(),
      direction: fc.constantFrom('minimize', 'maximize'),
      // Without a size fast-check makes lists of about ten, too few for most samplers to look at.
      trials: fc.array(arbitraryTrial, { maxLength: most, size: 'max' }),
    })
    .map(({ seed, direction, trials }) => ({
      name: 'study',
      directions: [direction],
      trials: trials.map((trial, number) => {
        const { state, value, reports, without, constraints } = trial
        const params = state === 'waiting' ? {} : drawParams(space, `${seed}/${number}`, without)
        return trialRecord({
          number,
          state,
          params,
          distributions: Object.fromEntries([...space].filter(([name]) => Object.hasOwn(params, name))),
          values: state === 'complete' || state === 'pruned' ? [value] : null,
          intermediateValues: new Map(reports),
          systemAttrs: constraints === null ? {} : { constraints },
        })
      }),
    }))
}

function drawParams(space: SearchSpace, seed: string, without: number | null): Params {
  const rng = createRng(seed)
  const drawn = Array.from(space, ([name, distribution]) => [name, sampleUniform(distribution, rng)] as const)
  return Object.fromEntries(drawn.filter((_, index) => index !== without))
}
