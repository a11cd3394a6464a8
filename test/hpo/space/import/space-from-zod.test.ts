import * as fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { createRng } from '../../../../src/base/rng.ts'
import { draw } from '../../../../src/hpo/space/draw.ts'
import { encodeDefaults } from '../../../../src/hpo/space/encode.ts'
import { flatSpace, leavesOf } from '../../../../src/hpo/space/flat-space.ts'
import { spaceFromJsonSchema } from '../../../../src/hpo/space/import/space-from-json-schema.ts'
import { spaceFromZod } from '../../../../src/hpo/space/import/space-from-zod.ts'
import type { Infer } from '../../../../src/hpo/space/node.ts'
import { space } from '../../../../src/hpo/space/space.ts'
import { int } from '../../../../src/hpo/space/kinds/int.ts'
import { randomSuggester, spaces } from '../arbitraries.ts'
import { example } from '../example-space.ts'
import { fails } from '../fails.ts'

const schema = z.object({
  lr: z
    .number()
    .min(1e-5)
    .max(1e-1)
    .default(1e-3)
    .describe('Step size.')
    .meta({ hpo: { log: true, unit: '1/s' } }),
  drop: z.number().gt(0).lt(0.5),
  points: z.int().min(100).max(1000).multipleOf(100),
  depth: z.int().gt(1).lt(9),
  act: z.enum(['tanh', 'sin']),
  causal: z.boolean(),
  seed: z.literal(42),
  opt: z.discriminatedUnion('name', [
    z.object({ name: z.literal('adam'), beta: z.number().min(0.8).max(0.99) }),
    z.object({ name: z.literal('sgd'), nesterov: z.boolean() }),
  ]),
  net: z.object({ width: z.union([z.literal(16), z.literal(32)]) }),
})

describe('spaceFromZod', () => {
  const s = spaceFromZod(schema)

  it('has the type of the schema, and its ranges', () => {
    expectTypeOf<Infer<typeof s>>().toEqualTypeOf<z.infer<typeof schema>>()
    expect([...flatSpace(s)]).toEqual([
      ['lr', { kind: 'float', low: 1e-5, high: 1e-1, log: true, step: null }],
      ['drop', { kind: 'float', low: Number.MIN_VALUE, high: 0.49999999999999994, log: false, step: null }],
      ['points', { kind: 'int', low: 100, high: 1000, log: false, step: 100 }],
      ['depth', { kind: 'int', low: 2, high: 8, log: false, step: 1 }],
      ['act', { kind: 'categorical', choices: ['tanh', 'sin'] }],
      ['causal', { kind: 'categorical', choices: [false, true] }],
      ['opt', { kind: 'categorical', choices: ['adam', 'sgd'] }],
      ['net.width', { kind: 'categorical', choices: [16, 32] }],
    ])
    expect(leavesOf(s)[0].unit).toBe('1/s')
    expect(encodeDefaults(s)).toEqual({ lr: 1e-3 })
    expect(leavesOf(s).map(({ name }) => name)).toContain('opt.adam.beta')
  })

  it('draws what the schema accepts', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        expect(schema.safeParse(draw(s, randomSuggester(createRng(seed)))).success).toBe(true)
      }),
    )
  })

  it('names the path of everything that cannot be searched', () => {
    const wrong = z.object({
      name: z.string(),
      sizes: z.array(z.number()),
      net: z.object({ width: z.number().min(1), n: z.int() }),
      maybe: z.union([z.number().min(0).max(1), z.null()]),
      opt: z.discriminatedUnion('name', [
        z.object({ name: z.literal('a'), when: z.date() }),
        z.object({ name: z.literal('b') }),
      ]),
    })
    fails(
      () => spaceFromZod(wrong),
      'space/cannot-import',
      'name: a text has no range',
      'sizes: a list has no range',
      'net.width: it has no maximum',
      'net.n: it has no minimum',
      'maybe: a union is searched',
      'and 1 more',
    )
    fails(() => spaceFromZod(z.number().min(0).max(1)), 'space/cannot-import', 'no object')
    const typo = z.object({
      lr: z
        .number()
        .min(0)
        .max(1)
        .meta({ hpo: { logg: true } }),
    })
    fails(() => spaceFromZod(typo), 'space/cannot-import', '"logg", which is unknown')
    const misfit = z.object({ act: z.enum(['a', 'b']).meta({ hpo: { unit: 'm' } }) })
    fails(() => spaceFromZod(misfit), 'space/cannot-import', 'act: unit does not fit')
  })
})

describe('spaceFromJsonSchema', () => {
  it('reads back what space.jsonSchema() writes, for every space', () => {
    fc.assert(
      fc.property(spaces, (any) => {
        const json: unknown = JSON.parse(JSON.stringify(any.jsonSchema()))
        expect(JSON.stringify(spaceFromJsonSchema(json))).toBe(JSON.stringify(any))
      }),
      { numRuns: 60 },
    )
    expect(spaceFromJsonSchema(example.jsonSchema()).toJSON()).toEqual(example.toJSON())
  })

  it('takes the functions of the space again', () => {
    const s = space({ n: int(1, 9) }).derive({ twice: (p) => 2 * p.n })
    fails(() => spaceFromJsonSchema(s.jsonSchema()), 'space/cannot-import', '"twice"')
    const twice = (p: { n: number }): number => 2 * p.n
    expect(spaceFromJsonSchema(s.jsonSchema(), { derive: { twice } }).toJSON()).toEqual(s.toJSON())
  })

  it('follows references, and refuses those that go in circles', () => {
    const rate = { type: 'number', minimum: 0, maximum: 1 }
    const properties = { a: { $ref: '#/$defs/rate' }, b: { $ref: '#/$defs/rate', default: 0.5 } }
    const s = spaceFromJsonSchema({ type: 'object', properties, $defs: { rate } })
    expect(encodeDefaults(s)).toEqual({ b: 0.5 })
    const circle = { type: 'object', properties: { a: { $ref: '#' } } }
    fails(() => spaceFromJsonSchema(circle), 'space/cannot-import', 'refers to itself')
    const away = { type: 'object', properties: { a: { $ref: 'https://example.org/x' } } }
    fails(() => spaceFromJsonSchema(away), 'space/cannot-import', 'leaves the document')
  })

  it('refuses what is no schema', () => {
    for (const wrong of [null, 1, [], {}, { type: 'object', properties: { a: true } }]) {
      fails(() => spaceFromJsonSchema(wrong), 'space/cannot-import')
    }
  })
})
