import { createRng, randomSeed, type Seed } from '../../base/rng.ts'
import type { Objective } from '../../math/optimize/optimizer.ts'
import type { NetOptions } from '../jets/net-options.ts'
import { createCollocation } from './collocation.ts'
import { pinnLoss } from './pinn-loss.ts'
import type { PinnProblem } from './pinn-problem.ts'
import { heldOutPoints, startOf } from './run/run-start.ts'
import { createTermBatch, termNames } from './term-batch.ts'
import { checkTraining, trainPlan } from './train-options.ts'
import { measureTerms } from './measures/worst-term.ts'

export interface TunableOptions {
  /** As of `train`. */
  readonly net?: Partial<NetOptions>
  /** Collocation points in the domain, at least 1. Default: the recipe's, or 64. */
  readonly points?: number
  /** Settles parameters and points as it does for `train`. Default: a random one. */
  readonly seed?: Seed
}

/** A problem as `hypergradients` takes it. */
export interface Tunable<Term extends string> {
  /** The terms of the loss in the order of `weights` and `logWeights`. */
  readonly names: readonly Term[]
  readonly training: {
    readonly terms: number
    gradient(term: number, x: Float64Array, gradient: Float64Array): void
  }
  /**
   * Σ mean(residual²) / scale² over all terms at held-out points. The scale of a term that is compared with its own parts is
   * theirs before the training, so that the loss is smooth.
   */
  readonly validation: Objective
  /** The weights of the recipe, 1 where it names none. */
  readonly weights: readonly number[]
  /** The parameters of a fresh network, then the coefficients. */
  readonly start: Float64Array
}

/**
 * What `hypergradients` needs to know of a problem: how the validation loss after a short training depends on its learning
 * rate and on the weights of its terms.
 *
 *     const tunable = pinn.tunable(pinn.heat(), { net: { width: 8 }, seed: 1 })
 *     const { logWeights } = pinn.hypergradients({ ...tunable, steps: 200, learningRate: 1e-2 })
 *
 * Points, start and seed are those of `train` with the same options; everything is f64.
 *
 * @throws InputError `base/bad-argument`, `base/unknown-option`, `train/bad-option`
 */
export function tunable<Term extends string>(problem: PinnProblem<Term>, options: TunableOptions = {}): Tunable<Term> {
  checkTraining('pinn.tunable', { problem, options }, ['net', 'points', 'seed'])
  const { seed = randomSeed() } = options
  const { net, points, weights } = trainPlan<Term>(problem, { ...options, seed })
  const rng = createRng(seed)
  const names = termNames(problem)
  const batchOf = (stream: string, count: number): ReturnType<typeof createTermBatch<Term>> =>
    createTermBatch(problem, net, createCollocation(problem, { rule: null, net, count, rng: rng.fork(stream) }).first())
  const loss = pinnLoss(batchOf('collocation', points), weights)
  const heldOut = batchOf('held-out', heldOutPoints)
  const start = startOf(problem, heldOut, rng.fork('parameters'))
  const { terms } = measureTerms(heldOut, start)
  const scales = Object.fromEntries(names.map((name) => [name, 1 / terms[name].scale ** 2])) as Record<Term, number>
  return {
    names,
    training: { terms: names.length, gradient: (term, x, gradient) => loss.termGradient(names[term], x, gradient) },
    validation: pinnLoss(heldOut, scales).objective,
    weights: names.map((name) => weights[name]),
    start,
  }
}
