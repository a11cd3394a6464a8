import { describe, expect, it } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { draw } from '../../../src/hpo/space/draw.ts'
import { flatSpace } from '../../../src/hpo/space/flat-space.ts'
import { bool } from '../../../src/hpo/space/kinds/bool.ts'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { fixed } from '../../../src/hpo/space/kinds/fixed.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../src/hpo/space/kinds/int.ts'
import { lossWeights } from '../../../src/hpo/space/kinds/loss-weights.ts'
import { oneOf } from '../../../src/hpo/space/kinds/one-of.ts'
import { powers } from '../../../src/hpo/space/kinds/powers.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { randomSuggester } from './arbitraries.ts'
import { fails } from './fails.ts'

type Loose = (...given: unknown[]) => unknown

const wrong: readonly [title: string, make: () => unknown, code: string, ...texts: readonly string[]][] = [
  ['float(1, 0)', () => float(1, 0), 'space/bad-range', 'float(1, 0)', 'low 1', 'Swap'],
  ['float(1, 1)', () => float(1, 1), 'space/bad-range', 'fixed(1)'],
  ['float(0, 1, { log })', () => (float as Loose)(0, 1, { log: true }), 'space/extra-argument', 'two arguments', '.log()'], // prettier-ignore
  ['int(0, 9, 3)', () => (int as Loose)(0, 9, 3), 'space/extra-argument', 'int(0, 9, 3)', '.step(s)'],
  ['float(NaN, 1)', () => float(Number.NaN, 1), 'space/non-finite', 'NaN'],
  ['float(0, Infinity)', () => float(0, Infinity), 'space/non-finite', 'Infinity'],
  ["float('0', 1)", () => float('0' as unknown as number, 1), 'space/non-finite', '"0"'],
  ['float(0, 1).log()', () => float(0, 1).log(), 'space/bad-log-range', 'float(0, 1)', 'low 0'],
  ['float(0, 1).step(0)', () => float(0, 1).step(0), 'space/bad-step', 'step 0'],
  ['float(0, 1).step(-1)', () => float(0, 1).step(-1), 'space/bad-step', 'step -1'],
  ['float(0, 1).step(NaN)', () => float(0, 1).step(Number.NaN), 'space/non-finite', 'NaN'],
  ['float(1, 2).log().step(1)', () => float(1, 2).log().step(1), 'space/bad-step', 'no step'],
  ['float(1, 2).step(1).log()', () => float(1, 2).step(1).log(), 'space/bad-step', 'no step'],
  ['float(0, 1).default(2)', () => float(0, 1).default(2), 'space/bad-default', 'default 2', 'from 0 to 1'],
  ['a default that a later step excludes', () => float(0, 1).default(0.25).step(0.1), 'space/bad-default', '0.25'],
  ['int(0.5, 2)', () => int(0.5, 2), 'space/not-whole', '0.5'],
  ['int(2, 2)', () => int(2, 2), 'space/bad-range', 'fixed(2)'],
  ['int(3, 2)', () => int(3, 2), 'space/bad-range'],
  ['int(0, 8).log()', () => int(0, 8).log(), 'space/bad-log-range', '1 or more'],
  ['int(0, 8).step(1.5)', () => int(0, 8).step(1.5), 'space/not-whole', '1.5'],
  ['int(0, 8).default(2.5)', () => int(0, 8).default(2.5), 'space/bad-default', '2.5'],
  ['choice()', () => (choice as () => unknown)(), 'space/empty-choice'],
  ['choice([])', () => choice([]), 'space/empty-choice'],
  ["choice('a', 'a')", () => choice('a', 'a'), 'space/duplicate-choice', '"a"'],
  ['choice of an object', () => choice({} as unknown as string), 'space/bad-choice', '{}'],
  ['choice(1, Infinity)', () => choice(1, Infinity), 'space/non-finite', 'Infinity'],
  ["choice('a').default('b')", () => choice('a').default('b' as 'a'), 'space/bad-default', '"b"'],
  ['bool().default(1)', () => bool().default(1 as unknown as boolean), 'space/bad-default', '1'],
  ['powers(16, 500)', () => powers(16, 500), 'space/bad-powers', '500'],
  ['powers(0, 8)', () => powers(0, 8), 'space/bad-powers'],
  ['powers(8, 8)', () => powers(8, 8), 'space/bad-powers'],
  ['powers(16, 64).default(20)', () => powers(16, 64).default(20), 'space/bad-default', '20', 'one of 16, 32, 64'],
  ['fixed(NaN)', () => fixed(Number.NaN), 'space/bad-fixed', 'NaN'],
  ['fixed(function)', () => fixed(Math.sin as unknown as string), 'space/bad-fixed', 'sin'],
  ['fixed([Date])', () => fixed([new Date(0)] as unknown as string[]), 'space/bad-fixed'],
  ["lossWeights(['a'])", () => lossWeights(['a']), 'space/bad-parts', 'two names'],
  ["lossWeights(['a', 'a'])", () => lossWeights(['a', 'a']), 'space/duplicate-name', '"a"'],
  ["lossWeights(['a', ''])", () => lossWeights(['a', '']), 'space/bad-name', 'empty'],
  ['decades: 0', () => lossWeights(['a', 'b'], { decades: 0 }), 'space/bad-decades', '0'],
  ['decades: NaN', () => lossWeights(['a', 'b'], { decades: Number.NaN }), 'space/bad-decades', 'NaN'],
  [
    'default weights out of range',
    () => lossWeights(['a', 'b'], { decades: 1 }).default({ a: 1, b: 11 }),
    'space/invalid-value',
    '0.1 to 10',
  ],
  [
    'default weights in part',
    () => lossWeights(['a', 'b']).default({ a: 1 } as { a: 1; b: 1 }),
    'space/bad-default',
    'every part',
  ],
  ['oneOf without cases', () => oneOf('name', {}), 'space/empty-choice', 'oneOf("name")'],
  ['oneOf with an empty tag', () => oneOf('', { a: {} }), 'space/bad-name'],
  ['a parameter named as the tag', () => oneOf('name', { a: { name: bool() } }), 'space/duplicate-name', 'rename'],
  ['an unknown default case', () => oneOf('name', { a: {} }).default('b' as 'a'), 'space/bad-default', '"b"', '"a"'],
  ['a case that is no object', () => oneOf('name', { a: null as never }), 'space/not-a-parameter', 'null'],
  ['a plain number in a space', () => space({ lr: 0.1 as never }), 'space/not-a-parameter', '"lr"', 'fixed(value)'],
  ['a space of a list', () => space([float(0, 1)] as never), 'space/not-a-parameter'],
  ['a space of nothing', () => space(undefined as never), 'space/not-a-parameter', 'undefined'],
  ['an empty name', () => space({ '': bool() }), 'space/bad-name', 'empty'],
  ['the name __proto__', () => space({ ['__proto__']: bool() }), 'space/bad-name', '__proto__'],
  ['a name of 513 characters', () => space({ ['x'.repeat(513)]: bool() }), 'space/bad-name', '513'],
  [
    'a name that grows beyond 512 characters',
    () => space({ ['x'.repeat(300)]: space({ ['y'.repeat(300)]: bool() }) }),
    'space/bad-name',
    '601',
  ],
  [
    'two parameters with one flat name',
    () => space({ 'opt.a.x': bool(), opt: oneOf('name', { a: { x: bool() } }) }),
    'space/duplicate-name',
    '"opt.a.x"',
  ],
]

