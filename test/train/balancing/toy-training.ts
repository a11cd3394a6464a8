import { createBalancer, type Balancer, type Probe } from '../../../src/train/balancing/balancer.ts'
import type { BalancingRule, BalancingSetup } from '../../../src/train/balancing/balancing-rule.ts'
import { adam } from '../../../src/math/optimize/adam.ts'

/**
 * A linear model of six numbers. Twelve large residuals settle four directions, five small ones the other two, and all can be
 * 0 at once; the curvatures differ by a factor of a million, so that without balance the small ones come last.
 */
export const toySetup: BalancingSetup = {
  terms: ['equation', 'initial', 'boundary'],
  weights: [1, 1, 1],
  points: [12, 3, 2],
  times: [Array.from({ length: 12 }, (_, i) => i / 11), null, null],
  seed: 'toy',
}

const scales = [30, 1, 0.03]
const parameters = 6
const solution = Array.from({ length: parameters }, (_, j) => Math.cos(j + 1))

/** Row of the derivatives of residual i of term k, which is row · (x − solution). */
function rowOf(term: number, i: number): number[] {
  const phase = 1 + term * 5 + i
  return solution.map((_, j) => {
    if (term > 0) return scales[term] * Math.sin(phase * (j + 1))
    return scales[0] * [1, 2, 3, 4].reduce((sum, q) => sum + Math.cos(q * phase) * Math.sin(1.3 * q * (j + 1)), 0)
  })
}

const rows = toySetup.points.map((count, term) => Array.from({ length: count }, (_, i) => rowOf(term, i)))

export function residualsAt(x: Float64Array): number[][] {
  return rows.map((term) => term.map((row) => row.reduce((sum, value, j) => sum + value * (x[j] - solution[j]), 0)))
}

export function probeAt(x: Float64Array): Probe {
  const residuals = residualsAt(x)
  return {
    losses: () => residuals.map((term) => term.reduce((sum, r) => sum + r * r, 0) / term.length),
    gradient: (term) =>
      Float64Array.from({ length: parameters }, (_, j) =>
        rows[term].reduce((sum, row, i) => sum + (2 * row[j] * residuals[term][i]) / rows[term].length, 0),
      ),
    kernel: (term) =>
      rows[term].reduce((sum, row) => sum + row.reduce((all, value) => all + value * value, 0), 0) / rows[term].length,
    squares: (term) => residuals[term].map((r) => r * r),
  }
}

/** Trains with Adam for some steps; the balancer looks when it is due. */
export function trainToy(rule: BalancingRule, steps: number, balancer = createBalancer(rule, toySetup)): Toy {
  const optimizer = adam(
    (x, gradient) => {
      gradient.fill(0)
      let loss = 0
      residualsAt(x).forEach((term, k) =>
        term.forEach((r, i) => {
          const factor = (balancer.balance.weights[k] * (balancer.balance.points[k]?.[i] ?? 1)) / term.length
          loss += factor * r * r
          for (let j = 0; j < parameters; j++) gradient[j] += 2 * factor * r * rows[k][i][j]
        }),
      )
      return loss
    },
    new Float64Array(parameters),
    { learningRate: 0.02 },
  )
  for (let step = 0; step < steps; step++) {
    if (balancer.isDue(step)) balancer.observe(step, probeAt(optimizer.x))
    optimizer.step()
  }
  return { balancer, x: optimizer.x }
}

export interface Toy {
  readonly balancer: Balancer
  readonly x: Float64Array
}
