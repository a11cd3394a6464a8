import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { halton } from '../../../src/math/sequences/halton.ts'
import { latinHypercube } from '../../../src/math/sequences/latin-hypercube.ts'
import { shuffled } from '../../../src/math/sequences/shuffled.ts'
import { sobol, sobolDimensions } from '../../../src/math/sequences/sobol.ts'

type Points = Readonly<Record<string, readonly (readonly number[])[]>>
const golden = JSON.parse(
  readFileSync(new URL('../../golden/optuna-5.0.0.dev-golden.json', import.meta.url), 'utf8'),
) as { readonly sobol_unscrambled: Points; readonly halton_unscrambled: Points }

const rows = (flat: Float64Array, width: number) =>
  Array.from({ length: flat.length / width }, (_, i) => [...flat.subarray(i * width, (i + 1) * width)])

/** How unevenly points lie, 0 for perfectly even: the centred L2 discrepancy, squared (Hickernell 1998, eq. 5.1c). */
function discrepancy(points: readonly (readonly number[])[]): number {
  const n = points.length
  const d = points[0].length
  const off = (x: number) => Math.abs(x - 0.5)
  let single = 0
  let pairs = 0
  for (const x of points) {
    single += x.reduce((product, xj) => product * (1 + 0.5 * off(xj) - 0.5 * off(xj) ** 2), 1)
    for (const y of points) {
      pairs += x.reduce(
        (product, xj, j) => product * (1 + 0.5 * off(xj) + 0.5 * off(y[j]) - 0.5 * Math.abs(xj - y[j])),
        1,
      )
    }
  }
  return (13 / 12) ** d - (2 / n) * single + pairs / n ** 2
}

const randomPoints = (count: number, width: number, seed: number) => {
  const rng = createRng(seed)
  return Array.from({ length: count }, () => Array.from({ length: width }, () => rng.uniform()))
}

describe('sobol', () => {
  test.each(Object.keys(golden.sobol_unscrambled))('of %s dimensions has exactly SciPy’s points', (dimensions) => {
    const expected = golden.sobol_unscrambled[dimensions]
    expect(rows(sobol(Number(dimensions)).points(expected.length), Number(dimensions))).toEqual(expected)
  })

  test('has exactly SciPy 1.17’s coordinates in the last dimensions of each degree of polynomial', () => {
    const sequence = sobol(sobolDimensions)
    const at = [8, 40, 99, 480, 999, 1110]
    const expected: Record<number, readonly number[]> = {
      1: [0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
      5: [0.375, 0.375, 0.375, 0.375, 0.625, 0.375],
      37: [0.609375, 0.078125, 0.171875, 0.984375, 0.703125, 0.984375],
      63: [0.828125, 0.671875, 0.078125, 0.453125, 0.046875, 0.015625],
    }
    for (const [index, values] of Object.entries(expected)) {
      const point = sequence.point(Number(index))
      expect(at.map((j) => point[j])).toEqual(values)
    }
  })

  test('scrambled, still puts one of any aligned 2ᵏ points into each of 2ᵏ intervals of every dimension', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 6 }), fc.nat(50), (seed, k, block) => {
        const count = 2 ** k
        const flat = sobol(20, createRng(seed)).points(count, block * count)
        for (let j = 0; j < 20; j++) {
          const strata = new Set(Array.from({ length: count }, (_, i) => Math.floor(flat[i * 20 + j] * count)))
          expect(strata.size).toBe(count)
        }
      }),
      { numRuns: 50 },
    )
  })

  test('scrambled, is another sequence for each seed and the same for equal ones', () => {
    const points = [1, 1, 2].map((seed) => [...sobol(3, createRng(seed)).points(8)])
    expect(points[0]).toEqual(points[1])
    expect(points[0]).not.toEqual(points[2])
  })

  test('scrambled, has points that are uniform over the seeds', () => {
    // Mean and variance of 4,000 uniform draws: within five standard errors of 1/2 and 1/12.
    const draws = Array.from({ length: 4000 }, (_, seed) => sobol(2, createRng(seed)).point(5)[1])
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length
    const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length
    expect(Math.abs(mean - 1 / 2)).toBeLessThan(0.023)
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.006)
  })

  test.each([0, -1, 1.5, Number.NaN, 1112])('of %d dimensions is refused', (dimensions) => {
    expect(() => sobol(dimensions)).toThrowError(expect.objectContaining({ code: 'sequence/bad-dimensions' }))
  })

  test.each([-1, 0.5, 2 ** 32])('has no point %d', (index) => {
    expect(() => sobol(2).point(index)).toThrowError(expect.objectContaining({ code: 'sequence/bad-index' }))
  })

  test('has its last point', () => {
    expect(sobol(2).point(2 ** 32 - 1)).toHaveLength(2)
  })
})

