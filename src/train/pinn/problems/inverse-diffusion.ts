import { checkOptionNames } from '../../../base/check-argument.ts'
import { problem } from '../define-problem.ts'
import type { SolvedProblem } from '../pinn-problem.ts'

export interface InverseDiffusionOptions {
  /** Measurements of u at t = 1, evenly over x; at least 1. Default 10. */
  readonly observations?: number
  /** The diffusivity before training. Default 2. */
  readonly start?: number
}

/**
 * An inverse problem: which diffusivity C has u_t = C u_xx − e^(−t) (1 − π²) sin πx, if u was measured at t = 1? On x in
 * [−1, 1], t in [0, 1], with u(x, 0) = sin πx and u(±1, t) = 0; the solution is e^(−t) sin πx with C = 1 (Lu et al. 2021,
 * "DeepXDE", section 4.4, with an initial condition).
 *
 * The trained C is in `coefficients` of the result.
 *
 * @throws InputError `train/bad-option`, `base/unknown-option`
 */
export function inverseDiffusion(
  options: InverseDiffusionOptions = {},
): SolvedProblem<'equation' | 'initial' | 'boundary' | 'observations'> {
  checkOptionNames('pinn.inverseDiffusion', options, ['observations', 'start'])
  const { observations = 10, start = 2 } = options
  const solution = (x: number, t: number): number => Math.exp(-t) * Math.sin(Math.PI * x)
  const data = Array.from({ length: observations }, (_, i) => {
    const x = -1 + (2 * (i + 0.5)) / observations
    return { x, t: 1, u: solution(x, 1) }
  })
  return problem({
    name: 'inverse diffusion',
    domain: { x: [-1, 1], t: [0, 1] },
    coefficients: { C: start },
    terms: {
      equation: {
        residual: ({ u_t, u_xx, x, t }, { C }) =>
          u_t - C * u_xx + Math.exp(-t) * (1 - Math.PI ** 2) * Math.sin(Math.PI * x),
      },
      initial: { at: { t: 0 }, residual: ({ u, x }) => u - Math.sin(Math.PI * x) },
      boundary: { at: { x: [-1, 1] }, residual: ({ u }) => u },
      observations: { data },
    },
    exact: ({ x, t }) => solution(x, t),
    recipe: {
      weights: { initial: 10, boundary: 10, observations: 10 },
      net: { width: 20, depth: 2, activation: 'tanh' },
      schedule: { adam: 500, lbfgs: 1500 },
      points: 200,
    },
  })
}