describe('builders', () => {
  it('are immutable: each call gives a new node', () => {
    const base = float(1, 10)
    const log = base.log()
    expect(flatSpace(space({ base, log })).get('base')).toMatchObject({ log: false })
    expect(flatSpace(space({ base, log })).get('log')).toMatchObject({ log: true })
    expect(Object.isFrozen(base)).toBe(true)
    const choices = ['a', 'b']
    const node = choice(choices)
    choices.push('c')
    expect(flatSpace(space({ node })).get('node')).toMatchObject({ choices: ['a', 'b'] })
  })

  it('choice takes its values one by one or as a list', () => {
    const expected = { choices: ['a', 1, null, true] }
    expect(flatSpace(space({ c: choice('a', 1, null, true) })).get('c')).toMatchObject(expected)
    expect(flatSpace(space({ c: choice(['a', 1, null, true]) })).get('c')).toMatchObject(expected)
  })

  it('fixed keeps a frozen copy', () => {
    const layers = [64, 64]
    const s = space({ layers: fixed(layers) })
    layers.push(1)
    const drawn = draw(s, randomSuggester(createRng(0)))
    expect(drawn.layers).toEqual([64, 64])
    expect(Object.isFrozen(drawn.layers)).toBe(true)
  })

  it('a space without parameters has one value', () => {
    expect(draw(space({}), randomSuggester(createRng(0)))).toEqual({})
  })

  it.each(wrong)('%s is refused at once', (_, ...[make, code, ...texts]) => {
    fails(make, code, ...texts)
  })
})
