import { problem } from '../define-problem.ts'
import type { SolvedProblem } from '../pinn-problem.ts'

/**
 * The Helmholtz equation u_xx + u_yy + u = q on [−1, 1]² with u = 0 on the boundary and q such that the solution is
 * sin πx sin 4πy (Wang, Teng and Perdikaris 2021, section 4.1). With equal weights the boundary loses: q is large.
 */
export function helmholtz(): SolvedProblem<'equation' | 'boundary'> {
  return problem({
    name: 'helmholtz',
    domain: { x: [-1, 1], y: [-1, 1] },
    constants: { q: 1 - 17 * Math.PI ** 2 },
    terms: {
      equation: {
        residual: ({ u, u_xx, u_yy, x, y }, { q }) =>
          u_xx + u_yy + u - q * Math.sin(Math.PI * x) * Math.sin(4 * Math.PI * y),
      },
      boundary: { at: [{ x: [-1, 1] }, { y: [-1, 1] }], residual: ({ u }) => u },
    },
    exact: ({ x, y }) => Math.sin(Math.PI * x) * Math.sin(4 * Math.PI * y),
    recipe: {
      weights: { boundary: 300 },
      net: { width: 24, depth: 3, activation: 'sin' },
      schedule: { adam: 500, lbfgs: 2500 },
      points: 700,
    },
  })
}
