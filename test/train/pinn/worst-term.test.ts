import { describe, expect, it } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { initialParameters } from '../../../src/train/jets/net-layout.ts'
import type { PinnProblem } from '../../../src/train/pinn/pinn-problem.ts'
import { jetsOf } from '../../../src/train/pinn/jets.ts'
import { oscillator } from '../../../src/train/pinn/problems/oscillator.ts'
import type { ResidualPart } from '../../../src/train/pinn/residual-part.ts'
import { createTermBatch } from '../../../src/train/pinn/term-batch.ts'
import { measureTerms, type TermErrors } from '../../../src/train/pinn/worst-term.ts'

const net = { width: 8, depth: 2, activation: 'tanh' } as const
const points = {
  residual: Float64Array.from({ length: 40 }, (_, i) => (i + 0.5) / 40),
  position: Float64Array.of(0),
  velocity: Float64Array.of(0),
}

describe('measureTerms', () => {
  it('divides the RMS of each residual by its scale and reports the largest', () => {
    const problem = oscillator({ damping: 2, frequency: 20 })
    const batch = createTermBatch(problem, net, points)
    const x = initialParameters(batch.network.layout, createRng(3))
    const { worstTerm, terms } = measureTerms(batch, x)
    const { value, first, second } = jetsOf(batch.network.output)
    const rms = (of: (p: number) => number): number =>
      Math.sqrt(points.residual.reduce((sum, _, p) => sum + of(p) ** 2, 0) / 40)
    const residual = rms((p) => second[0][p] + 4 * first[0][p] + 400 * value[p])
    const scale = rms((p) => second[0][p]) + rms((p) => 4 * first[0][p]) + rms((p) => 400 * value[p])
    expect(terms.residual.scaled).toBeCloseTo(residual / scale, 12)
    expect(terms.position.scaled).toBeCloseTo(Math.abs(value[40] - 1), 12)
    expect(terms.velocity.scaled).toBeCloseTo(Math.abs(first[0][41]) / 20, 12)
    expect(worstTerm).toBe(Math.max(terms.residual.scaled, terms.position.scaled, terms.velocity.scaled))
  })

  it('does not change when an equation is multiplied by a constant', () => {
    const original = oscillator()
    const scaledUp = withResidual(
      original,
      original.terms.residual.parts.map((part) => times(1000, part)),
    )
    const [a, b] = [measure(original), measure(scaledUp)]
    expect(b.terms.residual.rms / a.terms.residual.rms).toBeCloseTo(1000, 6)
    expect(b.terms.residual.scaled).toBeCloseTo(a.terms.residual.scaled, 12)
    expect(b.worstTerm).toBeCloseTo(a.worstTerm, 12)
  })

  it('does not depend on the order of the terms', () => {
    const problem = oscillator()
    const { residual, position, velocity } = problem.terms
    expect(measure({ ...problem, terms: { velocity, residual, position } })).toEqual(measure(problem))
  })

  it('is 1 for the trivial solution u = 0, whose residual is satisfied', () => {
    const batch = createTermBatch(oscillator(), net, points)
    const { worstTerm, terms } = measureTerms(batch, new Float64Array(batch.network.layout.parameterCount))
    expect(worstTerm).toBe(1)
    expect(terms.residual.scaled).toBe(0)
  })

  it('is NaN where the network is', () => {
    const batch = createTermBatch(oscillator(), net, points)
    const x = new Float64Array(batch.network.layout.parameterCount).fill(Number.NaN)
    expect(measureTerms(batch, x).worstTerm).toBeNaN()
  })
})

type Terms = 'residual' | 'position' | 'velocity'

function measure(problem: PinnProblem<Terms>): TermErrors<Terms> {
  const batch = createTermBatch(problem, net, points)
  return measureTerms(batch, initialParameters(batch.network.layout, createRng(5)))
}

function withResidual(problem: PinnProblem<Terms>, parts: readonly ResidualPart[]): PinnProblem<Terms> {
  return { ...problem, terms: { ...problem.terms, residual: { ...problem.terms.residual, parts } } }
}

/** The part multiplied by `factor`; slopes are left alone, because measuring does not read them. */
function times(factor: number, part: ResidualPart): ResidualPart {
  return (at, residual) => {
    const own = new Float64Array(at.count)
    part(at, { ...residual, value: own })
    for (let p = 0; p < at.count; p++) residual.value[p] += factor * own[p]
  }
}
