import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { factorizeInTypeScript } from '../../../src/math/linalg/cholesky.ts'
import { factorizeInWasm } from '../../../src/math/linalg/cholesky-wasm.ts'
import { copyOf, entries, randomPositiveDefinite } from './random-matrices.ts'

const sizeFromAndSeed = fc.record({
  size: fc.integer({ min: 24, max: 90 }),
  known: fc.integer({ min: 0, max: 90 }),
  seed: fc.nat({ max: 1000 }),
})

test('factorizeInWasm(a, from) is factorizeInTypeScript(a, from) to the last bit, and does it run', () => {
  fc.assert(
    fc.property(sizeFromAndSeed, ({ size, known, seed }) => {
      const from = Math.min(known, size - 24)
      const a = randomPositiveDefinite(size, seed)
      expect(factorizeInTypeScript({ ...a, size: from }, 0)).toBe(true)
      const twin = copyOf(a)
      expect(factorizeInTypeScript(twin, from)).toBe(true)
      expect(factorizeInWasm(a, from)).toBe(true)
      expect(entries(a, true)).toEqual(entries(twin, true))
    }),
    { numRuns: 30 },
  )
})

test('factorizeInWasm(a, 0) is its twin to the last bit, over several panels of 128 columns', () => {
  for (const size of [127, 128, 131, 200, 258]) {
    const a = randomPositiveDefinite(size, size)
    const twin = copyOf(a)
    expect(factorizeInTypeScript(twin, 0)).toBe(true)
    expect(factorizeInWasm(a, 0)).toBe(true)
    expect(entries(a, true)).toEqual(entries(twin, true))
    const spoilt = { ...a, data: a.data.map((value, at) => (at === (size - 2) * (a.stride + 1) ? -value : value)) }
    expect(factorizeInWasm(spoilt, 0)).toBe(false)
  }
})

test('factorizeInWasm(a, from) refuses what is not positive definite, and NaN', () => {
  for (const spoilt of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    const a = randomPositiveDefinite(40, 1)
    a.data[33 * a.stride + 33] = spoilt
    expect(factorizeInWasm(a, 0)).toBe(false)
  }
})

test('factorizeInWasm(a, from) leaves a few rows, and everything where ANSATZ_WASM is off, to its twin', async () => {
  expect(factorizeInWasm(randomPositiveDefinite(40, 1), 30)).toBe(null)
  vi.resetModules()
  vi.stubEnv('ANSATZ_WASM', 'off')
  const fresh = await import('../../../src/math/linalg/cholesky-wasm.ts')
  expect(fresh.factorizeInWasm(randomPositiveDefinite(40, 1), 0)).toBe(null)
  vi.unstubAllEnvs()
})
