import { problem } from '../define-problem.ts'
import type { SolvedProblem } from '../pinn-problem.ts'
import { createCosineSolution } from './cosine-solution.ts'

const diffusivity = 1e-4
const rate = 5

/**
 * The Allen-Cahn equation u_t = 10⁻⁴ u_xx + 5 (u − u³) on x in [−1, 1], t in [0, 1] with u(x, 0) = x² cos πx and periodic
 * in x (Wight and Zhao 2020); since the solution is even, that means u_x(±1, t) = 0. A plain network misses the fronts.
 *
 * The reference is an own spectral solution, computed at the first use of `exact` in about a second. The periodic
 * continuation of u(x, 0) has a kink at x = ±1, which limits it: 2e-5 there soon after t = 0, 4e-7 inside.
 */
export function allenCahn(): SolvedProblem<'equation' | 'initial' | 'boundary'> {
  let solution: ((x: number, t: number) => number) | null = null
  return problem({
    name: 'allen-cahn',
    domain: { x: [-1, 1], t: [0, 1] },
    constants: { d: diffusivity, r: rate },
    terms: {
      equation: { residual: ({ u, u_t, u_xx }, { d, r }) => u_t - d * u_xx - r * (u - u ** 3) },
      initial: { at: { t: 0 }, residual: ({ u, x }) => u - x ** 2 * Math.cos(Math.PI * x) },
      boundary: { at: { x: [-1, 1] }, residual: ({ u_x }) => u_x, scale: Math.PI },
    },
    exact: ({ x, t }) => {
      solution ??= createCosineSolution({
        diffusivity,
        reaction: (u) => rate * (u - u ** 3),
        start: (x0) => x0 ** 2 * Math.cos(Math.PI * x0),
      })
      return solution(x, t)
    },
    referenceFloor: 2e-6,
    recipe: {
      weights: { initial: 100 },
      net: { width: 32, depth: 3, activation: 'tanh' },
      schedule: { adam: 1000, lbfgs: 4000 },
      points: 1500,
    },
  })
}
