import { describe, expect, expectTypeOf, test } from 'vitest'
import type { Sampler } from '../../../src/hpo/core/sampler.ts'
import {
  type SamplerName,
  type SamplerOptions,
  resolveSampler,
  samplerParts,
  samplerRegistry,
  samplers,
} from '../../../src/hpo/samplers/registry.ts'
import type { TpeOptions } from '../../../src/hpo/samplers/tpe/tpe-options.ts'
import { samplerContract } from '../../../src/testing/sampler-contract.ts'
import { suggestRequest } from '../../../src/testing/suggest-request.ts'

/** Less work per suggestion for those whose contract would take minutes; the code that runs is the same. */
const cheaper: { readonly [Name in SamplerName]?: SamplerOptions<Name> } = {
  auto: { gpTrials: 20, gp: { candidates: 16, restarts: 2 }, hebo: { populationSize: 8, generations: 2 } },
  gp: { candidates: 16, restarts: 2 },
  hebo: { populationSize: 8, generations: 2 },
  transfer: { candidates: 16, restarts: 1 },
  costAware: { candidates: 16, restarts: 1 },
  turbo: { candidates: 16, restarts: 1 },
  forest: { challengers: 64, localSearches: 1 },
  neural: { candidates: 16, restarts: 1, width: 4, members: 2 },
}

for (const [name, load] of Object.entries(samplerRegistry)) {
  samplerContract(name, withOptions(load, cheaper[name as SamplerName]), samplerParts)
}

/** The same sampler with other defaults. */
function withOptions(load: Parameters<typeof samplerContract>[1], defaults: object | undefined): typeof load {
  return async () => {
    const { definition } = await load()
    const create = (options: object | undefined, parts: never) =>
      definition.create((options ?? defaults) as never, parts)
    return { definition: { ...definition, create } as typeof definition }
  }
}

test('`samplers.tpe(options)` is plain data, made without loading the sampler', () => {
  expect(samplers.tpe({ nStartupTrials: 3 })).toEqual({ name: 'tpe', options: { nStartupTrials: 3 } })
  expect(samplers.random()).toEqual({ name: 'random' })
})

test('names and options are typed from the registry', () => {
  expectTypeOf<'random' | 'tpe' | 'gp'>().toExtend<SamplerName>()
  expectTypeOf<string>().not.toExtend<SamplerName>()
  expectTypeOf<SamplerOptions<'tpe'>>().toEqualTypeOf<TpeOptions>()
  expectTypeOf(samplers.tpe).parameter(0).toEqualTypeOf<TpeOptions | undefined>()
  // @ts-expect-error a misspelt option does not compile
  samplers.tpe({ nStartup: 3 })
})

describe('resolveSampler', () => {
  test('makes the sampler of a choice or a name', async () => {
    expect((await resolveSampler(samplers.tpe({ multivariate: false }))).traits.joint).toBe(false)
    expect((await resolveSampler('random')).name).toBe('random')
  })

  test('takes a sampler object as it is', async () => {
    const own: Sampler = {
      name: 'zero',
      traits: { joint: false, multiObjective: true, usesHistory: false },
      suggest: ({ space }) => Object.fromEntries(Array.from(space.keys(), (key) => [key, 0])),
    }
    expect(await resolveSampler(own)).toBe(own)
    expect(own.suggest(suggestRequest({ space: new Map() }))).toEqual({})
  })

  test.each([['gpp'], [{ name: 'gpp' }], ['constructor'], [null], [42], [{}]])(
    'refuses %j and names the samplers',
    async (wrong) => {
      await expect(resolveSampler(wrong as never)).rejects.toMatchObject({
        name: 'InputError',
        code: 'sampler/unknown',
        details: { known: Object.keys(samplerRegistry) },
      })
    },
  )
})
