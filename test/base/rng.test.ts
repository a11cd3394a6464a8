import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRng, randomSeed, type Rng } from '../../src/base/rng.ts'

/** Drawn by this package once and for all: a change here means that stored seeds no longer repeat their studies. */
const golden = {
  uniform: [0.5082990188382501, 0.6346653957188131, 0.395614597324789],
  integers: [255, 870],
  normal: [-1.372388306330312, -1.2483547978375553, -0.703257627985547],
  forked: 0.3455747746430061,
}

const draws = (rng: Rng, count: number): number[] => Array.from({ length: count }, () => rng.uniform())
const seeds = fc.oneof(fc.string(), fc.integer())
const keys = fc.array(fc.oneof(fc.string(), fc.nat()), { minLength: 1, maxLength: 3 })

test('the stream of seed 42 is the one that stored studies were made with', () => {
  const rng = createRng(42)
  expect(draws(rng, 3)).toEqual(golden.uniform)
  expect([rng.integer(1000), rng.integer(1000)]).toEqual(golden.integers)
  expect([rng.normal(), rng.normal(), rng.normal()]).toEqual(golden.normal)
  expect(rng.fork('trial', 7).fork('param', 'lr').uniform()).toBe(golden.forked)
})

describe('createRng', () => {
  test('gives the same stream for the same seed, and other streams for other seeds', () => {
    fc.assert(
      fc.property(seeds, seeds, (a, b) => {
        expect(draws(createRng(a), 4)).toEqual(draws(createRng(a), 4))
        if (a !== b) expect(draws(createRng(a), 4)).not.toEqual(draws(createRng(b), 4))
      }),
    )
  })

  test('keeps the seed 1 apart from the seed "1"', () => {
    expect(draws(createRng(1), 2)).not.toEqual(draws(createRng('1'), 2))
  })
})

describe('fork', () => {
  test('does not depend on how much of the parent was consumed, and consumes nothing of it', () => {
    fc.assert(
      fc.property(seeds, keys, fc.nat({ max: 20 }), (seed, names, consumed) => {
        const fresh = createRng(seed)
        const used = createRng(seed)
        for (let i = 0; i < consumed; i++) used.normal()
        expect(draws(used.fork(...names), 4)).toEqual(draws(fresh.fork(...names), 4))
        expect(draws(fresh, 4)).toEqual(draws(createRng(seed), 4))
      }),
    )
  })

  test('gives different streams for different names', () => {
    fc.assert(
      fc.property(seeds, keys, keys, (seed, a, b) => {
        fc.pre(a.length !== b.length || a.some((key, index) => key !== b[index]))
        const rng = createRng(seed)
        expect(draws(rng.fork(...a), 4)).not.toEqual(draws(rng.fork(...b), 4))
      }),
      { numRuns: 500 },
    )
  })

  test.each([
    [['a/b'], ['a', 'b']],
    [['a\\', 'b'], ['a\\/b']],
    [['1'], [1]],
    [['#1'], [1]],
    [['\\#1'], ['#1']],
  ])('tells %j from %j', (a, b) => {
    const rng = createRng(0)
    expect(rng.fork(...a).uniform()).not.toBe(rng.fork(...b).uniform())
  })

  test('of a seed is not the stream of another seed', () => {
    expect(createRng('a').fork('b').uniform()).not.toBe(createRng('a/b').uniform())
  })

  // Correlation of n pairs has standard deviation 1/sqrt(n): 0.01 here, and the bound is 5 of them at a fixed seed.
  test('gives streams of neighbouring trials that are not correlated', () => {
    const rng = createRng('independence')
    const n = 10_000
    const first = Array.from({ length: n }, (_, trial) => rng.fork('trial', trial).uniform())
    expect(Math.abs(correlation(first.slice(1), first.slice(0, -1)))).toBeLessThan(0.05)
    const a = draws(rng.fork('trial', 0), n)
    const b = draws(rng.fork('trial', 1), n)
    expect(Math.abs(correlation(a, b))).toBeLessThan(0.05)
    expect(Math.abs(mean(first) - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / n))
  })
})

describe('draws', () => {
  test('uniform stays in [0, 1), integer below its bound', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 2 ** 32 }), (seed, bound) => {
        const rng = createRng(seed)
        for (const value of draws(rng, 20)) expect(value >= 0 && value < 1).toBe(true)
        const drawn = rng.integer(bound)
        expect(Number.isInteger(drawn) && drawn >= 0 && drawn < bound).toBe(true)
      }),
    )
  })

  // Bounds are 5 standard errors at a fixed seed.
  test('normal has mean 0, variance 1 and the tails of the standard normal distribution', () => {
    const rng = createRng('normal')
    const n = 40_000
    const values = Array.from({ length: n }, () => rng.normal())
    expect(Math.abs(mean(values))).toBeLessThan(5 / Math.sqrt(n))
    expect(Math.abs(mean(values.map((x) => x * x)) - 1)).toBeLessThan(5 * Math.sqrt(2 / n))
    const beyondTwo = values.filter((x) => Math.abs(x) > 2).length / n
    expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(5 * Math.sqrt((0.0455 * 0.9545) / n))
  })

  test('randomSeed gives whole numbers of 32 bits, and not always the same', () => {
    const some = Array.from({ length: 50 }, randomSeed)
    expect(some.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)).toBe(true)
    expect(new Set(some).size).toBeGreaterThan(40)
  })
})

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [mean(a), mean(b)]
  const covariance = mean(a.map((value, i) => (value - ma) * (b[i] - mb)))
  return covariance / Math.sqrt(mean(a.map((x) => (x - ma) ** 2)) * mean(b.map((x) => (x - mb) ** 2)))
}
