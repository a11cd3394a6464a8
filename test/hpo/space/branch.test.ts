import * as fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { decode } from '../../../src/hpo/space/decode.ts'
import { draw } from '../../../src/hpo/space/draw.ts'
import { encode, encodeDefaults } from '../../../src/hpo/space/encode.ts'
import { activeSpace, leavesOf } from '../../../src/hpo/space/flat-space.ts'
import { bool } from '../../../src/hpo/space/kinds/bool.ts'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../src/hpo/space/kinds/int.ts'
import { oneOf } from '../../../src/hpo/space/kinds/one-of.ts'
import { ordinal } from '../../../src/hpo/space/kinds/ordinal.ts'
import type { Infer } from '../../../src/hpo/space/node.ts'
import { spaceFromJSON } from '../../../src/hpo/space/space-from-json.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { randomSuggester } from './arbitraries.ts'
import { fails } from './fails.ts'

const schedules = space({
  lr: float(1e-5, 1e-2).log(),
  schedule: choice('cosine', 'exponential', 'constant', 'linear').default('cosine'),
  warm: bool(),
})
  .branch('schedule', {
    cosine: { restarts: int(1, 5).default(2), floor: float(0, 0.1) },
    exponential: { decay: float(0.8, 0.999), floor: float(0, 0.5) },
  })
  .branch('warm', { true: { steps: int(10, 1000).log(), shape: choice('linear', 'sine') } })
  .branch('shape', { sine: { phase: float(0, 1) } })

type P = Infer<typeof schedules>

function drawn(seed: number) {
  const flat: Record<string, never> = {}
  return { value: draw(schedules, randomSuggester(createRng(seed), flat)), flat }
}

