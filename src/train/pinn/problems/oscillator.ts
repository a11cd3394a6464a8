import { checkOptionNames } from '../../../base/check-argument.ts'
import { problem } from '../define-problem.ts'
import { requireNotNegative, requirePositive } from '../messages.ts'
import type { SolvedProblem } from '../pinn-problem.ts'

export interface OscillatorOptions {
  /** δ ≥ 0, in 1/s: the envelope falls as e^(−δt). Default 2. */
  readonly damping?: number
  /** ω₀ > 0, in rad/s: the frequency without damping. Default 20. */
  readonly frequency?: number
}

/**
 * The damped harmonic oscillator u″ + 2δ u′ + ω₀² u = 0 on t in [0, 1] with u(0) = 1, u′(0) = 0.
 *
 * With equal loss weights the residual, of size ω₀², drowns the initial conditions, and the network settles for u = 0.
 * The terms: `residual` over the interval, `position` and `velocity` at t = 0. The velocity is compared with ω₀, the
 * largest velocity of a unit oscillation, because its own datum is zero. After the harmonic oscillator workshop of
 * Moseley, Markham and Nissen-Meyer ("Finite basis physics-informed neural networks", 2023).
 *
 * @throws InputError `train/bad-option`, `base/unknown-option`
 */
export function oscillator(options: OscillatorOptions = {}): SolvedProblem<'residual' | 'position' | 'velocity'> {
  checkOptionNames('pinn.oscillator', options, ['damping', 'frequency'])
  const { damping = 2, frequency = 20 } = options
  requireNotNegative('damping', damping)
  requirePositive('frequency', frequency)
  const u = exactSolution(damping, frequency)
  return problem({
    name: 'oscillator',
    domain: { t: [0, 1] },
    constants: { d: damping, w: frequency },
    terms: {
      residual: { residual: ({ u, u_t, u_tt }, { d, w }) => u_tt + 2 * d * u_t + w ** 2 * u },
      position: { at: { t: 0 }, residual: ({ u }) => u - 1 },
      velocity: { at: { t: 0 }, residual: ({ u_t }) => u_t, scale: frequency },
    },
    exact: ({ t }) => u(t),
    recipe: {
      weights: { residual: 1e-4, position: 1, velocity: 1e-3 },
      net: { width: 16, depth: 3, activation: 'sin' },
      learningRate: 1e-2,
      schedule: { adam: 1000, lbfgs: 3000 },
      points: 64,
    },
  })
}

/** u(t) for δ below, at and above ω₀: an oscillation, the critical case, and two decaying exponentials. */
function exactSolution(damping: number, frequency: number): (t: number) => number {
  if (damping < frequency) {
    const omega = Math.sqrt((frequency - damping) * (frequency + damping))
    return (t) => Math.exp(-damping * t) * (Math.cos(omega * t) + (damping / omega) * Math.sin(omega * t))
  }
  if (damping === frequency) return (t) => Math.exp(-damping * t) * (1 + damping * t)
  const kappa = Math.sqrt((damping - frequency) * (damping + frequency))
  const fast = damping + kappa
  // The difference damping − kappa would cancel; the product of the two rates is ω₀².
  const slow = frequency ** 2 / fast
  return (t) => (fast * Math.exp(-slow * t) - slow * Math.exp(-fast * t)) / (2 * kappa)
}
