import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { InputError } from '../../../src/base/errors.ts'
import { drawByDensity, largest } from '../../../src/train/sampling/draw-by-density.ts'
import type { PointRequest, PointRule } from '../../../src/train/sampling/point-rule.ts'
import { sampling } from '../../../src/train/sampling/registry.ts'

const width = 2

/** Candidates (i, −i) with residuals that peak at `peak`. */
function request(rule: PointRule, { points = 8, peak = 5, seed = 1 } = {}): PointRequest {
  const count = rule.candidates(points)
  return {
    width,
    current: Float64Array.from({ length: points * width }, (_, i) => 1e6 + i),
    candidates: Float64Array.from({ length: count * width }, (_, i) => (i % 2 === 0 ? i / 2 : -(i - 1) / 2)),
    sizes: Array.from({ length: count }, (_, i) => 1 / (1 + (i - peak) ** 2)),
    rng: createRng(seed),
  }
}

const rules: Record<string, () => PointRule> = {
  resample: () => sampling.resample(),
  rad: () => sampling.rad(),
  'rad, uneven': () => sampling.rad({ power: 2, evenness: 0 }),
  rar: () => sampling.rar({ add: 3 }),
  'rar, drawn': () => sampling.rar({ add: 3, drawn: true }),
}

describe.each(Object.entries(rules))('%s', (name, make) => {
  it('gives whole points, each once, that were there or were offered', () => {
    const rule = make()
    const asked = request(rule)
    const points = rule.next(asked)
    expect(points.length % width).toBe(0)
    expect(points.length / width).toBe(name.startsWith('rar') ? 11 : 8)
    const seen = new Set<string>()
    for (let p = 0; p < points.length; p += width) {
      const [x, y] = points.subarray(p, p + width)
      expect(x >= 1e6 ? y - x : x + y).toBe(x >= 1e6 ? 1 : 0)
      seen.add(`${x}`)
    }
    expect(seen.size).toBe(points.length / width)
  })

  it('is pure: the same request gives the same points', () => {
    const rule = make()
    const asked = request(rule)
    const [current, candidates] = [asked.current.slice(), asked.candidates.slice()]
    const first = rule.next(asked)
    expect(rule.next({ ...asked, rng: createRng(1) })).toEqual(first)
    expect(asked.current).toEqual(current)
    expect(asked.candidates).toEqual(candidates)
  })

  it('stays useful where residuals are 0, infinite or NaN', () => {
    const rule = make()
    const asked = request(rule)
    const zero = rule.next({ ...asked, sizes: Array.from(asked.sizes, () => 0) })
    expect(zero.every(Number.isFinite)).toBe(true)
    if (name === 'resample') return
    const broken = rule.next({ ...asked, sizes: Array.from(asked.sizes, (size, i) => (i < 20 ? [Number.NaN, Infinity][i % 2] : size)) }) // prettier-ignore
    for (let p = 0; p < broken.length; p += width) expect(broken[p]).toBeGreaterThanOrEqual(20)
    expect(() => rule.next({ ...asked, sizes: Array.from(asked.sizes, () => Number.NaN) })).toThrow(InputError)
  })
})

it('rar takes the candidates with the largest residuals, and keeps all points', () => {
  const rule = sampling.rar({ add: 3 })
  const asked = request(rule)
  const points = rule.next(asked)
  expect([...points.subarray(0, asked.current.length)]).toEqual([...asked.current])
  expect([...points.subarray(asked.current.length)]).toEqual([5, -5, 4, -4, 6, -6])
})

it('rad draws by p ∝ |r|^k / mean(|r|^k) + c', () => {
  // Four candidates a point, one point: the first draw has exactly these probabilities.
  const rule = sampling.rad({ power: 2, evenness: 0.5, candidates: 4 })
  const sizes = [1, 2, 3, 0]
  const expected = sizes.map((size) => (size * size) / 3.5 + 0.5)
  const total = expected.reduce((sum, value) => sum + value, 0)
  const counts = [0, 0, 0, 0]
  const draws = 5000
  for (let seed = 0; seed < draws; seed++) {
    const asked = { ...request(rule, { points: 1 }), sizes, rng: createRng(seed) }
    counts[rule.next(asked)[0]]++
  }
  // Within five standard deviations.
  expected.forEach((density, i) => {
    const p = density / total
    expect(Math.abs(counts[i] / draws - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / draws))
  })
})

it('drawByDensity never draws what has no density, nor anything twice', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 5, noNaN: true }), { minLength: 1, maxLength: 20 }),
      fc.nat(),
      (densities, seed) => {
        // prettier-ignore
        const possible = densities.filter((density) => density > 0).length
        const drawn = drawByDensity(densities, possible, createRng(seed))
        expect(new Set(drawn).size).toBe(possible)
        for (const place of drawn) expect(densities[place]).toBeGreaterThan(0)
      },
    ),
  )
})

it('largest is by size, equal ones in their order, NaN last', () => {
  expect(largest([1, Number.NaN, 3, 3, Number.POSITIVE_INFINITY], 5)).toEqual([4, 2, 3, 0, 1])
})

it.each([
  ['rad', () => sampling.rad({ power: -1 }), 'power'],
  ['rad', () => sampling.rad({ evenness: Number.NaN }), 'evenness'],
  ['rad', () => sampling.rad({ candidates: 1 }), 'candidates'],
  ['rar', () => sampling.rar({ add: 0 }), 'add'],
  ['resample', () => sampling.resample({ every: 0 }), 'every'],
])('%s refuses a bad option by name', (_, make, option) => {
  expect(make).toThrow(InputError)
  expect(make).toThrow(`"${option}"`)
})
