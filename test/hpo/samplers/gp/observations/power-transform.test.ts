import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng } from '../../../../../src/base/rng.ts'
import { powerTransform } from '../../../../../src/hpo/samplers/gp/observations/power-transform.ts'

const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 })
const samples = fc.array(finite, { minLength: 1, maxLength: 40 }).map((values) => Float64Array.from(values))

test('powerTransform keeps the order and stays finite', () => {
  fc.assert(
    fc.property(samples, (scores) => {
      const warped = powerTransform(scores)
      const order = [...scores.keys()].sort((a, b) => scores[a] - scores[b])
      expect(warped.every(Number.isFinite)).toBe(true)
      for (let i = 1; i < order.length; i++) {
        expect(warped[order[i]]).toBeGreaterThanOrEqual(warped[order[i - 1]])
      }
    }),
  )
})

function skewness(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0)
  const moment = (power: number) => values.reduce((sum, value) => sum + (value - mean) ** power / values.length, 0)
  return moment(3) / moment(2) ** 1.5
}

test('losses over six decades become their logarithms, and normal losses with a shift stay what they are', () => {
  const rng = createRng(1)
  const normals = Float64Array.from({ length: 400 }, () => rng.normal())
  const lognormal = powerTransform(normals.map((z) => -(10 ** z)))
  expect(Math.abs(skewness(lognormal))).toBeLessThan(0.3)
  // Perfectly correlated with the logarithms: affine in them.
  const slope = (lognormal[1] - lognormal[0]) / (normals[1] - normals[0])
  normals.forEach((z, i) => expect(lognormal[i] - lognormal[0]).toBeCloseTo(slope * (z - normals[0]), 0))
  const shifted = powerTransform(normals.map((z) => z - 3))
  expect(Math.abs(skewness(shifted) - skewness(normals))).toBeLessThan(0.25)
})

test('values of both signs with a long tail lose most of its skewness', () => {
  const rng = createRng(2)
  const scores = Float64Array.from({ length: 300 }, () => 1 - Math.exp(1.5 * rng.normal()))
  expect(skewness(scores)).toBeLessThan(-3)
  expect(Math.abs(skewness(powerTransform(scores)))).toBeLessThan(Math.abs(skewness(scores)) / 2)
})

test.each([[[3]], [[1, 1, 1]], [[-5, 2, 2]], [[]]])('powerTransform leaves %j, too few to be transformed', (scores) => {
  expect([...powerTransform(Float64Array.from(scores))]).toEqual(scores)
})
