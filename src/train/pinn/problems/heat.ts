import { checkOptionNames } from '../../../base/check-argument.ts'
import { problem } from '../define-problem.ts'
import { requirePositive } from '../messages.ts'
import type { SolvedProblem } from '../pinn-problem.ts'

export interface HeatOptions {
  /** Thermal diffusivity a > 0. Default 0.4. */
  readonly diffusivity?: number
}

/**
 * The heat equation u_t = a u_xx on x, t in [0, 1] with cold ends, u = 0, and u(x, 0) = sin πx. The solution is
 * exp(−a π² t) sin πx.
 *
 * @throws InputError `train/bad-option`, `base/unknown-option`
 */
export function heat(options: HeatOptions = {}): SolvedProblem<'equation' | 'initial' | 'boundary'> {
  checkOptionNames('pinn.heat', options, ['diffusivity'])
  const { diffusivity = 0.4 } = options
  requirePositive('diffusivity', diffusivity)
  return problem({
    name: 'heat',
    domain: { x: [0, 1], t: [0, 1] },
    constants: { a: diffusivity },
    terms: {
      equation: { residual: ({ u_t, u_xx }, { a }) => u_t - a * u_xx },
      initial: { at: { t: 0 }, residual: ({ u, x }) => u - Math.sin(Math.PI * x) },
      boundary: { at: { x: [0, 1] }, residual: ({ u }) => u },
    },
    exact: ({ x, t }) => Math.exp(-diffusivity * Math.PI ** 2 * t) * Math.sin(Math.PI * x),
    recipe: {
      weights: { initial: 10, boundary: 10 },
      net: { width: 16, depth: 3, activation: 'tanh' },
      schedule: { adam: 500, lbfgs: 1500 },
      points: 400,
    },
  })
}

/**
 * The heat equation on x, t in [0, 1] with insulated ends, u_x = 0, and u(x, 0) = 1 + cos πx. The solution is
 * 1 + exp(−a π² t) cos πx, whose integral over x is 1 at any time: see `conservationDrift`.
 *
 * @throws InputError `train/bad-option`, `base/unknown-option`
 */
export function insulatedHeat(options: HeatOptions = {}): SolvedProblem<'equation' | 'initial' | 'boundary'> {
  checkOptionNames('pinn.insulatedHeat', options, ['diffusivity'])
  const { diffusivity = 0.4 } = options
  requirePositive('diffusivity', diffusivity)
  return problem({
    name: 'insulated heat',
    domain: { x: [0, 1], t: [0, 1] },
    constants: { a: diffusivity },
    terms: {
      equation: { residual: ({ u_t, u_xx }, { a }) => u_t - a * u_xx },
      initial: { at: { t: 0 }, residual: ({ u, x }) => u - 1 - Math.cos(Math.PI * x) },
      boundary: { at: { x: [0, 1] }, residual: ({ u_x }) => u_x, scale: Math.PI },
    },
    exact: ({ x, t }) => 1 + Math.exp(-diffusivity * Math.PI ** 2 * t) * Math.cos(Math.PI * x),
    recipe: {
      weights: { initial: 10, boundary: 1 },
      net: { width: 16, depth: 3, activation: 'tanh' },
      schedule: { adam: 500, lbfgs: 1500 },
      points: 400,
    },
  })
}
