import { describe, expect, it } from 'vitest'
import { InputError } from '../../../../src/base/errors.ts'
import { createRng } from '../../../../src/base/rng.ts'
import { oscillator } from '../../../../src/train/pinn/problems/oscillator.ts'
import { exactResiduals } from './fields-of.ts'

describe('oscillator', () => {
  it.each([
    ['underdamped', 2, 20],
    ['undamped', 0, 15],
    ['critical', 8, 8],
    ['overdamped', 30, 10],
  ])('has an exact solution that satisfies all its terms: %s', (_, damping, frequency) => {
    const problem = oscillator({ damping, frequency })
    for (const term of Object.values(problem.terms)) {
      const points = term.points(createRng(1), 50)
      for (const one of exactResiduals(problem, term, { points, h: 1e-3, coefficients: [] })) {
        expect(one).toBeLessThan(1e-7)
      }
    }
  })

  it('equals the closed form e^(−δt) 2A cos(φ + ωt) of its source', () => {
    const [damping, frequency] = [2, 20]
    const omega = Math.sqrt(frequency ** 2 - damping ** 2)
    const phi = Math.atan(-damping / omega)
    const amplitude = 1 / (2 * Math.cos(phi))
    const problem = oscillator()
    for (let t = 0; t <= 1; t += 0.01) {
      const expected = Math.exp(-damping * t) * 2 * amplitude * Math.cos(phi + omega * t)
      expect(problem.exact([t])).toBeCloseTo(expected, 14)
    }
  })

  it('is continuous in the damping across the critical case', () => {
    const [below, at, above] = [8 - 1e-7, 8, 8 + 1e-7].map((damping) => oscillator({ damping, frequency: 8 }))
    for (const t of [0.1, 0.5, 1]) {
      expect(below.exact([t])).toBeCloseTo(at.exact([t]), 6)
      expect(above.exact([t])).toBeCloseTo(at.exact([t]), 6)
    }
  })

  it('asks for the residual all over [0, 1] and for the initial conditions at 0', () => {
    const { terms } = oscillator()
    const points = terms.residual.points(createRng(1), 50)
    expect(points).toHaveLength(50)
    points.forEach((t, i) => expect(Math.floor(t * 50)).toBe(i))
    expect([...terms.position.points(createRng(1), 50)]).toEqual([0])
    expect([...terms.velocity.points(createRng(1), 50)]).toEqual([0])
  })

  it.each([
    [{ damping: -1 }, 'damping'],
    [{ damping: Number.NaN }, 'damping'],
    [{ frequency: 0 }, 'frequency'],
    [{ frequency: Number.POSITIVE_INFINITY }, 'frequency'],
  ])('rejects %o, naming %s', (options, name) => {
    expect(() => oscillator(options)).toThrow(InputError)
    expect(() => oscillator(options)).toThrow(name)
  })
})
