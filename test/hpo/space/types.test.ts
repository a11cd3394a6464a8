import { describe, expect, expectTypeOf, it } from 'vitest'
import type { z } from 'zod'
import { createRng } from '../../../src/base/rng.ts'
import { decode } from '../../../src/hpo/space/decode.ts'
import { draw } from '../../../src/hpo/space/draw.ts'
import { encode } from '../../../src/hpo/space/encode.ts'
import { bool } from '../../../src/hpo/space/kinds/bool.ts'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { fixed } from '../../../src/hpo/space/kinds/fixed.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../src/hpo/space/kinds/int.ts'
import { lossWeights } from '../../../src/hpo/space/kinds/loss-weights.ts'
import { oneOf } from '../../../src/hpo/space/kinds/one-of.ts'
import type { Infer } from '../../../src/hpo/space/node.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { randomSuggester } from './arbitraries.ts'
import { example } from './example-space.ts'

type P = Infer<typeof example>

// The compiler checks this file (`tsc -p test/tsconfig.json`); running it checks that the values agree with the types.
describe('types', () => {
  it('Infer gives numbers, booleans, literal unions, constants and records', () => {
    expectTypeOf<P['lr']>().toEqualTypeOf<number>()
    expectTypeOf<P['width']>().toEqualTypeOf<number>()
    expectTypeOf<P['causal']>().toEqualTypeOf<boolean>()
    expectTypeOf<P['act']>().toEqualTypeOf<'tanh' | 'gelu' | 'sin'>()
    expectTypeOf<P['seed']>().toEqualTypeOf<42>()
    expectTypeOf<P['w']>().toEqualTypeOf<{ pde: number; bc: number; ic: number }>()
    expectTypeOf<P['data']>().toEqualTypeOf<{ points: number }>()
    expectTypeOf<keyof P>().toEqualTypeOf<
      'lr' | 'dropout' | 'scale' | 'width' | 'depth' | 'act' | 'causal' | 'w' | 'opt' | 'data' | 'seed'
    >()
  })

  it('oneOf is a discriminated union', () => {
    expectTypeOf<P['opt']>().toEqualTypeOf<
      | { name: 'adam'; beta1: number; eps: number }
      | { name: 'sgd'; momentum: number; nesterov: boolean }
      | { name: 'plain' }
    >()
    const momentum = (opt: P['opt']): number => {
      switch (opt.name) {
        case 'adam':
          return opt.beta1
        case 'sgd':
          return opt.momentum
        case 'plain':
          // @ts-expect-error beta1 exists only in the case adam
          return opt.beta1 ?? 0
        default: {
          const never: never = opt
          return never
        }
      }
    }
    expect(momentum({ name: 'sgd', momentum: 0.5, nesterov: true })).toBe(0.5)
    expect(momentum({ name: 'plain' })).toBe(0)
  })

  it('choice keeps literals, from a list too, and mixed ones', () => {
    expectTypeOf(choice(['a', 'b'] as const)).toEqualTypeOf(choice('a', 'b'))
    const mixed = space({ c: choice(1, 'x', null, true), l: choice(['a', 'b']) })
    expectTypeOf<Infer<typeof mixed>>().toEqualTypeOf<{ c: 1 | 'x' | null | true; l: 'a' | 'b' }>()
    expect(draw(mixed, randomSuggester(createRng(3)))).toEqual(mixed.parse(draw(mixed, randomSuggester(createRng(3)))))
  })

  it('draw, decode, parse and zod give the type of the space', () => {
    expectTypeOf(draw(example, randomSuggester(createRng(0)))).toEqualTypeOf<P>()
    expectTypeOf<ReturnType<typeof decode<P>>>().toEqualTypeOf<P>()
    expectTypeOf<ReturnType<typeof example.parse>>().toEqualTypeOf<P>()
    expectTypeOf<z.infer<ReturnType<typeof example.zod>>>().toEqualTypeOf<P>()
  })

  it('a suggester keeps the literal type of its choices', () => {
    const suggester = randomSuggester(createRng(0))
    expectTypeOf(suggester.categorical('act', ['tanh', 'sin'])).toEqualTypeOf<'tanh' | 'sin'>()
    expectTypeOf(suggester.float('lr', 1e-5, 1e-1, { log: true })).toEqualTypeOf<number>()
  })

  it('wrong calls do not compile', () => {
    const wrong = [
      // @ts-expect-error the default must be one of the choices
      () => choice('a', 'b').default('c'),
      // @ts-expect-error a number is wanted
      () => float(0, 1).default('0.5'),
      // @ts-expect-error a boolean is wanted
      () => bool().default('yes'),
      // @ts-expect-error no such case
      () => oneOf('name', { adam: {}, sgd: {} }).default('lbfgs'),
      // @ts-expect-error ic is missing
      () => lossWeights(['pde', 'ic']).default({ pde: 1 }),
      // @ts-expect-error something to choose from is wanted
      () => choice(),
      // @ts-expect-error only storable values can be chosen
      () => choice({ name: 'adam' }),
      // @ts-expect-error a bound is missing
      () => int(1),
      // @ts-expect-error a plain value is not a parameter
      () => space({ lr: 0.1 }),
      // @ts-expect-error functions cannot be stored
      () => fixed(() => 1),
      // @ts-expect-error no such parameter
      () => encode(example, { learningRate: 0.1 }),
      // @ts-expect-error a choice that does not exist
      () => encode(example, { act: 'relu' }),
      // @ts-expect-error a field of another case
      () => encode(example, { opt: { name: 'sgd', beta1: 0.9 } }),
    ]
    // What the compiler refuses is refused at run time as well.
    for (const call of wrong) expect(call).toThrow(expect.objectContaining({ name: 'InputError' }))
  })
})
