import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { levenbergMarquardt, type LeastSquares } from '../../../src/math/optimize/levenberg-marquardt.ts'
import { leastSquares, rosenbrockResiduals, runFor } from './functions.ts'

describe('levenbergMarquardt', () => {
  it('finds the minimum of Rosenbrock’s valley to the last digits, from anywhere, without ever climbing', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 6, maxLength: 6 }), (start) => {
        const optimizer = levenbergMarquardt(leastSquares(rosenbrockResiduals), Float64Array.from(start))
        let previous = Number.POSITIVE_INFINITY
        for (let i = 0; i < 300 && optimizer.step() === null; i++) {
          expect(optimizer.loss).toBeLessThan(previous)
          previous = optimizer.loss
        }
        expect(['gradient', 'progress', 'damping']).toContain(optimizer.stopReason)
        optimizer.x.forEach((coordinate) => expect(coordinate).toBeCloseTo(1, 9))
      }),
      { numRuns: 30 },
    )
  })

  it('fits the decay of exp(−a t) + b t to data with a residual that stays, and stops with progress', () => {
    const times = Array.from({ length: 20 }, (_, i) => i / 10)
    const data = times.map((t, i) => Math.exp(-2 * t) + 0.5 * t + (i % 2 === 0 ? 0.01 : -0.01))
    const fit: LeastSquares = {
      count: times.length,
      evaluate: ([a, b], residuals) => times.forEach((t, i) => (residuals[i] = Math.exp(-a * t) + b * t - data[i])),
      linearize(x, residuals, jacobian) {
        fit.evaluate(x, residuals)
        times.forEach((t, i) => jacobian.set([-t * Math.exp(-x[0] * t), t], 2 * i))
      },
    }
    const optimizer = levenbergMarquardt(fit, Float64Array.of(0.1, 0))
    expect(['progress', 'gradient']).toContain(runFor(optimizer, 60))
    expect(optimizer.x[0]).toBeCloseTo(2, 1)
    expect(optimizer.x[1]).toBeCloseTo(0.5, 1)
    expect(optimizer.loss).toBeCloseTo(20 * 1e-4, 3)
    expect(optimizer.iterations).toBeLessThan(15)
  })

  it('counts a trial point where the residuals are NaN as infinitely high', () => {
    // log x − 0 from the right: the first step leads below 0.
    const log: LeastSquares = {
      count: 1,
      evaluate: ([x], residuals) => (residuals[0] = Math.log(x)),
      linearize(x, residuals, jacobian) {
        log.evaluate(x, residuals)
        jacobian[0] = 1 / x[0]
      },
    }
    const optimizer = levenbergMarquardt(log, Float64Array.of(30), { damping: 1e-8 })
    runFor(optimizer, 100)
    expect(optimizer.x[0]).toBeCloseTo(1, 9)
    expect(optimizer.evaluations).toBeGreaterThan(optimizer.iterations + 1)
  })

  it('stops with damping where the derivatives have the wrong sign, and keeps the point', () => {
    const wrong: LeastSquares = {
      count: 1,
      evaluate: ([x], residuals) => (residuals[0] = x),
      linearize([x], residuals, jacobian) {
        jacobian[0] = -1
        residuals[0] = x
      },
    }
    const optimizer = levenbergMarquardt(wrong, Float64Array.of(2))
    expect(runFor(optimizer, 10)).toBe('damping')
    expect(optimizer.x[0]).toBe(2)
    expect(optimizer.loss).toBe(4)
  })

  it('solves with fewer residuals than coordinates', () => {
    const line: LeastSquares = {
      count: 1,
      evaluate: (x, residuals) => (residuals[0] = x[0] + 2 * x[1] + 3 * x[2] - 14),
      linearize(x, residuals, jacobian) {
        line.evaluate(x, residuals)
        jacobian.set([1, 2, 3])
      },
    }
    const optimizer = levenbergMarquardt(line, new Float64Array(3))
    expect(runFor(optimizer, 50)).not.toBeNull()
    // The shortest solution: the steps stay in the row space.
    ;[1, 2, 3].forEach((coordinate, i) => expect(optimizer.x[i]).toBeCloseTo(coordinate, 6))
  })

  it('goes on when the objective has more residuals than before, and fewer', () => {
    // The mean of some numbers.
    let data = [1, 3]
    const mean: LeastSquares = {
      get count() {
        return data.length
      },
      evaluate: ([x], residuals) => {
        expect(residuals).toHaveLength(data.length)
        data.forEach((value, i) => (residuals[i] = x - value))
      },
      linearize(x, residuals, jacobian) {
        mean.evaluate(x, residuals)
        jacobian.fill(1)
      },
    }
    const optimizer = levenbergMarquardt(mean, new Float64Array(1))
    for (const [numbers, expected] of [
      [[1, 3], 2],
      [[1, 3, 5, 7, 9], 5],
      [[4], 4],
    ] as const) {
      data = [...numbers]
      optimizer.objectiveChanged()
      expect(optimizer.stopReason).toBeNull()
      runFor(optimizer, 50)
      expect(optimizer.x[0]).toBeCloseTo(expected, 6)
    }
  })

  it.each([{ damping: 0 }, { gradientTolerance: -1 }, { progressTolerance: Number.NaN }])('rejects %o', (options) => {
    const make = (): unknown => levenbergMarquardt(leastSquares(rosenbrockResiduals), new Float64Array(2), options)
    expect(make).toThrow(Object.keys(options)[0])
  })
})
