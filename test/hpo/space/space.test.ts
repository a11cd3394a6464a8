import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createRng } from '../../../src/base/rng.ts'
import { decode } from '../../../src/hpo/space/decode.ts'
import type { Params } from '../../../src/hpo/space/distribution.ts'
import { draw } from '../../../src/hpo/space/draw.ts'
import { encode, encodeDefaults } from '../../../src/hpo/space/encode.ts'
import { activeSpace, flatSpace, leavesOf } from '../../../src/hpo/space/flat-space.ts'
import { bool } from '../../../src/hpo/space/kinds/bool.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../src/hpo/space/kinds/int.ts'
import { lossWeights } from '../../../src/hpo/space/kinds/loss-weights.ts'
import { oneOf } from '../../../src/hpo/space/kinds/one-of.ts'
import { spaceFromJSON } from '../../../src/hpo/space/space-from-json.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { suggesterFrom } from '../../../src/hpo/space/suggester.ts'
import { randomSuggester } from './arbitraries.ts'
import { example } from './example-space.ts'
import { fails } from './fails.ts'

const flat = {
  lr: 0.01,
  dropout: 0.3,
  scale: 1,
  width: 2,
  depth: 3,
  act: 'sin',
  causal: true,
  'w.bc/pde': 10,
  'w.ic/pde': 100,
  opt: 'sgd',
  'opt.sgd.momentum': 0.9,
  'opt.sgd.nesterov': false,
  'data.points': 1000,
} satisfies Params

const value = {
  lr: 0.01,
  dropout: 0.3,
  scale: 1,
  width: 64,
  depth: 3,
  act: 'sin',
  causal: true,
  w: { pde: 1 / 111, bc: 10 / 111, ic: 100 / 111 },
  opt: { name: 'sgd', momentum: 0.9, nesterov: false },
  data: { points: 1000 },
  seed: 42,
} as const

describe('draw', () => {
  it('asks for dotted flat names in the order of declaration, and gives the typed value', () => {
    const asked: string[] = []
    const drawn = draw(
      example,
      suggesterFrom((name) => {
        asked.push(name)
        return (flat as Params)[name]
      }),
    )
    expect(asked).toEqual(Object.keys(flat))
    expect(drawn).toEqual(value)
  })

  it('asks with the bounds, scale, step and choices declared', () => {
    const space1 = space({ a: float(1e-3, 1).log(), b: float(0, 1).step(0.3), c: int(1, 9).step(2), d: bool() })
    expect([...flatSpace(space1)]).toEqual([
      ['a', { kind: 'float', low: 1e-3, high: 1, log: true, step: null }],
      ['b', { kind: 'float', low: 0, high: 0.9, log: false, step: 0.3 }],
      ['c', { kind: 'int', low: 1, high: 9, log: false, step: 2 }],
      ['d', { kind: 'categorical', choices: [false, true] }],
    ])
  })

  it('gives loss weights with sum 1, spread evenly around equal weights', () => {
    const s = space({ w: lossWeights(['a', 'b', 'c']) })
    const rng = createRng('weights')
    let larger = 0
    for (let i = 0; i < 2000; i++) {
      const { w } = draw(s, randomSuggester(rng))
      expect(Math.abs(w.a + w.b + w.c - 1)).toBeLessThan(1e-12)
      expect(w.b / w.a).toBeGreaterThan(0.999e-3)
      expect(w.b / w.a).toBeLessThan(1.001e3)
      if (w.b > w.a) larger++
    }
    expect(Math.abs(larger - 1000)).toBeLessThan(100)
  })
})

