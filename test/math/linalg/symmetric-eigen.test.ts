import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { symmetricEigen } from '../../../src/math/linalg/symmetric-eigen.ts'

function symmetric(n: number, entry: (i: number, j: number) => number): Float64Array {
  const a = new Float64Array(n * n)
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = entry(i, j)
  return a
}

/** The largest entry of |A − Zᵀ Λ Z| and of |Z Zᵀ − I|. */
function errors(a: Float64Array, n: number): { readonly residual: number; readonly orthogonality: number } {
  const { values, vectors } = symmetricEigen(a, n)
  let residual = 0
  let orthogonality = 0
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let rebuilt = 0
      let dot = 0
      for (let k = 0; k < n; k++) {
        rebuilt += vectors[k * n + i] * values[k] * vectors[k * n + j]
        dot += vectors[i * n + k] * vectors[j * n + k]
      }
      residual = Math.max(residual, Math.abs(rebuilt - a[i * n + j]))
      orthogonality = Math.max(orthogonality, Math.abs(dot - Number(i === j)))
    }
  }
  return { residual, orthogonality }
}

test('symmetricEigen gives A = Zᵀ Λ Z with orthonormal Z, to the rounding of its largest entry', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(), fc.integer({ min: -8, max: 8 }), (n, seed, decades) => {
      const rng = createRng(seed)
      // Many zeros, so that the matrix often splits into blocks.
      const a = symmetric(n, () => (rng.uniform() < 0.3 ? 0 : rng.normal() * 10 ** decades))
      const { residual, orthogonality } = errors(a, n)
      expect(orthogonality).toBeLessThan(1e-13)
      expect(residual).toBeLessThan(1e-13 * 10 ** decades * 10)
    }),
    { numRuns: 300 },
  )
})

test('symmetricEigen solves matrices of known eigenvalues: 2 − 2 cos(kπ/(n + 1)) of the second difference', () => {
  const n = 60
  const a = symmetric(n, (i, j) => (i === j ? 2 : i - j === 1 ? -1 : 0))
  const values = [...symmetricEigen(a, n).values].toSorted((x, y) => x - y)
  values.forEach((value, k) => {
    expect(Math.abs(value - (2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1))))).toBeLessThan(1e-14)
  })
})

test.each([
  ['nothing', 3, () => 0],
  ['ones', 5, () => 1],
  ['a diagonal', 4, (i: number, j: number) => (i === j ? i - 1 : 0)],
  ['values over 16 decades', 4, (i: number, j: number) => (i === j ? 10 ** (4 * i) : 0)],
] as const)('symmetricEigen solves a matrix of %s', (_, n, entry) => {
  const a = symmetric(n, entry)
  const scale = Math.max(1, ...a)
  const { residual, orthogonality } = errors(a, n)
  expect(orthogonality).toBeLessThan(1e-14)
  expect(residual).toBeLessThan(1e-14 * scale)
})
