import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../base/errors.ts'
import { createRng } from '../base/rng.ts'
import type { History, Sampler, SamplerDefinition } from '../hpo/core/sampler.ts'
import { type Params, type SearchSpace, contains, floatDistribution, sampleUniform } from '../hpo/space/distribution.ts'
import { arbitraryHistory, arbitrarySpace } from './arbitrary-history.ts'
import { trialRecord } from './trial-record.ts'

/** A line of a registry: gives the sampler's file. */
type LoadSampler = () => Promise<{ readonly definition: Pick<SamplerDefinition<never>, 'traits' | 'create'> }>

/** Enough for the model of every sampler to be used. */
const longest = 40

const spaceAndHistory = arbitrarySpace(6).chain((space) =>
  fc.record({ space: fc.constant(space), history: arbitraryHistory(space, longest), seed: fc.nat() }),
)

/**
 * The laws of every sampler, as vitest tests; call it once per sampler at the top level of a test file.
 *
 * @param name how the sampler is registered
 */
export function samplerContract(name: string, load: LoadSampler): void {
  const make = async (): Promise<Sampler> => (await load()).definition.create()

  describe(`samplerContract: ${name}`, () => {
    test('bears its registered name, and the traits of its definition by default', async () => {
      const { definition } = await load()
      expect(definition.create()).toMatchObject({ name, traits: definition.traits })
    })

    test('suggests a value inside its distribution for every parameter of any space, after any history', async () => {
      const sampler = await make()
      fc.assert(
        fc.property(spaceAndHistory, ({ space, history, seed }) => {
          expectInside(space, sampler.suggest({ space, history, rng: createRng(seed) }))
        }),
      )
    })

    test('suggests the same from the same stream and history, whatever it was asked before', async () => {
      const used = await make()
      const { definition } = await load()
      fc.assert(
        fc.property(spaceAndHistory, ({ space, history, seed }) => {
          const first = used.suggest({ space, history, rng: createRng(seed) })
          expect(used.suggest({ space, history, rng: createRng(seed) })).toEqual(first)
          expect(definition.create().suggest({ space, history, rng: createRng(seed) })).toEqual(first)
        }),
      )
    })

    test('suggests the same whether it has followed a study from the start or comes to it late', async () => {
      const { definition } = await load()
      fc.assert(
        fc.property(spaceAndHistory, ({ space, history, seed }) => {
          const follower = definition.create()
          for (const past of growing(history)) follower.suggest({ space, history: past, rng: createRng(seed) })
          const request = () => ({ space, history, rng: createRng(seed) })
          expect(follower.suggest(request())).toEqual(definition.create().suggest(request()))
        }),
        { numRuns: 40 },
      )
    })

    test('leaves the history as it is', async () => {
      const sampler = await make()
      fc.assert(
        fc.property(spaceAndHistory, ({ space, history, seed }) => {
          const before = structuredClone(history)
          sampler.suggest({ space, history, rng: createRng(seed) })
          expect(history).toEqual(before)
        }),
      )
    })

    test.each([1, 50, 200])('suggests all of %i parameters', async (count) => {
      const sampler = await make()
      const space = unitCube(count)
      expectInside(space, sampler.suggest({ space, history: pastOf(space, () => 1), rng: createRng(0) }))
    })

    test.each([
      ['NaN', Number.NaN],
      ['+∞', Number.POSITIVE_INFINITY],
      ['−∞', Number.NEGATIVE_INFINITY],
    ])('survives a study in which every value is %s', async (_, value) => {
      const sampler = await make()
      const space = unitCube(3)
      expectInside(space, sampler.suggest({ space, history: pastOf(space, () => value), rng: createRng(0) }))
    })

    test.each(['fail', 'running', 'waiting'] as const)(
      'survives a study whose trials are all in state %s',
      async (state) => {
        const sampler = await make()
        const space = unitCube(3)
        const { directions, trials } = pastOf(space, () => 1)
        const history = { directions, trials: trials.map((trial) => ({ ...trial, state, values: null })) }
        expectInside(space, sampler.suggest({ space, history, rng: createRng(0) }))
      },
    )

    test('refuses an option that it does not have, and names the ones that it has', async () => {
      const { definition } = await load()
      const create = definition.create as (options: unknown) => Sampler
      expect(() => create({ noSuchOption: 1 })).toThrow(InputError)
      expect(() => create({ noSuchOption: 1 })).toThrow(/"noSuchOption".*Allowed: /)
    })
  })
}

function expectInside(space: SearchSpace, params: Params): void {
  expect(Object.keys(params).toSorted()).toEqual([...space.keys()].toSorted())
  for (const [name, distribution] of space) {
    expect(
      contains(distribution, params[name]),
      `${name} = ${String(params[name])} in ${JSON.stringify(distribution)}`,
    ).toBe(true)
  }
}

function unitCube(count: number): SearchSpace {
  return new Map(Array.from({ length: count }, (_, i) => [`x${i}`, floatDistribution(`x${i}`, { low: 0, high: 1 })]))
}

/** Complete trials at random points. */
function pastOf(space: SearchSpace, value: (number: number) => number): History {
  const rng = createRng('past')
  const trials = Array.from({ length: longest }, (_, number) => {
    const params = Object.fromEntries(Array.from(space, ([name, dist]) => [name, sampleUniform(dist, rng)]))
    return trialRecord({ number, values: [value(number)], params, distributions: Object.fromEntries(space) })
  })
  return { directions: ['minimize'], trials }
}

/** What a worker sees while the study runs: every trial runs for up to four steps, so that they end out of order. */
function growing({ directions, trials }: History): readonly History[] {
  return trials.map((_, now) => ({
    directions,
    trials: trials.slice(0, now + 1).map((trial) => {
      const ended = trial.number + (trial.number % 4) < now
      return ended ? trial : { ...trial, state: 'running', values: null }
    }),
  }))
}
