import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { strongWolfe, type LineFunction, type LinePoint } from '../../../src/math/optimize/strong-wolfe.ts'

type Curve = (step: number) => { readonly loss: number; readonly slope: number }

/** Smooth descents at the start, bounded below, with their minima at very different distances. */
const curves: Record<string, Curve> = {
  parabola: (a) => ({ loss: (a - 3) ** 2, slope: 2 * (a - 3) }),
  'narrow parabola': (a) => ({ loss: 1e6 * (a - 1e-4) ** 2, slope: 2e6 * (a - 1e-4) }),
  quartic: (a) => ({ loss: (a - 2) ** 4, slope: 4 * (a - 2) ** 3 }),
  // Moré and Thuente 1994, equation 5.1 with β = 2.
  'Moré-Thuente': (a) => ({ loss: -a / (a * a + 2), slope: (a * a - 2) / (a * a + 2) ** 2 }),
  wavy: (a) => ({
    loss: 0.01 * (a - 20) ** 2 + Math.sin(3 * a) - 3.5 * a,
    slope: 0.02 * (a - 20) + 3 * Math.cos(3 * a) - 3.5,
  }),
  'barrier at 1': (a) => ({ loss: -Math.log(1 - a) - 3 * a, slope: 1 / (1 - a) - 3 }),
}
describe('strongWolfe', () => {
  it.each(Object.keys(curves))('finds a strong Wolfe point of the %s from any first step', (name) => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 2, noNaN: true }), (exponent) => {
        const { line, start, evaluated } = lineOf(curves[name])
        const { point, outcome } = strongWolfe(line, start, { firstStep: 10 ** exponent })
        expect(outcome).toBe('wolfe')
        expect(point.loss).toBeLessThanOrEqual(start.loss + 1e-4 * point.step * start.slope)
        expect(Math.abs(point.slope)).toBeLessThanOrEqual(0.9 * Math.abs(start.slope))
        expect(evaluated[evaluated.length - 1]).toBe(point.step)
      }),
    )
  })

  it('accepts the first step at once when it satisfies both conditions', () => {
    const { line, start, evaluated } = lineOf(curves['parabola'])
    expect(strongWolfe(line, start, { firstStep: 2.5 }).point.step).toBe(2.5)
    expect(evaluated).toEqual([2.5])
  })

  it('fails where the loss only rises', () => {
    const { line } = lineOf((a) => ({ loss: a, slope: 1 }))
    expect(strongWolfe(line, { step: 0, loss: 0, slope: -1 }, { firstStep: 1 }).outcome).toBe('failed')
  })

  it('settles for a decrease, evaluated last, when the budget ends on an unbounded descent', () => {
    const { line, start, evaluated } = lineOf((a) => ({ loss: -a, slope: -1 }))
    const { point, outcome } = strongWolfe(line, start, { firstStep: 1, maxEvaluations: 5 })
    expect(outcome).toBe('decrease')
    expect(point.loss).toBeLessThan(0)
    expect(evaluated).toHaveLength(5)
    expect(evaluated[4]).toBe(point.step)
  })
})

function lineOf(curve: Curve): { line: LineFunction; start: LinePoint; evaluated: number[] } {
  const evaluated: number[] = []
  const line: LineFunction = {
    evaluate(step) {
      evaluated.push(step)
      return { step, ...curve(step) }
    },
  }
  return { line, start: { step: 0, ...curve(0) }, evaluated }
}