describe('encode', () => {
  it('gives the flat parameters of a value', () => {
    const encoded = encode(example, value)
    expect(Object.keys(encoded)).toEqual(Object.keys(flat))
    expect(encoded['w.bc/pde']).toBeCloseTo(10, 10)
    expect({ ...encoded, 'w.bc/pde': 10, 'w.ic/pde': 100 }).toEqual(flat)
  })

  it('gives what is known of a partial value', () => {
    expect(encode(example, {})).toEqual({})
    expect(encode(example, { lr: 0.1, width: undefined })).toEqual({ lr: 0.1 })
    expect(encode(example, { opt: { name: 'adam', beta1: 0.9 } })).toEqual({ opt: 'adam', 'opt.adam.beta1': 0.9 })
    expect(encode(example, { w: { pde: 1, ic: 5 } })).toEqual({ 'w.ic/pde': 5 })
    expect(encode(example, { w: { ic: 5 } })).toEqual({})
  })

  it('takes relative loss weights, since only ratios are searched', () => {
    expect(encode(example, { w: { pde: 2, bc: 4, ic: 2000 } })).toEqual({ 'w.bc/pde': 2, 'w.ic/pde': 1000 })
  })

  it('brings ratios at the ends of the range back into it after rounding', () => {
    let rounded = 0
    for (let decades = 0.1; decades < 8; decades += 0.1) {
      const s = space({ w: lossWeights(['a', 'b', 'c'], { decades }) })
      const ends = { 'w.b/a': 10 ** decades, 'w.c/a': 10 ** -decades }
      const { w } = decode(s, ends)
      if (w.b / w.a > ends['w.b/a'] || w.c / w.a < ends['w.c/a']) rounded++
      expect(encode(s, { w })['w.b/a']).toBeLessThanOrEqual(ends['w.b/a'])
      expect(encode(s, { w })['w.c/a']).toBeGreaterThanOrEqual(ends['w.c/a'])
      expect(s.parse({ w })).toEqual({ w })
    }
    // Without cases in which the division leaves the range, this test would prove nothing.
    expect(rounded).toBeGreaterThan(0)
  })

  it('refuses what does not fit, by flat name', () => {
    fails(() => encode(example, { lr: 5 }), 'space/invalid-value', '"lr" got 5', 'from 0.00001 to 0.1 (log')
    fails(() => encode(example, { width: 100 }), 'space/invalid-value', '"width" got 100', 'one of 16, 32')
    fails(() => encode(example, { dropout: 0.25 }), 'space/invalid-value', '"dropout"', 'in steps of 0.1')
    fails(() => encode(example, { opt: { name: 'adam', beta1: 2 } }), 'space/invalid-value', '"opt.adam.beta1" got 2')
    fails(() => encode(example, { opt: { beta1: 0.9 } }), 'space/invalid-value', '"opt.name" got undefined')
    fails(() => encode(example, { opt: 'adam' } as object), 'space/invalid-value', '"opt" got "adam"')
    fails(() => encode(example, { seed: 7 } as object), 'space/invalid-value', '"seed" got 7', 'exactly 42')
    fails(() => encode(example, { w: { pde: 1, bc: 1e4 } }), 'space/invalid-value', '"w.bc"', '0.001 to 1000 times')
    fails(() => encode(example, { w: { pde: 0 } }), 'space/invalid-value', '"w.pde" got 0')
    fails(() => encode(example, { w: 3 } as object), 'space/invalid-value', '"w" got 3')
    fails(() => encode(example, 3 as never), 'space/invalid-value')
  })

  it('refuses a misspelt name and lists the right ones', () => {
    fails(() => encode(example, { lrr: 0.1 } as object), 'space/unknown-parameter', '"lrr"', 'lr, dropout')
    fails(() => encode(example, { opt: { name: 'sgd', beta1: 1 } } as object), 'space/unknown-parameter', 'momentum')
    fails(() => encode(example, { w: { pdee: 1 } } as object), 'space/unknown-parameter', '"w.pdee"', 'pde, bc, ic')
    fails(() => encode(example, JSON.parse('{"__proto__": 1}') as object), 'space/unknown-parameter', '__proto__')
  })
})

describe('encodeDefaults', () => {
  it('gives the declared defaults, those of the default case included', () => {
    expect(encodeDefaults(example)).toEqual({
      lr: 1e-3,
      width: 2,
      depth: 4,
      'w.bc/pde': 10,
      'w.ic/pde': 10,
      opt: 'adam',
      'opt.adam.beta1': 0.9,
    })
  })

  it('is empty without defaults', () => {
    expect(encodeDefaults(space({ a: float(0, 1), b: oneOf('t', { x: {} }) }))).toEqual({})
  })
})

