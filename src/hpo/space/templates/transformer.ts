import { choice } from '../kinds/choice.ts'
import { float } from '../kinds/float.ts'
import { int } from '../kinds/int.ts'
import { space } from '../space.ts'

/** Training of a transformer: learning rates, warm-up, the three dropouts, and a schedule. */
export function transformer() {
  return space({
    learning_rate: float(1e-5, 1e-2).log().default(1e-4),
    warmup_steps: int(100, 10_000).default(4000),
    peak_learning_rate: float(1e-4, 1e-2).log().default(1e-3),
    attention_dropout: float(0, 0.3).default(0.1),
    feedforward_dropout: float(0, 0.3).default(0.1),
    layer_dropout: float(0, 0.2).default(0.1),
    label_smoothing: float(0, 0.2).default(0.1),
    gradient_accumulation_steps: int(1, 16).default(1),
    lr_schedule: choice('cosine', 'linear', 'exponential', 'polynomial').default('cosine'),
  }).branch('lr_schedule', { cosine: { cosine_restarts: int(1, 5).default(1) } })
}
