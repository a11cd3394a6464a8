import fc from 'fast-check'
import { expect, test } from 'vitest'
import { minimizeInBox } from '../../../src/math/optimize/box-lbfgs.ts'
import { quadratic, rosenbrock } from './functions.ts'

const cube = (dimensions: number, low: number, high: number) => ({
  lower: new Float64Array(dimensions).fill(low),
  upper: new Float64Array(dimensions).fill(high),
})

test('minimizeInBox finds the minimum of Rosenbrock’s valley inside the box', () => {
  const { x, loss, evaluations } = minimizeInBox(rosenbrock, { start: Float64Array.of(-1.2, 1, -1.2, 1), box: cube(4, -2, 2) }) // prettier-ignore
  x.forEach((value) => expect(value).toBeCloseTo(1, 4))
  expect(loss).toBeLessThan(1e-9)
  expect(evaluations).toBeLessThan(120)
})

test('minimizeInBox of a separable quadratic is its minimum moved into the box, from any start and scales', () => {
  const coordinate = fc.record({
    curvature: fc.double({ min: 0.1, max: 10, noNaN: true }),
    center: fc.double({ min: -2, max: 3, noNaN: true }),
    start: fc.double({ min: -1, max: 2, noNaN: true }),
    scale: fc.double({ min: 0.1, max: 3, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.array(coordinate, { minLength: 1, maxLength: 6 }), (coordinates) => {
      const { x } = minimizeInBox(
        quadratic(coordinates.map((c) => c.curvature), coordinates.map((c) => c.center)), // prettier-ignore
        { start: Float64Array.from(coordinates, (c) => c.start), box: cube(coordinates.length, 0, 1) },
        { scales: Float64Array.from(coordinates, (c) => c.scale) },
      )
      coordinates.forEach(({ center }, i) =>
        expect(Math.abs(x[i] - Math.min(1, Math.max(0, center)))).toBeLessThan(1e-4),
      )
    }),
  )
})

test('minimizeInBox never leaves the box, and never ends above its start', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 2, maxLength: 2 }), (start) => {
      const seen: Float64Array[] = []
      const watched = (x: Float64Array, gradient: Float64Array): number => {
        seen.push(x.slice())
        return rosenbrock(x, gradient)
      }
      const { loss } = minimizeInBox(watched, { start: Float64Array.from(start), box: cube(2, -1, 0.5) })
      expect(seen.every((x) => x.every((value) => value >= -1 && value <= 0.5))).toBe(true)
      const moved = seen[0]
      expect(loss).toBeLessThanOrEqual(rosenbrock(moved, new Float64Array(2)))
      // The constrained minimum: x = 0.5, y = 0.25.
      expect(loss).toBeLessThan(0.2501)
    }),
  )
})

test('minimizeInBox takes NaN for infinitely high, and stays where it starts if all is NaN', () => {
  const halfDefined = (x: Float64Array, gradient: Float64Array): number => {
    gradient[0] = 2 * (x[0] + 1)
    return x[0] < 0.3 ? Number.NaN : (x[0] + 1) ** 2
  }
  const { x } = minimizeInBox(halfDefined, { start: Float64Array.of(0.9), box: cube(1, 0, 1) })
  expect(x[0]).toBeGreaterThanOrEqual(0.3)
  expect(x[0]).toBeLessThan(0.35)
  const undefinedEverywhere = minimizeInBox(() => Number.NaN, { start: Float64Array.of(0.9), box: cube(1, 0, 1) })
  expect(undefinedEverywhere.x[0]).toBe(0.9)
})

test.each([
  ['memory', { memory: 0 }],
  ['maxIterations', { maxIterations: 1.5 }],
  ['gradientTolerance', { gradientTolerance: -1 }],
])('minimizeInBox refuses a bad %s', (option, options) => {
  expect(() => minimizeInBox(rosenbrock, { start: new Float64Array(2), box: cube(2, 0, 1) }, options)).toThrow(option)
})
