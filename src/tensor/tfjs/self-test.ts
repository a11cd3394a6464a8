import type { Tensor, Tf } from './tf.ts'

/** One thing that a backend has to compute, and the true result. */
interface Probe {
  readonly what: string
  readonly compute: (tf: Tf) => Tensor
  readonly truth: readonly number[]
}

const tanh = (x: number): number => Math.tanh(x)
/** d²/dx² of x · tanh(x) at 0.3 and −1.2. */
const secondDerivative = [0.3, -1.2].map((x) => 2 * (1 - tanh(x) ** 2) - 2 * x * tanh(x) * (1 - tanh(x) ** 2))

const probes: readonly Probe[] = [
  {
    what: 'a product of matrices',
    compute: (tf) => tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2])),
    truth: [19, 22, 43, 50],
  },
  {
    what: 'a product with a transposed matrix',
    compute: (tf) => tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2]), true),
    truth: [26, 30, 38, 44],
  },
  { what: 'a sum', compute: (tf) => tf.sum(tf.range(0, 1000)), truth: [499500] },
  { what: 'tanh', compute: (tf) => tf.tanh(tf.tensor1d([0.5, -2])), truth: [tanh(0.5), tanh(-2)] },
  {
    what: 'a second derivative through tanh',
    compute: (tf) => {
      const slope = tf.grad((x: Tensor) => tf.sum(tf.mul(x, tf.tanh(x))))
      return tf.grad((x: Tensor) => tf.sum(slope(x)))(tf.tensor1d([0.3, -1.2]))
    },
    truth: secondDerivative,
  },
]

const tolerance = 1e-4

/**
 * What the current backend computes wrongly, or null when it passes. Takes a few milliseconds; a backend that loads and
 * answers is not yet one that is right.
 */
export async function failedProbe(tf: Tf): Promise<string | null> {
  for (const { what, compute, truth } of probes) {
    const result = tf.tidy(() => compute(tf))
    const values = await result.data()
    result.dispose()
    const wrong = truth.findIndex((wanted, i) => !(Math.abs(values[i] - wanted) <= tolerance * (1 + Math.abs(wanted))))
    if (wrong >= 0 || values.length !== truth.length) {
      return `it computes ${what} wrongly: ${values[wrong]} instead of ${truth[wrong]}`
    }
  }
  return null
}
