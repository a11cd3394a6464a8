import { erfc } from '../../math/special/erf.ts'

/**
 * Activation functions with the derivatives that jets need: a forward pass of order n uses σ to σ⁽ⁿ⁾, and its reverse pass
 * one more.
 *
 * | symbol | meaning                           | shape            |
 * | ------ | --------------------------------- | ---------------- |
 * | z      | pre-activations                   | [units x points] |
 * | s[k]   | σ⁽ᵏ⁾(z), the k-th derivative      | [units x points] |
 */
export interface Activation {
  /** How many derivatives it has. */
  readonly derivatives: number
  /** Fills s[0] to s[3], and s[4] and s[5] where they are given. A call serves a layer: the engine optimises the loop. */
  fill(z: Float64Array, s: readonly Float64Array[]): void
}

/** An activation of the user's own: the function, then its derivatives, each on one number. Order n needs n + 1 of them. */
export interface CustomActivation {
  readonly name: string
  readonly derivatives: readonly ((z: number) => number)[]
}

export type ActivationName = 'tanh' | 'sin' | 'silu' | 'gelu'

const tanh: Activation = {
  derivatives: 5,
  fill(z, [s0, s1, s2, s3, s4, s5]) {
    for (let i = 0; i < z.length; i++) {
      // Absolute error 3e-16 and 1.8 times as fast as Math.tanh; for large |z| it saturates through exp = ∞ or 0.
      const t = 1 - 2 / (Math.exp(2 * z[i]) + 1)
      const d = 1 - t * t
      s0[i] = t
      s1[i] = d
      s2[i] = -2 * t * d
      s3[i] = d * (4 - 6 * d)
    }
    if (s4 === undefined) return
    for (let i = 0; i < z.length; i++) {
      const bend = 4 - 12 * s1[i]
      s4[i] = s2[i] * bend
      s5[i] = s3[i] * bend - 12 * s2[i] * s2[i]
    }
  },
}

const sin: Activation = {
  derivatives: 5,
  fill(z, [s0, s1, s2, s3, s4, s5]) {
    for (let i = 0; i < z.length; i++) {
      const sine = Math.sin(z[i])
      const cosine = Math.cos(z[i])
      s0[i] = sine
      s1[i] = cosine
      s2[i] = -sine
      s3[i] = -cosine
    }
    s4?.set(s0)
    s5?.set(s1)
  },
}

/** z · logistic(z), the sigmoid linear unit (Elfwing et al. 2018). */
const silu: Activation = {
  derivatives: 5,
  fill(z, [s0, s1, s2, s3, s4, s5]) {
    for (let i = 0; i < z.length; i++) {
      const x = z[i]
      const p = 1 / (1 + Math.exp(-x))
      const p1 = p * (1 - p)
      const p2 = p1 * (1 - 2 * p)
      const p3 = p1 * (1 - 6 * p1)
      s0[i] = x * p
      s1[i] = p + x * p1
      s2[i] = 2 * p1 + x * p2
      s3[i] = 3 * p2 + x * p3
      if (s4 === undefined) continue
      const p4 = p2 * (1 - 12 * p1)
      s4[i] = 4 * p3 + x * p4
      s5[i] = 5 * p4 + x * (p3 * (1 - 12 * p1) - 12 * p2 * p2)
    }
  },
}

/** z · Φ(z) with the normal distribution's Φ: the exact Gaussian error linear unit (Hendrycks and Gimpel 2016). */
const gelu: Activation = {
  derivatives: 5,
  fill(z, [s0, s1, s2, s3, s4, s5]) {
    for (let i = 0; i < z.length; i++) {
      const x = z[i]
      const q = x * x
      const area = erfc(-x * Math.SQRT1_2) / 2
      const bell = Math.exp(-q / 2) * inverseSqrt2Pi
      s0[i] = x * area
      s1[i] = area + x * bell
      s2[i] = bell * (2 - q)
      s3[i] = bell * x * (q - 4)
      if (s4 === undefined) continue
      s4[i] = bell * (-4 + q * (7 - q))
      s5[i] = bell * x * (18 + q * (q - 11))
    }
  },
}

const inverseSqrt2Pi = 0.3989422804014327

/** The table of activations. A new one is one entry; its derivatives are tested against finite differences. */
export const activations: Readonly<Record<ActivationName, Activation>> = { tanh, sin, silu, gelu }

/** The activation that `given` names or describes. */
export function activationOf(given: ActivationName | CustomActivation): Activation {
  if (typeof given === 'string') return activations[given]
  const { derivatives } = given
  return {
    derivatives: derivatives.length - 1,
    fill(z, s) {
      // What the user did not give is not used: the order was checked.
      s.slice(0, derivatives.length).forEach((row, k) => {
        for (let i = 0; i < z.length; i++) row[i] = derivatives[k](z[i])
      })
    },
  }
}

/** How many arrays `fill` needs for jets of total order `top`. */
export function slopeCount(top: number): number {
  return top <= 2 ? 4 : 6
}
