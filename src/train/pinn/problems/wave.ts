import { problem } from '../define-problem.ts'
import type { SolvedProblem } from '../pinn-problem.ts'

/**
 * The wave equation u_tt = 4 u_xx on x, t in [0, 1] with u = 0 at the ends, u(x, 0) = sin πx + ½ sin 4πx and u_t(x, 0) = 0
 * (Wang, Yu and Perdikaris 2022, section 7.3). The solution is sin πx cos 2πt + ½ sin 4πx cos 8πt. Hard for plain networks.
 */
export function wave(): SolvedProblem<'equation' | 'initial' | 'velocity' | 'boundary'> {
  return problem({
    name: 'wave',
    domain: { x: [0, 1], t: [0, 1] },
    terms: {
      equation: { residual: ({ u_tt, u_xx }) => u_tt - 4 * u_xx },
      initial: {
        at: { t: 0 },
        residual: ({ u, x }) => u - Math.sin(Math.PI * x) - 0.5 * Math.sin(4 * Math.PI * x),
      },
      velocity: { at: { t: 0 }, residual: ({ u_t }) => u_t, scale: 4 * Math.PI },
      boundary: { at: { x: [0, 1] }, residual: ({ u }) => u },
    },
    exact: ({ x, t }) =>
      Math.sin(Math.PI * x) * Math.cos(2 * Math.PI * t) + 0.5 * Math.sin(4 * Math.PI * x) * Math.cos(8 * Math.PI * t),
    recipe: {
      weights: { equation: 1e-2, initial: 100, velocity: 1, boundary: 100 },
      net: { width: 32, depth: 3, activation: 'sin' },
      schedule: { adam: 1000, lbfgs: 4000 },
      points: 800,
    },
  })
}
