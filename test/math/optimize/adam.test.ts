import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../../src/base/errors.ts'
import { adam } from '../../../src/math/optimize/adam.ts'
import { quadratic, rosenbrock, runFor } from './functions.ts'

describe('adam', () => {
  it('step() moves every coordinate by the learning rate at first, against the sign of its gradient', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        fc.double({ min: 1e-4, max: 1, noNaN: true }),
        (curvature, learningRate) => {
          const optimizer = adam(quadratic([curvature, curvature], [5, -5]), Float64Array.of(0, 0), { learningRate })
          optimizer.step()
          expect(optimizer.x[0]).toBeCloseTo(learningRate, 5)
          expect(optimizer.x[1]).toBeCloseTo(-learningRate, 5)
        },
      ),
    )
  })

  it('step() follows algorithm 1 of the paper', () => {
    const gradients = [0.5, -2, 3, 0.1]
    let call = 0
    const optimizer = adam(
      (_, gradient) => {
        gradient[0] = gradients[call++]
        return 1
      },
      Float64Array.of(1),
      { learningRate: 0.1, beta1: 0.8, beta2: 0.9, epsilon: 1e-6 },
    )
    let [theta, m, v] = [1, 0, 0]
    for (let t = 1; t <= gradients.length; t++) {
      const g = gradients[t - 1]
      m = 0.8 * m + 0.2 * g
      v = 0.9 * v + 0.1 * g * g
      theta -= (0.1 * (m / (1 - 0.8 ** t))) / (Math.sqrt(v / (1 - 0.9 ** t)) + 1e-6)
      optimizer.step()
      expect(optimizer.x[0]).toBeCloseTo(theta, 14)
    }
  })

  it('does not change when the loss is scaled', () => {
    const run = (scale: number): Float64Array => {
      const optimizer = adam(quadratic([scale, 30 * scale], [1, -1]), Float64Array.of(0, 0), { learningRate: 0.01 })
      runFor(optimizer, 100)
      return optimizer.x
    }
    const [one, million] = [run(1), run(1e6)]
    for (let i = 0; i < one.length; i++) expect(million[i]).toBeCloseTo(one[i], 5)
  })

  it('minimises the Rosenbrock function, and leaves the start untouched', () => {
    const start = Float64Array.of(-1.2, 1)
    const optimizer = adam(rosenbrock, start, { learningRate: 0.02 })
    expect(runFor(optimizer, 8000)).toBeNull()
    expect(optimizer.loss).toBeLessThan(1e-6)
    expect([...start]).toEqual([-1.2, 1])
    expect(optimizer.iterations).toBe(8000)
    expect(optimizer.evaluations).toBe(8000)
  })

  it.each([
    ['a NaN loss', (gradient: Float64Array) => (gradient.fill(1), Number.NaN)],
    ['an infinite loss', (gradient: Float64Array) => (gradient.fill(1), Number.POSITIVE_INFINITY)],
    ['a NaN gradient', (gradient: Float64Array) => (gradient.fill(Number.NaN), 1)],
  ])('stops with not-finite at %s and keeps the point', (_, objective) => {
    const optimizer = adam((__, gradient) => objective(gradient), Float64Array.of(3), { learningRate: 0.1 })
    expect(optimizer.step()).toBe('not-finite')
    expect(optimizer.step()).toBe('not-finite')
    expect(optimizer.x[0]).toBe(3)
    expect(optimizer.evaluations).toBe(1)
  })

  it.each([
    [{ learningRate: 0 }, 'learningRate'],
    [{ learningRate: Number.NaN }, 'learningRate'],
    [{ learningRate: 1, beta1: 1 }, 'beta1'],
    [{ learningRate: 1, beta2: -0.1 }, 'beta2'],
    [{ learningRate: 1, epsilon: 0 }, 'epsilon'],
  ])('rejects %o, naming %s', (options, name) => {
    const make = (): unknown => adam(rosenbrock, new Float64Array(2), options)
    expect(make).toThrow(InputError)
    expect(make).toThrow(name)
  })
})
