import { describe, expect, it } from 'vitest'
import { maxError, relativeL2 } from '../../../src/train/pinn/measures/solution-error.ts'
import { oscillator } from '../../../src/train/pinn/problems/oscillator.ts'
import { problem as define } from '../../../src/train/pinn/define-problem.ts'
import { burgers } from '../../../src/train/pinn/problems/burgers.ts'

describe('relativeL2', () => {
  const problem = oscillator()

  it('is 0 for the exact solution and 1 for u = 0', () => {
    expect(relativeL2(problem, (t) => t.map((at) => problem.exact([at])))).toBe(0)
    expect(relativeL2(problem, (t) => new Float64Array(t.length))).toBe(1)
  })

  it('is the size of a relative error that is the same everywhere', () => {
    expect(relativeL2(problem, (t) => t.map((at) => 1.003 * problem.exact([at])))).toBeCloseTo(0.003, 12)
  })

  it('approaches the ratio of the integrals: a constant error of 1 on u = t gives √3', () => {
    const line = { ...problem, exact: ([t]: ArrayLike<number> & Iterable<number>) => t }
    expect(relativeL2(line as typeof problem, (t) => t.map((at) => at + 1))).toBeCloseTo(Math.sqrt(3), 2)
  })

  it('covers both axes of a domain with two inputs, boundary included', () => {
    let seen = new Float64Array()
    relativeL2(burgers(), (points) => {
      seen = points.slice()
      return new Float64Array(points.length / 2)
    })
    const axis = (offset: number): number[] => [...seen].filter((_, i) => i % 2 === offset)
    expect([Math.min(...axis(0)), Math.max(...axis(0)), Math.min(...axis(1)), Math.max(...axis(1))]).toEqual([
      -1, 1, 0, 1,
    ])
    expect(new Set(axis(0)).size * new Set(axis(1)).size).toBe(seen.length / 2)
  })

  it('takes all components of a system together', () => {
    const pair = define({
      name: 'pair',
      domain: { t: [0, 1] },
      unknowns: ['u', 'v'],
      terms: { equation: { residual: ({ u_t, v }) => u_t - v } },
      exact: ({ t }) => ({ u: 3 * t, v: 3 }),
    })
    expect(relativeL2(pair, (points, output) => points.map((t) => (output === 1 ? 3 : 3 * t)))).toBe(0)
    expect(maxError(pair, (points, output) => points.map((t) => (output === 1 ? 2.5 : 3 * t)))).toBe(0.5)
  })

  it('is NaN, as maxError, for a problem without a known solution', () => {
    const { exact: _, ...unsolved } = problem
    expect(relativeL2(unsolved, (points) => points.slice())).toBeNaN()
    expect(maxError(unsolved, (points) => points.slice())).toBeNaN()
  })
})
