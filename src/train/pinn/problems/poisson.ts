import { checkOptionNames } from '../../../base/check-argument.ts'
import { problem } from '../define-problem.ts'
import type { SolvedProblem } from '../pinn-problem.ts'

export interface PoissonOptions {
  /** Adds a wave of a tenth of the size and 25 times the frequency, which plain networks hardly see. Default false. */
  readonly multiscale?: boolean
}

/**
 * Poisson's equation −u″ = f on x in [−1, 1] with u(±1) = 0. The solution is sin πx; with `multiscale` it is
 * sin 2πx + 0.1 sin 50πx (Wang, Wang and Perdikaris 2021, section 4.1).
 */
export function poisson(options: PoissonOptions = {}): SolvedProblem<'equation' | 'boundary'> {
  checkOptionNames('pinn.poisson', options, ['multiscale'])
  const { multiscale = false } = options
  if (!multiscale) {
    return problem({
      name: 'poisson',
      domain: { x: [-1, 1] },
      terms: {
        equation: { residual: ({ u_xx, x }) => u_xx + Math.PI ** 2 * Math.sin(Math.PI * x) },
        boundary: { at: { x: [-1, 1] }, residual: ({ u }) => u },
      },
      exact: ({ x }) => Math.sin(Math.PI * x),
      recipe: {
        weights: { boundary: 100 },
        net: { width: 20, depth: 2, activation: 'tanh' },
        schedule: { adam: 300, levenbergMarquardt: 150 },
        points: 32,
      },
    })
  }
  return problem({
    name: 'multiscale poisson',
    domain: { x: [-1, 1] },
    terms: {
      equation: {
        residual: ({ u_xx, x }) =>
          u_xx + 4 * Math.PI ** 2 * Math.sin(2 * Math.PI * x) + 250 * Math.PI ** 2 * Math.sin(50 * Math.PI * x),
      },
      boundary: { at: { x: [-1, 1] }, residual: ({ u }) => u },
    },
    exact: ({ x }) => Math.sin(2 * Math.PI * x) + 0.1 * Math.sin(50 * Math.PI * x),
    recipe: {
      weights: { boundary: 1e4 },
      net: { width: 30, depth: 2, activation: 'sin', fourier: { features: 24, scale: 10 } },
      schedule: { adam: 2000, lbfgs: 2000 },
      points: 300,
    },
  })
}
