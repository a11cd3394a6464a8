import type { Tensor, Tf } from './tf.ts'

/**
 * Makes derivatives of derivatives right through tanh, sigmoid and exp, on every backend (tfjs#3252, open since 2020).
 *
 * TensorFlow.js 4.22 saves the output y of these for their gradient. Saved tensors are copies that the tape does not
 * connect with the input, so that y counts as a constant when that gradient is differentiated: tanh″ throws, x·tanh(x)″
 * and the weight gradient of any loss that holds u_x are silently wrong. Here y is computed again from the saved input
 * whenever an outer gradient is recording; first-order gradients cost what they did.
 *
 * Idempotent, and for the whole process: TensorFlow.js keeps one table of gradients.
 */
export function correctGradients(tf: Tf): void {
  correct(tf, 'Tanh', { apply: (x) => tf.tanh(x), slope: (y) => tf.sub(1, tf.square(y)) })
  correct(tf, 'Sigmoid', { apply: (x) => tf.sigmoid(x), slope: (y) => tf.mul(y, tf.sub(1, y)) })
  correct(tf, 'Exp', { apply: (x) => tf.exp(x), slope: (y) => y })
}

/** A function y(x) whose slope is a function of y. */
interface Elementwise {
  readonly apply: (x: Tensor) => Tensor
  readonly slope: (y: Tensor) => Tensor
}

function correct(tf: Tf, kernelName: string, { apply, slope }: Elementwise): void {
  const isRecording = (): boolean => tf.engine().state.gradientDepth > 0
  if (tf.getGradient(kernelName) !== undefined) tf.unregisterGradient(kernelName)
  tf.registerGradient({
    kernelName,
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc: (dy, [x, saved]) => ({
      x: () => tf.mul(dy as Tensor, slope(isRecording() ? apply(x) : saved)),
    }),
  })
}