describe('decode', () => {
  it('gives the value of flat parameters', () => {
    expect(decode(example, flat)).toEqual(value)
  })

  it('ignores parameters that the space does not have, and reads numbers of an earlier, wider range', () => {
    expect(decode(example, { ...flat, old: 1, lr: 0.5 }).lr).toBe(0.5)
  })

  it('refuses a missing parameter, a missing case, and values of another type', () => {
    const { lr, ...rest } = flat
    expect(lr).toBe(0.01)
    fails(() => decode(example, rest), 'space/missing-parameter', '"lr"')
    fails(() => decode(example, { ...flat, opt: 'rmsprop' }), 'space/invalid-value', '"opt" got "rmsprop"')
    fails(() => decode(example, { ...flat, opt: 'adam' }), 'space/missing-parameter', '"opt.adam.beta1"')
    fails(() => decode(example, { ...flat, depth: 2.5 }), 'space/invalid-value', '"depth" got 2.5')
    fails(() => decode(example, { ...flat, lr: 'a' }), 'space/invalid-value', '"lr" got "a"')
    fails(() => decode(example, { ...flat, width: 77 }), 'space/invalid-value', '"width" got 77')
    fails(() => decode(space({ constructor: float(0, 1) }), {}), 'space/missing-parameter', '"constructor"')
  })
})

describe('leavesOf, flatSpace and activeSpace', () => {
  it('separate what every trial has from what depends on a choice', () => {
    expect([...flatSpace(example).keys()]).toEqual(Object.keys(flat).filter((name) => !name.startsWith('opt.')))
    const momentum = leavesOf(example).find((leaf) => leaf.name === 'opt.sgd.momentum')
    expect(momentum?.when).toEqual([{ name: 'opt', value: 'sgd' }])
    expect([...activeSpace(example, flat).keys()]).toEqual(Object.keys(flat))
  })

  it('collect the conditions of nested cases', () => {
    const s = space({ a: oneOf('t', { x: { b: oneOf('u', { y: { c: int(0, 1) } }) } }) })
    expect(leavesOf(s).at(-1)).toMatchObject({
      name: 'a.x.b.y.c',
      when: [
        { name: 'a', value: 'x' },
        { name: 'a.x.b', value: 'y' },
      ],
    })
  })

  it('carry the unit', () => {
    expect(leavesOf(example).find((leaf) => leaf.name === 'scale')?.unit).toBe('1/m')
  })
})

describe('space.parse and space.zod', () => {
  it('give back a value that fits', () => {
    expect(example.parse(value)).toEqual(value)
    expect(example.zod()).toBe(example.zod())
  })

  const wrong: readonly [title: string, change: object, path: string, text: string][] = [
    ['too large', { lr: 5 }, 'lr', 'expected a number from 0.00001 to 0.1 (logarithmic scale), got 5'],
    ['NaN', { lr: Number.NaN }, 'lr', 'got NaN'],
    ['missing', { lr: undefined }, 'lr', 'got undefined'],
    ['off the grid', { dropout: 0.15 }, 'dropout', 'in steps of 0.1, got 0.15'],
    ['a fraction', { depth: 2.5 }, 'depth', 'a whole number from 2 to 8, got 2.5'],
    ['a text for a number', { depth: '3' }, 'depth', 'got "3"'],
    ['an unknown choice', { act: 'relu' }, 'act', 'one of "tanh", "gelu", "sin", got "relu"'],
    ['no power', { width: 100 }, 'width', 'got 100'],
    ['no boolean', { causal: 1 }, 'causal', 'got 1'],
    ['another constant', { seed: 43 }, 'seed', 'exactly 42, got 43'],
    ['weights without sum 1', { w: { pde: 0.5, bc: 0.4, ic: 0.4 } }, 'w', 'sum 1'],
    ['weights too far apart', { w: { pde: 0.9999, bc: 0.000_05, ic: 0.000_05 } }, 'w', '0.001 to 1000'],
    ['a missing weight', { w: { pde: 0.5, bc: 0.5 } }, 'w.ic', 'got undefined'],
    ['a wrong field of a case', { opt: { name: 'adam', beta1: 2, eps: 1e-8 } }, 'opt.beta1', 'got 2'],
    ['an unknown case', { opt: { name: 'rmsprop' } }, 'opt.name', 'one of "adam", "sgd", "plain"'],
    ['a field of another case', { opt: { name: 'plain', beta1: 0.9 } }, 'opt', 'beta1'],
    ['a nested field', { data: { points: 1 } }, 'data.points', 'got 1'],
  ]
  it.each(wrong)('parse refuses %s with its path, and says what to do', (_, ...[change, path, text]) => {
    const make = () => example.parse({ ...value, ...change })
    fails(make, 'space/invalid-value', text, 'Correct these entries')
    expect(make).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ path, value: { ...value, ...change } }) as object }),
    )
  })

  it('parse refuses what is no object', () => {
    fails(() => example.parse(null), 'space/invalid-value')
    fails(() => example.parse('lr'), 'space/invalid-value')
  })

  it('parse shows five issues and counts the others', () => {
    fails(() => example.parse({}), 'space/invalid-value', 'and 6 more')
  })

  it('zod describes the space as JSON Schema, with the declaration of each parameter', () => {
    const schema = z.toJSONSchema(example.zod()) as { properties: Record<string, unknown>; required: string[] }
    expect(schema.properties['lr']).toMatchObject({
      type: 'number',
      minimum: 1e-5,
      maximum: 0.1,
      description: 'Step size of the optimiser.',
      hpo: { kind: 'float', log: true, default: 1e-3 },
    })
    expect(schema.properties['act']).toMatchObject({ enum: ['tanh', 'gelu', 'sin'] })
    expect(schema.properties['opt']).toMatchObject({ oneOf: [{}, {}, {}] })
  })
})

