import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { factorize } from '../../../src/math/linalg/cholesky.ts'
import {
  applyInverse,
  inverseFromLower,
  invertLower,
  quadraticFormsOf,
} from '../../../src/math/linalg/lower-inverse.ts'
import { resized, square } from '../../../src/math/linalg/square.ts'
import { copyOf, distance, entries, product, randomPositiveDefinite, sizeAndSeed } from './random-matrices.ts'

function factor(size: number, seed: number) {
  const a = randomPositiveDefinite(size, seed)
  const l = copyOf(a)
  factorize(l)
  const w = square(size)
  invertLower(l, w)
  return { a, l, w }
}

const identity = (size: number) =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => Number(i === j)))

test('invertLower gives W with W L = I and zeros above the diagonal', () => {
  fc.assert(
    fc.property(sizeAndSeed, ({ size, seed }) => {
      const { l, w } = factor(size, seed)
      expect(distance(product(entries(w), entries(l, true)), identity(size))).toBeLessThan(1e-9)
      expect(entries(w)).toEqual(entries(w, true))
    }),
  )
})

test('invertLower appends rows bit for bit as from scratch', () => {
  fc.assert(
    fc.property(sizeAndSeed, fc.double({ min: 0, max: 1, noNaN: true }), ({ size, seed }, share) => {
      const { l, w } = factor(size, seed)
      const known = Math.floor(share * size)
      const part = square(known)
      invertLower({ ...l, size: known }, part)
      const grown = resized(part, size)
      invertLower(l, grown, known)
      expect(entries(grown)).toEqual(entries(w))
    }),
  )
})

test('inverseFromLower gives A⁻¹, both triangles', () => {
  fc.assert(
    fc.property(sizeAndSeed, ({ size, seed }) => {
      const { a, w } = factor(size, seed)
      const inverse = square(size)
      inverseFromLower(w, inverse)
      expect(distance(product(entries(a), entries(inverse)), identity(size))).toBeLessThan(1e-7)
    }),
  )
})

test('applyInverse and quadraticFormsOf agree with A⁻¹', () => {
  fc.assert(
    fc.property(sizeAndSeed, ({ size, seed }) => {
      const { w } = factor(size, seed)
      const inverse = square(size)
      inverseFromLower(w, inverse)
      const rng = createRng(seed)
      const points = 8
      const panel = Float64Array.from({ length: size * points }, () => rng.normal())
      const norms = new Float64Array(points)
      quadraticFormsOf(w)({ data: panel, points }, norms)
      for (let p = 0; p < points; p++) {
        const x = Float64Array.from({ length: size }, (_, i) => panel[i * points + p])
        const expected = entries(inverse).map((row) => row.reduce((sum, value, k) => sum + value * x[k], 0))
        const form = expected.reduce((sum, value, i) => sum + value * x[i], 0)
        const z = new Float64Array(size)
        const tolerance = 1e-9 * (1 + form)
        expect(Math.abs(applyInverse(w, x, z) - form)).toBeLessThan(tolerance)
        expect(Math.abs(norms[p] - form)).toBeLessThan(tolerance)
        expect(Math.max(...z.map((value, i) => Math.abs(value - expected[i])))).toBeLessThan(tolerance)
      }
    }),
  )
})
