import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { initialParameters } from '../../../src/train/jets/net-layout.ts'
import { pinnLoss } from '../../../src/train/pinn/pinn-loss.ts'
import type { PinnProblem } from '../../../src/train/pinn/pinn-problem.ts'
import { oscillator } from '../../../src/train/pinn/problems/oscillator.ts'
import { createTermBatch } from '../../../src/train/pinn/term-batch.ts'
import { burgers } from './burgers.ts'
import { gradientError } from '../jets/finite-difference.ts'

const net = { width: 5, depth: 2, activation: 'tanh' } as const

describe('pinnLoss', () => {
  it.each<[string, PinnProblem, readonly string[]]>([
    ['oscillator', oscillator(), ['residual', 'position', 'velocity']],
    ['Burgers, nonlinear with two inputs', burgers(), ['equation', 'wall']],
  ])('has the gradient that finite differences confirm to 1e-6: %s', (_, problem, names) => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 3 }),
        (seed, exponents) => {
          const rng = createRng(seed)
          const weights = Object.fromEntries(names.map((name, i) => [name, 10 ** exponents[i]]))
          const points = Object.fromEntries(names.map((name) => [name, problem.terms[name].points(rng, 7)]))
          const batch = createTermBatch(problem, net, points)
          const { objective } = pinnLoss(batch, weights)
          expect(gradientError(objective, initialParameters(batch.network.layout, rng))).toBeLessThan(1e-6)
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
})
