import { checkOptionNames } from '../../../base/check-argument.ts'
import { problem } from '../define-problem.ts'
import { requirePositive } from '../messages.ts'
import type { SolvedProblem } from '../pinn-problem.ts'

export interface ConvectionOptions {
  /** β > 0. Default 30, where plain networks fail (Krishnapriyan et al. 2021). */
  readonly speed?: number
}

/**
 * Convection, u_t + β u_x = 0 on x in [0, 2π], t in [0, 1], with u(x, 0) = sin x and what flows in at x = 0. The solution
 * is sin(x − βt).
 *
 * @throws InputError `train/bad-option`, `base/unknown-option`
 */
export function convection(options: ConvectionOptions = {}): SolvedProblem<'equation' | 'initial' | 'inflow'> {
  checkOptionNames('pinn.convection', options, ['speed'])
  const { speed = 30 } = options
  requirePositive('speed', speed)
  return problem({
    name: 'convection',
    domain: { x: [0, 2 * Math.PI], t: [0, 1] },
    constants: { b: speed },
    terms: {
      equation: { residual: ({ u_t, u_x }, { b }) => u_t + b * u_x },
      initial: { at: { t: 0 }, residual: ({ u, x }) => u - Math.sin(x) },
      inflow: { at: { x: 0 }, residual: ({ u, t }, { b }) => u + Math.sin(b * t) },
    },
    exact: ({ x, t }) => Math.sin(x - speed * t),
    recipe: {
      weights: { equation: 0.01, initial: 1, inflow: 1 },
      net: { width: 24, depth: 3, activation: 'sin' },
      schedule: { adam: 1000, lbfgs: 4000 },
      points: 800,
    },
  })
}
