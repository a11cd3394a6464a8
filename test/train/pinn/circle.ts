import { problem } from '../../../src/train/pinn/define-problem.ts'

/** Two functions: u′ = v, v′ = −u. */
export const circle = problem({
  name: 'circle',
  domain: { t: [0, 2] },
  unknowns: ['u', 'v'],
  terms: {
    first: { residual: ({ u_t, v }) => u_t - v },
    second: { residual: ({ v_t, u }) => v_t + u },
    start: { at: { t: 0 }, residual: ({ u, v }) => (u - 1) ** 2 + v },
  },
})
