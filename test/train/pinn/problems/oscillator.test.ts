import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../../../src/base/errors.ts'
import { createRng } from '../../../../src/base/rng.ts'
import { createJets } from '../../../../src/train/pinn/jets.ts'
import type { LossTerm } from '../../../../src/train/pinn/pinn-problem.ts'
import { oscillator } from '../../../../src/train/pinn/problems/oscillator.ts'

describe('oscillator', () => {
  it.each([
    ['underdamped', 2, 20],
    ['undamped', 0, 15],
    ['critical', 8, 8],
    ['overdamped', 30, 10],
  ])('has an exact solution that satisfies all its terms: %s', (_, damping, frequency) => {
    const problem = oscillator({ damping, frequency })
    const u = (t: number): number => problem.exact([t])
    const h = 1e-3
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (t) => {
        // Differences of fourth order: their error, about h⁴ ω₀⁶ / 90, stays below 1e-6 ω₀² here.
        const slope = (8 * (u(t + h) - u(t - h)) - (u(t + 2 * h) - u(t - 2 * h))) / (12 * h)
        const bend = (16 * (u(t + h) + u(t - h)) - (u(t + 2 * h) + u(t - 2 * h)) - 30 * u(t)) / (12 * h * h)
        const residual = residualAt(problem.terms.residual, { t, u: u(t), slope, bend })
        expect(Math.abs(residual) / frequency ** 2).toBeLessThan(1e-5)
      }),
    )
    const slope = (u(1e-6) - u(-1e-6)) / 2e-6
    expect(residualAt(problem.terms.position, { t: 0, u: u(0), slope, bend: 0 })).toBe(0)
    expect(residualAt(problem.terms.velocity, { t: 0, u: u(0), slope, bend: 0 })).toBeCloseTo(0, 6)
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

/** The term's residual for a function with this value, slope and bend at t. */
function residualAt(term: LossTerm, at: { t: number; u: number; slope: number; bend: number }): number {
  const u = createJets(1, 1)
  u.value[0] = at.u
  u.first[0][0] = at.slope
  u.second[0][0] = at.bend
  const residual = { value: new Float64Array(1), slopes: createJets(1, 1) }
  const points = { count: 1, coordinates: Float64Array.of(at.t), inputs: 1, u }
  for (const part of term.parts) part(points, residual)
  return residual.value[0]
}
