import { notSmooth } from '../messages.ts'
import type { LayersModel } from './tf.ts'

/** Activations of `tf.layers` whose second and third derivatives are right (after `correctGradients`). */
export const smoothActivations = ['linear', 'tanh', 'sigmoid', 'swish', 'softplus', 'gelu', 'gelu_new', 'mish'] as const

/**
 * Refuses a model that cannot be differentiated twice: elu throws, selu has no gradient of its step, and what is piecewise
 * linear has the second derivative 0.
 *
 * @throws InputError `tensor/not-smooth`
 */
export function requireSmooth(model: LayersModel): void {
  for (const layer of model.layers) {
    const { activation } = layer.getConfig() as { activation?: unknown }
    if (typeof activation !== 'string') continue
    // Class names of TensorFlow.js are in camel case in some versions ("hardSigmoid") and snake case in others.
    if (!(smoothActivations as readonly string[]).includes(activation)) throw notSmooth(activation, smoothActivations)
  }
}
