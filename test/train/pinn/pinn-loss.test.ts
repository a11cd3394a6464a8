import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRng, type Rng } from '../../../src/base/rng.ts'
import { initialParameters } from '../../../src/train/jets/net-layout.ts'
import { pinnLoss } from '../../../src/train/pinn/pinn-loss.ts'
import type { PinnProblem } from '../../../src/train/pinn/pinn-problem.ts'
import { burgers } from '../../../src/train/pinn/problems/burgers.ts'
import { inverseDiffusion } from '../../../src/train/pinn/problems/inverse-diffusion.ts'
import { oscillator } from '../../../src/train/pinn/problems/oscillator.ts'
import { createTermBatch, type TermBatch } from '../../../src/train/pinn/term-batch.ts'
import { gradientError } from '../jets/finite-difference.ts'

const net = { width: 5, depth: 2, activation: 'tanh' } as const

/** Fresh parameters of the network, and coefficients of 1.5. */
function startOf(batch: TermBatch<string>, rng: Rng): Float64Array {
  const start = new Float64Array(batch.parameterCount).fill(1.5)
  start.set(initialParameters(batch.network.layout, rng))
  return start
}

describe('pinnLoss', () => {
  it.each<[string, PinnProblem, readonly string[]]>([
    ['oscillator', oscillator(), ['residual', 'position', 'velocity']],
    ['Burgers, nonlinear with two inputs', burgers(), ['equation', 'initial', 'boundary']],
    ['inverse, with data and a coefficient', inverseDiffusion(), ['equation', 'initial', 'boundary', 'observations']],
  ])('has the gradient that finite differences confirm to 1e-6: %s', (_, problem, names) => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 4 }),
        (seed, exponents) => {
          const rng = createRng(seed)
          const weights = Object.fromEntries(names.map((name, i) => [name, 10 ** exponents[i]]))
          const points = Object.fromEntries(names.map((name) => [name, problem.terms[name].points(rng, 7)]))
          const batch = createTermBatch(problem, net, points)
          const { objective } = pinnLoss(batch, weights)
          expect(gradientError(objective, startOf(batch, rng))).toBeLessThan(1e-6)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('is linear in the weights', () => {
    const problem = oscillator()
    const points = {
      residual: Float64Array.of(0.2, 0.6, 0.9),
      position: Float64Array.of(0),
      velocity: Float64Array.of(0),
    }
    const batch = createTermBatch(problem, net, points)
    const x = initialParameters(batch.network.layout, createRng(1))
    const at = (residual: number, position: number, velocity: number): number =>
      pinnLoss(batch, { residual, position, velocity }).objective(x, new Float64Array(x.length))
    const sum = 2 * at(1, 0, 0) + 3 * at(0, 1, 0) + 5 * at(0, 0, 1)
    expect(at(2, 3, 5) / sum).toBeCloseTo(1, 14)
    expect(at(1, 0, 0)).toBeGreaterThan(0)
  })

  it('is the sum of the squares that leastSquares gives, whose Jacobian gives the same gradient', () => {
    const problem = inverseDiffusion()
    const rng = createRng(3)
    const names = ['equation', 'initial', 'boundary', 'observations'] as const
    const points = Object.fromEntries(names.map((name) => [name, problem.terms[name].points(rng, 9)]))
    const batch = createTermBatch(problem, net, points as Record<(typeof names)[number], Float64Array>)
    const { objective, leastSquares } = pinnLoss(batch, { equation: 0.1, initial: 3, boundary: 2, observations: 5 })
    const x = startOf(batch, rng)
    const gradient = new Float64Array(x.length)
    const loss = objective(x, gradient)
    const residuals = new Float64Array(leastSquares.count)
    const jacobian = new Float64Array(leastSquares.count * x.length)
    leastSquares.linearize(x, residuals, jacobian)
    expect(residuals.reduce((sum, r) => sum + r * r, 0) / loss).toBeCloseTo(1, 12)
    for (const [k, slope] of gradient.entries()) {
      const sum = residuals.reduce((all, r, i) => all + 2 * r * jacobian[i * x.length + k], 0)
      expect(sum).toBeCloseTo(slope, 10)
    }
  })

  it('gives the gradient of one term, and the losses of all without their weights', () => {
    const problem = oscillator()
    const points = { residual: Float64Array.of(0.2, 0.6), position: Float64Array.of(0), velocity: Float64Array.of(0) }
    const batch = createTermBatch(problem, net, points)
    const x = initialParameters(batch.network.layout, createRng(1))
    const gradients = [new Float64Array(x.length), new Float64Array(x.length)]
    const loss = pinnLoss(batch, { residual: 7, position: 2, velocity: 1 })
    loss.termGradient('position', x, gradients[0])
    const only = pinnLoss(batch, { residual: 0, position: 1, velocity: 0 })
    expect(loss.termLosses().position).toBe(only.objective(x, gradients[1]))
    expect(gradients[0]).toEqual(gradients[1])
  })
})