describe('halton', () => {
  test.each(Object.keys(golden.halton_unscrambled))('of %s dimensions has SciPy’s points to 1e-15', (dimensions) => {
    const expected = golden.halton_unscrambled[dimensions].flat()
    const points = halton(Number(dimensions)).points(golden.halton_unscrambled[dimensions].length)
    points.forEach((x, i) => expect(Math.abs(x - expected[i])).toBeLessThanOrEqual(1e-15))
  })

  test('scrambled, puts one of the first pᵏ points into each of pᵏ intervals of the dimension of prime p', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const sequence = halton(4, createRng(seed))
        for (const [j, count] of [8, 9, 25, 49].entries()) {
          const strata = new Set(Array.from({ length: count }, (_, i) => Math.floor(sequence.point(i)[j] * count)))
          expect(strata.size).toBe(count)
        }
      }),
      { numRuns: 50 },
    )
  })

  test('stays below 1 when every digit is the largest', () => {
    const all = halton(60, createRng(3)).points(2000)
    expect(all.every((x) => x >= 0 && x < 1)).toBe(true)
  })

  test('has no point −1', () => {
    expect(() => halton(1).point(-1)).toThrowError(expect.objectContaining({ code: 'sequence/bad-index' }))
  })
})

describe('latinHypercube', () => {
  test('has one point in each stratum of every dimension', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 60 }), (seed, count) => {
        const flat = latinHypercube({ count, dimensions: 3 }, createRng(seed)).points(count)
        for (let j = 0; j < 3; j++) {
          const strata = Array.from({ length: count }, (_, i) => Math.floor(flat[i * 3 + j] * count))
          expect(strata.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i))
        }
      }),
    )
  })

  test('has no point beyond its count', () => {
    expect(() => latinHypercube({ count: 3, dimensions: 1 }, createRng(0)).point(3)).toThrow(/from 0 to 2/)
  })
})

// Medians over 20 seeds; random points have about three times the discrepancy of Latin ones and ten times that of nets.
test('128 points of four dimensions lie more evenly than random ones: Sobol < Halton < Latin hypercube < random', () => {
  const median = (make: (seed: number) => readonly (readonly number[])[]) =>
    Array.from({ length: 20 }, (_, seed) => discrepancy(make(seed))).toSorted((a, b) => a - b)[10]
  const random = median((seed) => randomPoints(128, 4, seed))
  const latin = median((seed) => rows(latinHypercube({ count: 128, dimensions: 4 }, createRng(seed)).points(128), 4))
  const mirrored = median((seed) => rows(halton(4, createRng(seed)).points(128), 4))
  const net = median((seed) => rows(sobol(4, createRng(seed)).points(128), 4))
  expect(net).toBeLessThan(mirrored)
  expect(mirrored).toBeLessThan(latin)
  expect(latin).toBeLessThan(0.7 * random)
})

test('`shuffled` gives every order equally often', () => {
  const counts = new Map<string, number>()
  const rng = createRng(1)
  for (let i = 0; i < 6000; i++) {
    const order = shuffled(3, rng).join('')
    counts.set(order, (counts.get(order) ?? 0) + 1)
  }
  // Binomial with n = 6,000 and p = 1/6: five standard deviations are 145.
  expect(counts.size).toBe(6)
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(145)
})
