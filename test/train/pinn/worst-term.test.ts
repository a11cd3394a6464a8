import { describe, expect, it } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { createJetNetwork } from '../../../src/train/jets/jet-network.ts'
import { initialParameters } from '../../../src/train/jets/net-layout.ts'
import { problem } from '../../../src/train/pinn/define-problem.ts'
import type { PinnProblem } from '../../../src/train/pinn/pinn-problem.ts'
import { oscillator } from '../../../src/train/pinn/problems/oscillator.ts'
import { createTermBatch } from '../../../src/train/pinn/term-batch.ts'
import { measureTerms, type TermErrors } from '../../../src/train/pinn/measures/worst-term.ts'

const net = { width: 8, depth: 2, activation: 'tanh' } as const
const points = {
  residual: Float64Array.from({ length: 40 }, (_, i) => (i + 0.5) / 40),
  position: Float64Array.of(0),
  velocity: Float64Array.of(0),
}

describe('measureTerms', () => {
  it('divides the RMS of each residual by its scale and reports the largest', () => {
    const batch = createTermBatch(oscillator({ damping: 2, frequency: 20 }), net, points)
    const x = initialParameters(batch.network.layout, createRng(3))
    const { worstTerm, terms } = measureTerms(batch, x)
    const coordinates = Float64Array.from([...points.residual, 0, 0])
    const network = createJetNetwork(net, { coordinates, inputs: 1, partials: [[0], [1], [2]] })
    network.forward(x)
    const [value, first, second] = network.output
    const rms = (of: (p: number) => number): number =>
      Math.sqrt(points.residual.reduce((sum, _, p) => sum + of(p) ** 2, 0) / 40)
    const residual = rms((p) => second[p] + 4 * first[p] + 400 * value[p])
    const scale = rms((p) => second[p]) + rms((p) => 4 * first[p]) + rms((p) => 400 * value[p])
    expect(terms.residual.scaled).toBeCloseTo(residual / scale, 12)
    expect(terms.position.scaled).toBeCloseTo(Math.abs(value[40] - 1), 12)
    expect(terms.velocity.scaled).toBeCloseTo(Math.abs(first[41]) / 20, 12)
    expect(worstTerm).toBe(Math.max(terms.residual.scaled, terms.position.scaled, terms.velocity.scaled))
  })

  it('does not change when an equation is multiplied by a constant', () => {
    const original = oscillator()
    const scaledUp = withEquationTimes(1000)
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

/** The oscillator with its equation multiplied by a constant. */
function withEquationTimes(factor: number): PinnProblem<Terms> {
  return problem({
    name: 'scaled oscillator',
    domain: { t: [0, 1] },
    constants: { c: factor },
    terms: {
      residual: { residual: ({ u, u_t, u_tt }, { c }) => c * u_tt + c * 4 * u_t + c * 400 * u },
      position: { at: { t: 0 }, residual: ({ u }) => u - 1 },
      velocity: { at: { t: 0 }, residual: ({ u_t }) => u_t, scale: 20 },
    },
  })
}