describe('space.branch', () => {
  it('gives a union that the key narrows; outside of its branch a parameter does not compile', () => {
    const use = (p: P): number => {
      if (p.schedule === 'cosine') return p.restarts * p.floor
      if (p.schedule === 'exponential') return p.decay * p.floor
      expectTypeOf(p.schedule).toEqualTypeOf<'constant' | 'linear'>()
      // @ts-expect-error restarts exists only in the case cosine
      return p.restarts ?? 0
    }
    expect(use({ lr: 1e-3, warm: false, schedule: 'constant' })).toBe(0)
    expectTypeOf<Extract<P, { schedule: 'cosine'; warm: false }>>().toEqualTypeOf<{
      lr: number
      warm: false
      schedule: 'cosine'
      restarts: number
      floor: number
    }>()
    // @ts-expect-error a cosine schedule has restarts
    const incomplete: P = { lr: 1e-3, warm: false, schedule: 'cosine', floor: 0 }
    // @ts-expect-error phase exists only where shape is sine
    const stray: P = { lr: 1e-3, schedule: 'linear', warm: true, steps: 20, shape: 'linear', phase: 0 }
    fails(
      () => schedules.parse(incomplete),
      'space/invalid-value',
      'restarts: expected a value when schedule is "cosine"',
    )
    fails(() => schedules.parse(stray), 'space/invalid-value', 'phase: expected no such field when shape is "linear"')
  })

  it('names its parameters by themselves, or under their case where several cases have one', () => {
    expect(
      leavesOf(schedules).map(({ name, when }) => [name, when.map((c) => `${c.name}=${String(c.value)}`)]),
    ).toEqual([
      ['lr', []],
      ['schedule', []],
      ['warm', []],
      ['restarts', ['schedule=cosine']],
      ['schedule.cosine.floor', ['schedule=cosine']],
      ['decay', ['schedule=exponential']],
      ['schedule.exponential.floor', ['schedule=exponential']],
      ['steps', ['warm=true']],
      ['shape', ['warm=true']],
      ['phase', ['warm=true', 'shape=sine']],
    ])
  })

  it('draws exactly the parameters of the chosen cases; decode, encode, parse and JSON agree', () => {
    const again = spaceFromJSON(JSON.parse(JSON.stringify(schedules)))
    expect(JSON.stringify(again)).toBe(JSON.stringify(schedules))
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { value, flat } = drawn(seed)
        expect(Object.keys(flat)).toEqual([...activeSpace(schedules, flat).keys()])
        expect(Object.hasOwn(value, 'restarts')).toBe(value.schedule === 'cosine')
        expect(decode(schedules, flat)).toEqual(value)
        expect(encode(schedules, value)).toEqual(flat)
        expect(schedules.parse(value)).toEqual(value)
        expect(draw(again, randomSuggester(createRng(seed)))).toEqual(value)
      }),
    )
  })

  it('knows the defaults of the chosen case', () => {
    expect(encodeDefaults(schedules)).toEqual({ schedule: 'cosine', restarts: 2 })
  })

  it('checks the exact ranges of a case whose field another case has too', () => {
    const value = { lr: 1e-3, warm: false, schedule: 'cosine', restarts: 1, floor: 0.3 } as const
    fails(() => schedules.parse(value), 'space/invalid-value', 'floor: expected a number from 0 to 0.1, got 0.3')
    expect(() => schedules.parse({ ...value, floor: 0.05 })).not.toThrow()
    fails(() => encode(schedules, { schedule: 'linear', restarts: 1 } as never), 'space/unknown-parameter', 'restarts')
  })

  it('branches on booleans, numbers and ordinals', () => {
    const s = space({ n: choice(1, 2, 3), size: ordinal('s', 'm', 'l') })
      .branch('n', { 2: { a: float(0, 1) } })
      .branch('size', { l: { b: float(0, 1) } })
    expectTypeOf<Extract<Infer<typeof s>, { n: 2; size: 'l' }>>().toEqualTypeOf<{
      n: 2
      size: 'l'
      a: number
      b: number
    }>()
    expect(leavesOf(s).map(({ name, when }) => [name, when])).toEqual([
      ['n', []],
      ['size', []],
      ['a', [{ name: 'n', value: 2 }]],
      ['b', [{ name: 'size', value: 2 }]],
    ])
    expect(decode(s, { n: 1, size: 2, b: 0.5 })).toEqual({ n: 1, size: 'l', b: 0.5 })
  })

  it('works in a space inside a space and in a case of oneOf', () => {
    const inner = space({ kind: choice('a', 'b') }).branch('kind', { a: { x: int(1, 2) } })
    const outer = space({ net: inner, opt: oneOf('name', { one: { net: inner }, two: {} }) })
    expect(leavesOf(outer).map(({ name, when }) => [name, when.map((c) => c.name)])).toEqual([
      ['net.kind', []],
      ['net.x', ['net.kind']],
      ['opt', []],
      ['opt.one.net.kind', ['opt']],
      ['opt.one.net.x', ['opt', 'opt.one.net.kind']],
    ])
    const value = { net: { kind: 'a', x: 1 }, opt: { name: 'one', net: { kind: 'b' } } } as const
    expect(decode(outer, encode(outer, value))).toEqual(value)
    fails(() => outer.parse({ ...value, net: { kind: 'a' } }), 'space/invalid-value', 'net.x')
  })

  it('JSON Schema says which fields each case needs', () => {
    const { allOf } = schedules.jsonSchema() as { allOf: readonly unknown[] }
    expect(allOf[0]).toEqual({
      anyOf: [
        { properties: { schedule: { not: { const: 'cosine' } } } },
        {
          required: ['restarts', 'floor'],
          properties: { floor: expect.objectContaining({ type: 'number', maximum: 0.1 }), decay: false },
        },
      ],
    })
  })

  it('refuses keys, cases and names that do not fit', () => {
    const s = space({ a: choice('x', 'y'), b: float(0, 1), c: choice('p', 'q') })
    // @ts-expect-error a number is no key
    fails(() => s.branch('b', {}), 'space/bad-branch', 'it is no choice')
    // @ts-expect-error no such parameter
    fails(() => s.branch('z', {}), 'space/bad-branch', 'there is no such parameter')
    // @ts-expect-error no such case
    fails(() => s.branch('a', { z: {} }), 'space/bad-branch', '"x", "y"')
    fails(() => s.branch('a', { x: { b: int(1, 2) } }), 'space/duplicate-name', '"b"')
    fails(() => s.branch('a', { x: { d: int(1, 2) } }).branch('c', { p: { d: int(1, 2) } }), 'space/duplicate-name')
    // @ts-expect-error a value is not a parameter
    fails(() => s.branch('a', { x: { d: 1 } }), 'space/not-a-parameter')
    // @ts-expect-error parameters by name are wanted
    fails(() => s.branch('a', { x: 1 }), 'space/not-a-parameter')
  })
})

describe('space.extend and space.omit', () => {
  it('add, replace and leave out parameters, with the types', () => {
    const s = schedules.extend({ lr: choice('low', 'high'), depth: int(1, 4) }).omit('decay')
    expectTypeOf<Extract<Infer<typeof s>, { schedule: 'cosine'; warm: false }>>().toEqualTypeOf<{
      lr: 'low' | 'high'
      depth: number
      schedule: 'cosine'
      warm: false
      restarts: number
      floor: number
    }>()
    // @ts-expect-error decay was left out
    expectTypeOf<Extract<Infer<typeof s>, { schedule: 'exponential' }>>().toHaveProperty('decay')
    expect(leavesOf(s).map(({ name }) => name)).toEqual([
      'lr',
      'schedule',
      'warm',
      'depth',
      'restarts',
      'schedule.cosine.floor',
      'schedule.exponential.floor',
      'steps',
      'shape',
      'phase',
    ])
  })

  it('refuse unknown names, and a key that a branch hangs on', () => {
    // @ts-expect-error no such parameter
    fails(() => schedules.omit('depth'), 'space/unknown-parameter', 'depth')
    fails(() => schedules.omit('schedule'), 'space/bad-branch', 'a branch hangs on it')
    fails(() => schedules.extend({ schedule: choice('linear') }), 'space/bad-branch', '"cosine"')
    fails(() => schedules.extend({ decay: int(0, 1) }), 'space/duplicate-name', 'decay')
    // @ts-expect-error a value is not a parameter
    fails(() => schedules.extend({ depth: 3 }), 'space/not-a-parameter')
  })
})