describe('space.toJSON and spaceFromJSON', () => {
  it('go through text', () => {
    const text = JSON.stringify(example)
    expect(JSON.parse(text)).toMatchObject({
      version: 1,
      kind: 'space',
      fields: {
        lr: { kind: 'float', low: 1e-5, high: 0.1, log: true, default: 1e-3, doc: 'Step size of the optimiser.' },
        opt: { kind: 'oneOf', tag: 'name', default: 'adam', cases: { adam: { beta1: { kind: 'float' } }, plain: {} } },
      },
    })
    expect(JSON.stringify(spaceFromJSON(JSON.parse(text)))).toBe(text)
  })

  const wrong: readonly [title: string, json: unknown, code: string, ...texts: readonly string[]][] = [
    ['null', null, 'space/bad-json', 'null'],
    ['a text', '{}', 'space/bad-json', 'not an object'],
    ['no kind', { fields: {} }, 'space/bad-json', 'kind undefined'],
    [
      'an unknown kind',
      { kind: 'space', fields: { a: { kind: 'gauss' } } },
      'space/bad-json',
      'at a,',
      '"gauss"',
      'int',
    ],
    ['another outermost kind', { kind: 'bool' }, 'space/bad-json', 'outermost'],
    ['another version', { version: 2, kind: 'space', fields: {} }, 'space/bad-json', 'version is 2, not 1'],
    ['a missing bound', { kind: 'space', fields: { a: { kind: 'float', low: 0 } } }, 'space/bad-json', 'at a.high'],
    ['an unknown field', { kind: 'space', fields: { a: { kind: 'bool', x: 1 } } }, 'space/bad-json', 'at a', '"x"'],
    [
      'a wrong parameter of a case',
      { kind: 'space', fields: { o: { kind: 'oneOf', tag: 't', cases: { c: { p: { kind: 'int', low: 'a' } } } } } },
      'space/bad-json',
      'at o.c.p.low',
    ],
    [
      'a reversed range',
      { kind: 'space', fields: { a: { kind: 'int', low: 2, high: 1 } } },
      'space/bad-range',
      'int(2',
    ],
    ['fields in a list', { kind: 'space', fields: [] }, 'space/bad-json', 'parameters by name, got []'],
    ['a case that is no object', { kind: 'oneOf', tag: 't', cases: { c: 1 } }, 'space/bad-json', 'at c', 'got 1'],
    ['the name __proto__', JSON.parse('{"kind":"space","fields":{"__proto__":{"kind":"bool"}}}'), 'space/bad-name'],
  ]
  it.each(wrong)('refuse %s', (_, ...[json, code, ...texts]) => {
    fails(() => spaceFromJSON(json), code, ...texts)
  })
})
