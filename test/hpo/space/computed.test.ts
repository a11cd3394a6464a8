import { describe, expect, expectTypeOf, it } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { decode } from '../../../src/hpo/space/decode.ts'
import { draw } from '../../../src/hpo/space/draw.ts'
import { encode } from '../../../src/hpo/space/encode.ts'
import { leavesOf } from '../../../src/hpo/space/flat-space.ts'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../src/hpo/space/kinds/int.ts'
import { oneOf } from '../../../src/hpo/space/kinds/one-of.ts'
import { powers } from '../../../src/hpo/space/kinds/powers.ts'
import type { Infer } from '../../../src/hpo/space/node.ts'
import { spaceFromJSON } from '../../../src/hpo/space/space-from-json.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { unmetBy } from '../../../src/hpo/space/unmet.ts'
import { randomSuggester } from './arbitraries.ts'
import { fails } from './fails.ts'

const functions = {
  derive: {
    Re: (p: { nu: number }) => 1 / p.nu,
    weights: (p: { depth: number; width: number }) => p.depth * p.width ** 2,
  },
  require: { 'fits in 1 M weights': (p: { weights: number }) => p.weights <= 1e6 },
}

const net = space({ nu: float(1e-4, 1e-1).log().unit('m^2/s'), depth: int(2, 8), width: powers(16, 512) })
  .derive({ Re: (p) => 1 / p.nu, weights: (p) => p.depth * p.width ** 2 })
  .require('fits in 1 M weights', (p) => p.weights <= 1e6)

describe('space.derive', () => {
  it('adds typed values that every draw and decode has, and that are no parameters', () => {
    expectTypeOf<Infer<typeof net>>().toEqualTypeOf<{
      nu: number
      depth: number
      width: number
      Re: number
      weights: number
    }>()
    const value = decode(net, { nu: 0.01, depth: 2, width: 1 })
    expect(value).toEqual({ nu: 0.01, depth: 2, width: 32, Re: 100, weights: 2048 })
    expect(draw(net, randomSuggester(createRng(1))).Re).toBeGreaterThan(9)
    expect(leavesOf(net).map(({ name }) => name)).toEqual(['nu', 'depth', 'width'])
    expect(encode(net, value)).toEqual({ nu: 0.01, depth: 2, width: 1 })
  })

  it('parse computes what is missing, and computes anew what is given', () => {
    const value = { nu: 0.01, depth: 2, width: 32 }
    expect(net.parse(value)).toEqual({ ...value, Re: 100, weights: 2048 })
    expect(net.parse({ ...value, Re: 5 }).Re).toBe(100)
    fails(() => net.parse({ ...value, Rey: 5 }), 'space/invalid-value', 'Rey')
  })

  it('sees what was derived before, in every branch', () => {
    const s = space({ a: choice('x', 'y'), n: int(1, 3) })
      .branch('a', { x: { m: int(1, 3) } })
      .derive({ sum: (p) => (p.a === 'x' ? p.n + p.m : p.n) })
      .derive({ twice: (p) => 2 * p.sum })
    expect(decode(s, { a: 'x', n: 1, m: 2 })).toEqual({ a: 'x', n: 1, m: 2, sum: 3, twice: 6 })
    expect(decode(s, { a: 'y', n: 3 }).twice).toBe(6)
    expectTypeOf<Infer<typeof s>['twice']>().toEqualTypeOf<number>()
  })

  it('refuses taken names, what is no function, promises, and names a function that throws', () => {
    fails(() => net.derive({ nu: () => 1 }), 'space/duplicate-name', 'nu')
    // @ts-expect-error a function is wanted
    fails(() => net.derive({ k: 1 }), 'space/bad-function', '"k"')
    const s = space({ n: int(1, 2) })
    fails(() => decode(s.derive({ later: async () => 1 }), { n: 1 }), 'space/bad-derived', 'later')
    const broken = s.derive({
      bad: (): number => {
        throw new Error('no mesh')
      },
    })
    fails(() => decode(broken, { n: 1 }), 'space/derive-failed', '"bad"', 'no mesh', '{"n":1}')
  })
})

describe('space.require', () => {
  it('tells which requirements flat parameters do not meet; incomplete ones are given the benefit of the doubt', () => {
    expect(unmetBy(net, { nu: 0.01, depth: 8, width: 5 })).toEqual(['fits in 1 M weights'])
    expect(unmetBy(net, { nu: 0.01, depth: 2, width: 5 })).toEqual([])
    expect(unmetBy(net, { depth: 8, width: 5 })).toEqual([])
  })

  it('zod refuses values that do not meet one', () => {
    const result = net.zod().safeParse({ nu: 0.01, depth: 8, width: 512 })
    expect(result.error?.issues.map(({ message }) => message)).toEqual([
      'the requirement "fits in 1 M weights" is not met',
    ])
  })

  it('holds for spaces inside of others, in the chosen case only', () => {
    const outer = space({ which: oneOf('kind', { net: { net }, none: {} }) })
    const flat = { which: 'net', 'which.net.net.nu': 0.01, 'which.net.net.depth': 8, 'which.net.net.width': 5 }
    expect(unmetBy(outer, flat)).toEqual(['which.net.net: fits in 1 M weights'])
    expect(unmetBy(outer, { which: 'none' })).toEqual([])
  })

  it('refuses answers that are not true or false, and names a function that throws', () => {
    const s = space({ n: int(1, 2) })
    const at = { n: 1 }
    fails(() => unmetBy(s.require('soon', (async () => true) as never), at), 'space/bad-requirement', '"soon"')
    const broken = s.require('cheap', () => {
      throw new Error('no price')
    })
    fails(() => unmetBy(broken, at), 'space/requirement-failed', '"cheap"', 'no price')
    fails(() => s.require('twice', () => true).require('twice', () => true), 'space/duplicate-name')
    // @ts-expect-error a function is wanted
    fails(() => s.require('fits', true), 'space/bad-function')
    // @ts-expect-error no such parameter
    s.require('typed', (p) => p.m > 1)
  })
})

describe('spaceFromJSON with functions', () => {
  const json: unknown = JSON.parse(JSON.stringify(net))

  it('attaches them again by name', () => {
    expect(json).toMatchObject({ derived: ['Re', 'weights'], requirements: ['fits in 1 M weights'] })
    const again = spaceFromJSON(json, functions)
    expect(JSON.stringify(again)).toBe(JSON.stringify(net))
    expect(decode(again, { nu: 0.01, depth: 2, width: 1 })).toMatchObject({ Re: 100, weights: 2048 })
    expect(unmetBy(again, { nu: 0.01, depth: 8, width: 5 })).toEqual(['fits in 1 M weights'])
  })

  it('names those of a space inside by its path', () => {
    const outer = JSON.parse(JSON.stringify(space({ net }))) as unknown
    const again = spaceFromJSON(outer, {
      derive: { 'net.Re': functions.derive.Re, 'net.weights': functions.derive.weights },
      require: { 'net.fits in 1 M weights': functions.require['fits in 1 M weights'] },
    })
    expect(JSON.stringify(again)).toBe(JSON.stringify(space({ net })))
  })

  it('refuses a missing function and one too many', () => {
    fails(() => spaceFromJSON(json), 'space/function-mismatch', '"Re"', 'derive')
    fails(() => spaceFromJSON(json, { derive: functions.derive }), 'space/function-mismatch', 'fits in 1 M weights')
    const more = { ...functions, derive: { ...functions.derive, Pr: () => 1 } }
    fails(() => spaceFromJSON(json, more), 'space/function-mismatch', '"Pr"')
  })
})
