import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { factorizeInTypeScript } from '../../../src/math/linalg/cholesky.ts'
import {
  inverseFromLowerInTypeScript,
  invertLowerInTypeScript,
  quadraticFormsInTypeScript,
} from '../../../src/math/linalg/lower-inverse.ts'
import {
  inverseFromLowerInWasm,
  invertLowerInWasm,
  quadraticFormsInWasm,
} from '../../../src/math/linalg/lower-inverse-wasm.ts'
import { type Square, square } from '../../../src/math/linalg/square.ts'
import { copyOf, entries, randomPositiveDefinite } from './random-matrices.ts'

const sizeAndSeed = fc.record({ size: fc.integer({ min: 24, max: 90 }), seed: fc.nat({ max: 1000 }) })

/** L of a random matrix, and W from the twin, which begins with rubbish. */
function randomFactor(size: number, seed: number): { readonly l: Square; readonly w: Square } {
  const l = randomPositiveDefinite(size, seed)
  factorizeInTypeScript(l, 0)
  const w = square(size, size + 5)
  w.data.fill(7)
  invertLowerInTypeScript(l, w, 0)
  return { l, w }
}

test('invertLowerInWasm is its twin to the last bit, zeros above the diagonal included', () => {
  fc.assert(
    fc.property(sizeAndSeed, ({ size, seed }) => {
      const { l, w } = randomFactor(size, seed)
      const ours = square(size, size + (seed % 4))
      ours.data.fill(7)
      expect(invertLowerInWasm(l, ours)).toBe(true)
      expect(entries(ours)).toEqual(entries(w))
    }),
    { numRuns: 30 },
  )
})

test('inverseFromLowerInWasm is its twin to the last bit in the lower triangle, and leaves the upper one', () => {
  fc.assert(
    fc.property(sizeAndSeed, ({ size, seed }) => {
      const { w } = randomFactor(size, seed)
      const twin = square(size)
      inverseFromLowerInTypeScript(w, twin)
      const ours = square(size, size + 2)
      ours.data.fill(7)
      expect(inverseFromLowerInWasm(w, ours)).toBe(true)
      expect(entries(ours, true)).toEqual(entries(twin, true))
      expect(ours.data[1]).toBe(7)
    }),
    { numRuns: 30 },
  )
})

test('quadraticFormsInWasm is its twin to the last bit, for one matrix after the other', () => {
  fc.assert(
    fc.property(sizeAndSeed, fc.integer({ min: 1, max: 16 }), ({ size, seed }, quarter) => {
      const points = 4 * quarter
      const rng = createRng(seed)
      const matrices = [randomFactor(size, seed).w, randomFactor(size + 3, seed + 1).w]
      const owners = matrices.map(() => ({}))
      for (const which of [0, 1, 1, 0]) {
        const w = matrices[which]
        const data = Float64Array.from({ length: w.size * points }, () => rng.normal())
        const [ours, twin] = [new Float64Array(points), new Float64Array(points)]
        quadraticFormsInTypeScript(w, { data, points }, twin)
        expect(quadraticFormsInWasm(w, { data, points, owner: owners[which] }, ours)).toBe(true)
        expect(ours).toEqual(twin)
      }
    }),
    { numRuns: 20 },
  )
})

test('small matrices, larger panels, and everything where ANSATZ_WASM is off, are left to the twins', async () => {
  const { l, w } = randomFactor(23, 1)
  expect(invertLowerInWasm(l, copyOf(w))).toBe(false)
  const large = randomFactor(40, 1)
  const panel = { data: new Float64Array(40 * 68), points: 68, owner: {} }
  expect(quadraticFormsInWasm(large.w, panel, new Float64Array(68))).toBe(false)
  vi.resetModules()
  vi.stubEnv('ANSATZ_WASM', 'off')
  const fresh = await import('../../../src/math/linalg/lower-inverse-wasm.ts')
  expect(fresh.invertLowerInWasm(large.l, copyOf(large.w))).toBe(false)
  expect(fresh.inverseFromLowerInWasm(large.w, square(40))).toBe(false)
  vi.unstubAllEnvs()
})
