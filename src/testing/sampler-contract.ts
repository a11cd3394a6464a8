import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../base/errors.ts'
import { createRng } from '../base/rng.ts'
import type {
  ComposedSamplerDefinition,
  History,
  Sampler,
  SamplerDefinition,
  SamplerParts,
} from '../hpo/core/sampler.ts'
import type { TrialRecord } from '../hpo/core/trial-record.ts'
import { type Params, type SearchSpace, contains, floatDistribution, sampleUniform } from '../hpo/space/distribution.ts'
import { arbitraryHistory, arbitrarySpace } from './arbitrary-history.ts'
import { suggestRequest } from './suggest-request.ts'
import { trialRecord } from './trial-record.ts'

/** A line of a registry: gives the sampler's file. */
type LoadSampler = () => Promise<{ readonly definition: SamplerDefinition<never> | ComposedSamplerDefinition<never> }>

const noParts: SamplerParts = {
  sampler: () => Promise.reject(new TypeError('samplerContract needs `parts` for a sampler that holds others')),
}

/** Enough for the model of every sampler to be used. */
const longest = 40

const spaceAndHistory = arbitrarySpace(6).chain((space) =>
  fc.record({ space: fc.constant(space), history: arbitraryHistory(space, longest), seed: fc.nat() }),
)

/**
 * The laws of every sampler, as vitest tests; call it once per sampler at the top level of a test file.
 *
 * @param name how the sampler is registered
 * @param parts what a sampler made of others needs to make them
 */
export function samplerContract(name: string, load: LoadSampler, parts = noParts): void {
  const make = async (): Promise<Sampler> => (await load()).definition.create(undefined, parts)

  describe(`samplerContract: ${name}`, () => {
    test('bears its registered name, and the traits of its definition by default', async () => {
      const { definition } = await load()
      expect(await make()).toMatchObject({ name, traits: definition.traits })
    })

    test('suggests a value inside its distribution for every parameter of any space, and leaves any history as it is', async () => {
      const sampler = await make()
      fc.assert(
        fc.property(spaceAndHistory, ({ space, history, seed }) => {
          const handled = handledBy(sampler, space)
          const before = structuredClone(history)
          expectInside(handled, sampler.suggest(suggestRequest({ space: handled, history, rng: createRng(seed) })))
          expect(history).toEqual(before)
        }),
        { numRuns: 40 },
      )
    })

    test('suggests the same from the same stream and history, whatever it was asked before', async () => {
      const used = await make()
      await fc.assert(
        fc.asyncProperty(spaceAndHistory, async ({ space, history, seed }) => {
          const request = () => suggestRequest({ space: handledBy(used, space), history, rng: createRng(seed) })
          const first = used.suggest(request())
          expect(used.suggest(request())).toEqual(first)
          expect((await make()).suggest(request())).toEqual(first)
        }),
        { numRuns: 30 },
      )
    })

    test('suggests the same whether it has followed a study from the start or comes to it late', async () => {
      await fc.assert(
        fc.asyncProperty(
          spaceAndHistory,
          fc.integer({ min: 1, max: 4 }),
          async ({ space: any, history, seed }, every) => {
            const follower = await make()
            const space = handledBy(follower, any)
            const request = (past: History) => suggestRequest({ space, history: past, rng: createRng(seed) })
            for (const past of growing(history, every)) follower.suggest(request(past))
            expect(follower.suggest(request(history))).toEqual((await make()).suggest(request(history)))
          },
        ),
        { numRuns: 25 },
      )
    })

    test('suggests the same alone as in a request, if it has a short way for that', async () => {
      const sampler = await make()
      if (sampler.suggestAlone === undefined) return
      fc.assert(
        fc.property(spaceAndHistory, ({ space, history, seed }) => {
          for (const [name, distribution] of handledBy(sampler, space)) {
            const request = { space: new Map([[name, distribution]]), history, rng: createRng(seed) }
            const alone = sampler.suggestAlone!(distribution, createRng(seed), undefined)
            expect(sampler.suggest(suggestRequest(request))).toEqual({ [name]: alone })
          }
        }),
      )
    })

    test.each([1, 50, 200])('suggests all of %i parameters', async (count) => {
      const sampler = await make()
      const space = handledBy(sampler, unitCube(count))
      expectInside(space, sampler.suggest(suggestRequest({ space, history: pastOf(space, () => 1) })))
    })

    test.each([
      ['NaN', Number.NaN],
      ['+∞', Number.POSITIVE_INFINITY],
      ['−∞', Number.NEGATIVE_INFINITY],
    ])('survives a study in which every value is %s', async (_, value) => {
      const sampler = await make()
      const space = handledBy(sampler, unitCube(3))
      expectInside(space, sampler.suggest(suggestRequest({ space, history: pastOf(space, () => value) })))
    })

    test.each(['fail', 'running', 'waiting'] as const)(
      'survives a study whose trials are all in state %s',
      async (state) => {
        const sampler = await make()
        const space = handledBy(sampler, unitCube(3))
        const past = pastOf(space, () => 1)
        const history = { ...past, trials: past.trials.map((trial) => ({ ...trial, state, values: null })) }
        expectInside(space, sampler.suggest(suggestRequest({ space, history })))
      },
    )

    test('refuses an option that it does not have, and names the ones that it has', async () => {
      const { definition } = await load()
      const refusal = async () => definition.create({ noSuchOption: 1 } as never, parts)
      await expect(refusal()).rejects.toThrow(InputError)
      await expect(refusal()).rejects.toThrow(/"noSuchOption".*Allowed: /)
    })
  })
}

/** What of the space the sampler models; studies give the rest to its fallback. */
function handledBy(sampler: Sampler, space: SearchSpace): SearchSpace {
  return new Map([...space].filter(([, distribution]) => sampler.handles?.(distribution) !== false))
}

function expectInside(space: SearchSpace, params: Params): void {
  expect(Object.keys(params).toSorted()).toEqual([...space.keys()].toSorted())
  const outside = [...space].filter(([name, distribution]) => !contains(distribution, params[name]))
  expect(outside.map(([name, distribution]) => ({ name, value: params[name], distribution }))).toEqual([])
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
  return { name: 'study', directions: ['minimize'], trials }
}

/**
 * What a worker sees who asks at every so manieth trial: each trial runs for up to four steps, so that they end out of
 * order.
 */
function growing({ trials, ...study }: History, every: number): readonly History[] {
  const pasts = trials.map((_, now) => ({
    ...study,
    trials: trials.slice(0, now + 1).map((trial): TrialRecord => {
      const ended = trial.number + (trial.number % 4) < now
      return ended ? trial : { ...trial, state: 'running', values: null }
    }),
  }))
  return pasts.filter((_, now) => now % every === 0)
}
