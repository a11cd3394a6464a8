import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import {
  cardinality,
  categoricalDistribution,
  contains,
  floatDistribution,
  fromInternal,
  intDistribution,
  onGrid,
  sampleUniform,
  toInternal,
} from '../../../src/hpo/space/distribution.ts'
import { distributions, floatDistributions, intDistributions } from './arbitraries.ts'

/** The code and text of the error that `make` throws. */
function failure(make: () => unknown): { code: string; message: string; details: unknown } {
  try {
    make()
  } catch (error) {
    return error as { code: string; message: string; details: unknown }
  }
  throw new Error('nothing was thrown')
}

describe('wrong declarations give one error with the name, the value, what is allowed and what to do', () => {
  const wrong: readonly [title: string, make: () => unknown, code: string, ...texts: readonly string[]][] = [
    [
      'low above high',
      () => floatDistribution('lr', { low: 1, high: 0 }),
      'space/bad-range',
      '"lr"',
      'low 1',
      'high 0',
    ],
    ['low of NaN', () => floatDistribution('lr', { low: Number.NaN, high: 1 }), 'space/non-finite', 'low NaN'],
    ['infinite high', () => floatDistribution('lr', { low: 0, high: Infinity }), 'space/non-finite', 'high Infinity'],
    [
      'a bound that is a text',
      () => floatDistribution('lr', { low: '0' as unknown as number, high: 1 }),
      'space/non-finite',
      'low "0"',
    ],
    [
      'a log scale from 0',
      () => floatDistribution('lr', { low: 0, high: 1, log: true }),
      'space/bad-log-range',
      'low 0',
      'above 0',
    ],
    [
      'a negative log scale',
      () => floatDistribution('lr', { low: -1, high: 1, log: true }),
      'space/bad-log-range',
      'low -1',
    ],
    ['a step of 0', () => floatDistribution('lr', { low: 0, high: 1, step: 0 }), 'space/bad-step', 'step 0'],
    ['a negative step', () => floatDistribution('lr', { low: 0, high: 1, step: -1 }), 'space/bad-step', 'step -1'],
    ['a step of NaN', () => floatDistribution('lr', { low: 0, high: 1, step: Number.NaN }), 'space/non-finite', 'NaN'],
    [
      'a step on a log scale',
      () => floatDistribution('lr', { low: 1, high: 2, step: 1, log: true }),
      'space/bad-step',
      'no step',
    ],
    [
      'a step finer than floats are',
      () => floatDistribution('lr', { low: 0, high: 1, step: 1e-300 }),
      'space/bad-step',
      '2^53',
    ],
    ['a fractional int bound', () => intDistribution('n', { low: 0.5, high: 2 }), 'space/not-whole', '"n"', 'low 0.5'],
    ['an int beyond 2^53', () => intDistribution('n', { low: 0, high: 2 ** 53 }), 'space/not-whole', 'high'],
    ['an int low above high', () => intDistribution('n', { low: 3, high: 2 }), 'space/bad-range', 'low 3'],
    ['an int log scale from 0', () => intDistribution('n', { low: 0, high: 2, log: true }), 'space/bad-log-range'],
    ['an int step of 0', () => intDistribution('n', { low: 0, high: 2, step: 0 }), 'space/bad-step', 'step 0'],
    [
      'an int log step',
      () => intDistribution('n', { low: 1, high: 9, step: 2, log: true }),
      'space/bad-step',
      'step 2',
    ],
    ['no choices', () => categoricalDistribution('act', []), 'space/empty-choice', '"act"'],
    ['a choice twice', () => categoricalDistribution('act', ['a', 'b', 'a']), 'space/duplicate-choice', '"a" twice'],
    ['NaN twice', () => categoricalDistribution('act', [Number.NaN, Number.NaN]), 'space/duplicate-choice', 'NaN'],
    [
      'an object as a choice',
      () => categoricalDistribution('act', [{ a: 1 } as unknown as string]),
      'space/bad-choice',
      '{"a":1}',
    ],
    ['an empty name', () => floatDistribution('', { low: 0, high: 1 }), 'space/bad-name', 'empty'],
    ['the name __proto__', () => floatDistribution('__proto__', { low: 0, high: 1 }), 'space/bad-name', '__proto__'],
    ['a name of 513 characters', () => intDistribution('x'.repeat(513), { low: 0, high: 1 }), 'space/bad-name', '513'],
    ['a name with NUL', () => categoricalDistribution('a\0', ['a']), 'space/bad-name', 'NUL'],
  ]
  it.each(wrong)('%s', (_, ...[make, code, ...texts]) => {
    const error = failure(make)
    expect(error.code).toBe(code)
    for (const text of [...texts, 'Allowed: ']) expect(error.message).toContain(text)
    expect(Object.keys(error.details as object)).not.toHaveLength(0)
  })
})

