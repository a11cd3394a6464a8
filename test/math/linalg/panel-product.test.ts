import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import {
  addOuterProduct,
  multiplyPanel,
  multiplyTransposed,
  type PanelProduct,
} from '../../../src/math/linalg/panel-product.ts'

// Sizes on both sides of the 4 x 4 blocks.
const cases = fc.record({
  rows: fc.integer({ min: 1, max: 9 }),
  inner: fc.integer({ min: 1, max: 9 }),
  blocks: fc.integer({ min: 1, max: 3 }),
  offset: fc.integer({ min: 0, max: 5 }),
  seed: fc.nat(),
})

describe('panel products', () => {
  it('multiplyPanel(product, M) gives Y = M X', () => {
    check(({ product, vector }) => {
      multiplyPanel(product, vector)
      const { offset, rows, inner, points, x, y } = product
      const expected = table(rows, points, (r, p) =>
        sum(inner, (k) => vector[offset + r * inner + k] * x[k * points + p]),
      )
      expectClose(y, expected)
    })
  })

  it('multiplyTransposed(product, M) gives X = Mᵀ Y', () => {
    check(({ product, vector }) => {
      multiplyTransposed(product, vector)
      const { offset, rows, inner, points, x, y } = product
      const expected = table(inner, points, (k, p) =>
        sum(rows, (r) => vector[offset + r * inner + k] * y[r * points + p]),
      )
      expectClose(x, expected)
    })
  })

  it('addOuterProduct(product, M) adds Y Xᵀ to M and touches nothing else', () => {
    check(({ product, vector }) => {
      const before = vector.slice()
      addOuterProduct(product, vector)
      const { offset, rows, inner, points, x, y } = product
      const added = table(rows, inner, (r, k) => sum(points, (p) => y[r * points + p] * x[k * points + p]))
      expectClose(
        vector,
        before.map((value, i) => value + (added[i - offset] ?? 0)),
      )
    })
  })
})

function check(law: (given: { product: PanelProduct; vector: Float64Array }) => void): void {
  fc.assert(
    fc.property(cases, ({ rows, inner, blocks, offset, seed }) => {
      const rng = createRng(seed)
      const random = (length: number): Float64Array => Float64Array.from({ length }, () => rng.normal())
      const points = 4 * blocks
      const product = { offset, rows, inner, points, x: random(inner * points), y: random(rows * points) }
      law({ product, vector: random(offset + rows * inner + 3) })
    }),
  )
}

function table(rows: number, columns: number, entry: (row: number, column: number) => number): Float64Array {
  return Float64Array.from({ length: rows * columns }, (_, i) => entry(Math.floor(i / columns), i % columns))
}

function sum(count: number, term: (index: number) => number): number {
  let total = 0
  for (let i = 0; i < count; i++) total += term(i)
  return total
}

function expectClose(actual: Float64Array, expected: Float64Array): void {
  const worst = Math.max(...actual.map((value, i) => Math.abs(value - expected[i])))
  expect(actual.length).toBe(expected.length)
  expect(worst).toBeLessThan(1e-12)
}
