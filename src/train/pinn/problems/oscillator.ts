import { requireNotNegative, requirePositive } from '../messages.ts'
import type { PinnProblem } from '../pinn-problem.ts'
import { constantPart, firstDerivativePart, secondDerivativePart, valuePart } from '../residual-part.ts'
import { stratifiedPoints } from '../stratified-points.ts'

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
 * @throws InputError `train/bad-option`
 */
export function oscillator(options: OscillatorOptions = {}): PinnProblem<'residual' | 'position' | 'velocity'> {
  const { damping = 2, frequency = 20 } = options
  requireNotNegative('damping', damping)
  requirePositive('frequency', frequency)
  const u = exactSolution(damping, frequency)
  const domain = [{ name: 't', low: 0, high: 1 }]
  const start = (): Float64Array => Float64Array.of(0)
  return {
    name: 'oscillator',
    domain,
    terms: {
      residual: {
        points: (rng, count) => stratifiedPoints(domain, rng, count),
        parts: [secondDerivativePart(0, 1), firstDerivativePart(0, 2 * damping), valuePart(frequency ** 2)],
        scale: 'parts',
      },
      position: { points: start, parts: [valuePart(1), constantPart(-1)], scale: 1 },
      velocity: { points: start, parts: [firstDerivativePart(0, 1)], scale: frequency },
    },
    exact: (point) => u(point[0]),
    referenceFloor: 1e-15,
  }
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