describe('floatDistribution', () => {
  // [low, high, step, the high that optuna 4.9.0 keeps]
  const adjusted = [
    [0, 1, 0.3, 0.9],
    [0, 0.3, 0.1, 0.3],
    [0, 1, 0.1, 1],
    [0.1, 1, 0.1, 1],
    [0, 1, 0.333_333_333_333_333_3, 0.999_999_999_999_999_9],
    [-1, 1, 0.7, 0.4],
    [1e-5, 0.001, 1e-5, 0.001],
    [0, 10, 2.5, 10],
    [0.05, 0.96, 0.05, 0.95],
    [1e-7, 1, 0.3, 0.900_000_1],
    [-0.3, 0.3, 0.2, 0.3],
    [1e6, 1_000_001, 1e-4, 1_000_001],
    [0, 1e22, 3e21, 9e21],
    [0, 1, 2, 0],
    [5, 5, 1, 5],
    [0.123_456_789_012_345_6, 1, 0.1, 0.923_456_789_012_345_6],
  ]
  it.each(adjusted)('from %d to %d in steps of %d ends at %d, as in Optuna', (...[low, high, step, end]) => {
    expect(floatDistribution('x', { low, high, step }).high).toBe(end)
  })

  it('keeps a range of one value, which programs compute', () => {
    expect(cardinality(floatDistribution('x', { low: 2, high: 2 }))).toBe(1)
  })

  it('is frozen', () => {
    expect(Object.isFrozen(floatDistribution('x', { low: 0, high: 1 }))).toBe(true)
    expect(Object.isFrozen(categoricalDistribution('x', ['a']).choices)).toBe(true)
  })
})

describe('onGrid', () => {
  it('gives decimal grid points: 0.3, not 0.30000000000000004', () => {
    const d = floatDistribution('x', { low: 0, high: 1, step: 0.1 })
    const points = Array.from({ length: 11 }, (_, i) => onGrid(d, i / 10))
    expect(points).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
  })

  it('keeps whole numbers beyond 15 digits', () => {
    const d = intDistribution('n', { low: 0, high: Number.MAX_SAFE_INTEGER })
    expect(onGrid(d, Number.MAX_SAFE_INTEGER)).toBe(Number.MAX_SAFE_INTEGER)
    expect(onGrid(d, 9_007_199_254_740_989)).toBe(9_007_199_254_740_989)
  })

  it('keeps a low end of more than 15 digits', () => {
    const d = floatDistribution('x', { low: 0.123_456_789_012_345_68, high: 1, step: 0.1 })
    expect(onGrid(d, 0)).toBe(d.low)
  })

  it('law: is the identity on what it gave, inside the distribution, and never far from the argument', () => {
    fc.assert(
      fc.property(fc.oneof(floatDistributions, intDistributions), fc.double({ noNaN: true }), (d, value) => {
        const point = onGrid(d, value)
        expect(contains(d, point)).toBe(true)
        expect(onGrid(d, point)).toBe(point)
        if (value < d.low || value > d.high) return
        expect(Math.abs(point - value)).toBeLessThanOrEqual((d.step ?? 0) * (1 + 1e-9) + Math.abs(value) * 1e-15)
      }),
    )
  })
})

