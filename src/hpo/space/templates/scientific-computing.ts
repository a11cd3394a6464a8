import { bool } from '../kinds/bool.ts'
import { choice } from '../kinds/choice.ts'
import { float } from '../kinds/float.ts'
import { lossWeights } from '../kinds/loss-weights.ts'
import { space } from '../space.ts'

/**
 * Training of a physics-informed network, with a free weight for each loss term. For optimisers that adapt their step to
 * the gradient, such as Adam, only ratios of these weights matter: prefer `scientificComputingBalanced` then.
 */
export function scientificComputing() {
  return space({
    learning_rate: float(1e-6, 1e-2).log().default(1e-4),
    physics_loss_weight: float(1e-3, 1e2).log().default(1),
    boundary_loss_weight: float(1e-2, 1e3).log().default(10),
    initial_condition_weight: float(1e-2, 1e3).log().default(10),
    regularization_weight: float(1e-6, 1e-2).log().default(1e-4),
    fourier_features_scale: float(0.1, 10).log().default(1),
    adaptive_weights: bool().default(true),
    conservation_tolerance: float(1e-8, 1e-4).log().default(1e-6),
    symmetry_preservation: choice('strict', 'approximate', 'none').default('approximate'),
    physical_bounds_enforcement: choice('hard', 'soft', 'penalty').default('soft'),
  })
}

/** `scientificComputing` with the weights of the three loss terms as ratios: one direction less to search. */
export function scientificComputingBalanced() {
  return scientificComputing()
    .omit('physics_loss_weight', 'boundary_loss_weight', 'initial_condition_weight')
    .extend({
      loss_weights: lossWeights(['physics', 'boundary', 'initial'], { decades: 3 }).default({
        physics: 1,
        boundary: 10,
        initial: 10,
      }),
    })
}
