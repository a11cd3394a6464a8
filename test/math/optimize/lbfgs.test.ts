import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../../src/base/errors.ts'
import { lbfgs } from '../../../src/math/optimize/lbfgs.ts'
import { quadratic, rosenbrock, runFor } from './functions.ts'

describe('lbfgs', () => {
  it('finds the minimum of any convex quadratic, whatever its scale', () => {
    const entry = fc.record({
      curvature: fc.double({ min: -3, max: 3, noNaN: true }).map((exponent) => 10 ** exponent),
      center: fc.double({ min: -100, max: 100, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 8 }), (entries) => {
        const center = entries.map((e) => e.center)
        const objective = quadratic(
          entries.map((e) => e.curvature),
          center,
        )
        const optimizer = lbfgs(objective, new Float64Array(entries.length), { gradientTolerance: 1e-9 })
        expect(runFor(optimizer, 300)).not.toBeNull()
        expect(optimizer.loss).toBeLessThan(1e-12 * Math.max(1, ...center.map((c) => c * c)))
      }),
    )
  })

  it.each([2, 10, 50])('minimises the Rosenbrock function in %i dimensions', (dimensions) => {
    const start = Float64Array.from({ length: dimensions }, (_, i) => (i % 2 === 0 ? -1.2 : 1))
    const optimizer = lbfgs(rosenbrock, start)
    expect(runFor(optimizer, 200)).toBe('gradient')
    for (const coordinate of optimizer.x) expect(coordinate).toBeCloseTo(1, 9)
    expect(optimizer.evaluations).toBeLessThan(100)
    expect(start[0]).toBe(-1.2)
  })

  it('never raises the loss, with a memory of any length', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 4, maxLength: 4 }),
        (memory, start) => {
          const optimizer = lbfgs(rosenbrock, Float64Array.from(start), { memory })
          let previous = Number.POSITIVE_INFINITY
          while (optimizer.step() === null && optimizer.iterations < 60) {
            expect(optimizer.loss).toBeLessThanOrEqual(previous)
            previous = optimizer.loss
          }
        },
      ),
    )
  })

  it('crosses a region in which the loss is NaN', () => {
    // x − log x has its minimum at 1 and no value below 0, where the first line search goes.
    let undefinedLosses = 0
    const optimizer = lbfgs((x, gradient) => {
      if (x[0] < 0) undefinedLosses++
      gradient[0] = 1 - 1 / x[0]
      return x[0] - Math.log(x[0])
    }, Float64Array.of(30))
    expect(runFor(optimizer, 100)).toBe('gradient')
    expect(optimizer.x[0]).toBeCloseTo(1, 8)
    expect(undefinedLosses).toBeGreaterThan(0)
  })

  it.each([
    ['a NaN loss', Number.NaN, 1],
    ['an infinite loss', Number.POSITIVE_INFINITY, 1],
    ['a NaN gradient', 1, Number.NaN],
  ])('stops with not-finite at a start with %s', (_, loss, slope) => {
    const optimizer = lbfgs((__, gradient) => (gradient.fill(slope), loss), Float64Array.of(2))
    expect(optimizer.step()).toBe('not-finite')
    expect(optimizer.x[0]).toBe(2)
    expect(optimizer.iterations).toBe(0)
  })

  it('stops with line-search where no step lowers the loss, and keeps the point', () => {
    // A gradient with the wrong sign: every step along it climbs.
    const optimizer = lbfgs((x, gradient) => {
      gradient[0] = -2 * x[0]
      return x[0] ** 2
    }, Float64Array.of(1))
    expect(runFor(optimizer, 10)).toBe('line-search')
    expect(optimizer.x[0]).toBe(1)
    expect(optimizer.loss).toBe(1)
  })

  it('stops with line-search, not with a NaN point, where the loss is defined at the start only', () => {
    const optimizer = lbfgs((x, gradient) => (gradient.fill(1), x[0] === 5 ? 1 : Number.NaN), Float64Array.of(5))
    expect(runFor(optimizer, 10)).toBe('line-search')
    expect(optimizer.x[0]).toBe(5)
  })

  it('stops with progress when a loss has a floor', () => {
    const valley = quadratic([1, 1e4], [1, 2])
    const optimizer = lbfgs((x, gradient) => valley(x, gradient) + 1e6, Float64Array.of(0, 0), {
      gradientTolerance: 0,
      progressTolerance: 1e-9,
    })
    expect(runFor(optimizer, 100)).toBe('progress')
  })

  it('stops with gradient, after one evaluation, at a stationary start', () => {
    const optimizer = lbfgs(rosenbrock, Float64Array.of(1, 1))
    expect(optimizer.step()).toBe('gradient')
    expect(optimizer.step()).toBe('gradient')
    expect(optimizer.evaluations).toBe(1)
  })

  it('can be advanced by several owners in turn: the path depends on the number of steps only', () => {
    const inOneGo = lbfgs(rosenbrock, Float64Array.of(-1.2, 1))
    runFor(inOneGo, 12)
    const inPieces = lbfgs(rosenbrock, Float64Array.of(-1.2, 1))
    for (let piece = 0; piece < 4; piece++) runFor(inPieces, 3)
    expect([...inPieces.x]).toEqual([...inOneGo.x])
  })

  it.each([
    [{ memory: 0 }, 'memory'],
    [{ memory: 1.5 }, 'memory'],
    [{ gradientTolerance: -1 }, 'gradientTolerance'],
    [{ progressTolerance: Number.NaN }, 'progressTolerance'],
  ])('rejects %o, naming %s', (options, name) => {
    const make = (): unknown => lbfgs(rosenbrock, new Float64Array(2), options)
    expect(make).toThrow(InputError)
    expect(make).toThrow(name)
  })
})