describe('contains', () => {
  it('accepts grid points far from zero, where rounding is larger than 1e-8 steps', () => {
    const d = floatDistribution('x', { low: 1e6, high: 1e6 + 1, step: 1e-4 })
    for (const index of [1, 3333, 9999]) expect(contains(d, onGrid(d, 1e6 + index * 1e-4))).toBe(true)
    expect(contains(d, 1e6 + 0.5e-4)).toBe(false)
  })

  it('refuses fractions, values off the grid and outside, and other types', () => {
    expect(contains(intDistribution('n', { low: 0, high: 9 }), 1 + 1e-9)).toBe(false)
    expect(contains(intDistribution('n', { low: 0, high: 9, step: 3 }), 4)).toBe(false)
    expect(contains(floatDistribution('x', { low: 0, high: 1 }), Number.NaN)).toBe(false)
    expect(contains(floatDistribution('x', { low: 0, high: 1 }), '0.5')).toBe(false)
    expect(contains(categoricalDistribution('c', [1, 0]), true)).toBe(false)
  })
})

describe('cardinality', () => {
  it('counts the values', () => {
    expect(cardinality(floatDistribution('x', { low: 0, high: 1 }))).toBe(Infinity)
    expect(cardinality(floatDistribution('x', { low: 0, high: 1, step: 0.1 }))).toBe(11)
    expect(cardinality(floatDistribution('x', { low: 0, high: 1, step: 1e-12 }))).toBe(1e12 + 1)
    expect(cardinality(intDistribution('n', { low: 1, high: 10, step: 4 }))).toBe(3)
    expect(cardinality(categoricalDistribution('c', ['a', 'b']))).toBe(2)
  })
})

describe('toInternal and fromInternal', () => {
  it('law: are inverse on everything that a distribution gives', () => {
    fc.assert(
      fc.property(distributions, fc.integer(), (d, seed) => {
        const value = sampleUniform(d, createRng(seed))
        expect(fromInternal(d, toInternal(d, value))).toBe(value)
      }),
    )
  })

  it('refuse a value that is no choice, and an index without one', () => {
    const d = categoricalDistribution('c', ['a', 'b'])
    expect(failure(() => toInternal(d, 'c'))).toMatchObject({ code: 'space/invalid-value' })
    expect(failure(() => toInternal(d, 'c')).message).toContain('"c"')
    expect(failure(() => fromInternal(d, 2))).toMatchObject({ code: 'space/invalid-value' })
    expect(failure(() => toInternal(intDistribution('n', { low: 0, high: 1 }), 'a')).code).toBe('space/invalid-value')
  })
})

describe('sampleUniform', () => {
  it('law: stays inside', () => {
    fc.assert(
      fc.property(distributions, fc.integer(), (d, seed) => {
        const rng = createRng(seed)
        for (let i = 0; i < 5; i++) expect(contains(d, sampleUniform(d, rng))).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('covers a range whose width overflows', () => {
    const d = floatDistribution('x', { low: -1.7e308, high: 1.7e308 })
    const rng = createRng(1)
    const draws = Array.from({ length: 200 }, () => sampleUniform(d, rng) as number)
    expect(draws.filter((x) => x < 0).length).toBeGreaterThan(60)
    expect(draws.filter((x) => x > 0).length).toBeGreaterThan(60)
    expect(new Set(draws).size).toBe(200)
  })

  it('gives every grid point the same share, the ends included', () => {
    const d = floatDistribution('x', { low: 0, high: 1, step: 0.25 })
    const rng = createRng('shares')
    const counts = new Map<number, number>()
    for (let i = 0; i < 10_000; i++) {
      const value = sampleUniform(d, rng) as number
      counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    expect([...counts.keys()].toSorted((a, b) => a - b)).toEqual([0, 0.25, 0.5, 0.75, 1])
    // Standard deviation of a count is 40; the seed is fixed.
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(160)
  })

  it('is uniform in the logarithm on a log scale', () => {
    const d = floatDistribution('lr', { low: 1e-6, high: 1, log: true })
    const rng = createRng('log')
    const below = Array.from({ length: 5000 }, () => sampleUniform(d, rng) as number).filter((x) => x < 1e-3).length
    expect(Math.abs(below - 2500)).toBeLessThan(150)
  })
})
