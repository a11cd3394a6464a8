import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { symmetricEigenInTypeScript } from '../../../src/math/linalg/symmetric-eigen.ts'
import { symmetricEigenInWasm } from '../../../src/math/linalg/symmetric-eigen-wasm.ts'

/** Its upper triangle holds rubbish, which nobody may read. */
function randomLower(n: number, { seed, zeros }: { readonly seed: number; readonly zeros: number }): Float64Array {
  const rng = createRng(seed)
  return Float64Array.from({ length: n * n }, (_, at) =>
    at % n > Math.floor(at / n) ? 1e300 : rng.uniform() < zeros ? 0 : rng.normal(),
  )
}

test('symmetricEigenInWasm is its twin to the last bit, and does it run, where the matrix splits too', () => {
  const cases = fc.record({
    n: fc.integer({ min: 8, max: 60 }),
    seed: fc.nat({ max: 1000 }),
    zeros: fc.constantFrom(0, 0.3, 0.95),
  })
  fc.assert(
    fc.property(cases, ({ n, ...random }) => {
      const a = randomLower(n, random)
      const given = a.slice()
      expect(symmetricEigenInWasm(a, n)).toEqual(symmetricEigenInTypeScript(a, n))
      expect(a).toEqual(given)
    }),
    { numRuns: 60 },
  )
})

test.each([
  ['nothing', () => 0],
  ['ones', () => 1],
  ['the unit matrix', (i: number, j: number) => Number(i === j)],
  ['the second difference', (i: number, j: number) => (i === j ? 2 : i - j === 1 ? -1 : 0)],
  ['values over 300 decades', (i: number, j: number) => (i === j ? 10 ** (15 * i - 150) : 0)],
] as const)('symmetricEigenInWasm is its twin to the last bit for a matrix of %s', (_, entry) => {
  const n = 21
  const a = Float64Array.from({ length: n * n }, (_, at) => entry(Math.floor(at / n), at % n))
  expect(symmetricEigenInWasm(a, n)).toEqual(symmetricEigenInTypeScript(a, n))
})

test('small matrices, and everything where ANSATZ_WASM is off, are left to the twin', async () => {
  const a = randomLower(20, { seed: 1, zeros: 0 })
  expect(symmetricEigenInWasm(a, 7)).toBe(null)
  vi.resetModules()
  vi.stubEnv('ANSATZ_WASM', 'off')
  const fresh = await import('../../../src/math/linalg/symmetric-eigen-wasm.ts')
  expect(fresh.symmetricEigenInWasm(a, 20)).toBe(null)
  vi.unstubAllEnvs()
})
