import { bool } from '../kinds/bool.ts'
import { choice } from '../kinds/choice.ts'
import { float } from '../kinds/float.ts'
import { powers } from '../kinds/powers.ts'
import { space } from '../space.ts'

/** Training of an ordinary network: learning rate, batch, regularisation and optimiser, with the latter's own settings. */
export function neuralNetwork() {
  return space({
    learning_rate: float(1e-5, 1e-1).log().default(1e-3),
    batch_size: powers(16, 512).default(64),
    optimizer: choice('adam', 'sgd', 'adamw', 'rmsprop').default('adam'),
    weight_decay: float(1e-6, 1e-2).log().default(1e-4),
    dropout_rate: float(0, 0.5).default(0.1),
    gradient_clip_norm: float(0.1, 10).default(1),
  }).branch('optimizer', {
    adam: {
      beta1: float(0.85, 0.99).default(0.9),
      beta2: float(0.99, 0.9999).default(0.999),
      epsilon: float(1e-8, 1e-6).log().default(1e-8),
    },
    sgd: { momentum: float(0, 0.99).default(0.9), nesterov: bool().default(true) },
  })
}
