import type { Objective } from '../../../math/optimize/optimizer.ts'
import type { EngineOptions } from '../../jets/jet-network.ts'
import type { NetOptions } from '../../jets/net-options.ts'
import type { Precision } from '../../jets/wasm/kernels.ts'
import type { PinnLoss } from '../pinn-loss.ts'
import type { PinnProblem } from '../pinn-problem.ts'
import type { TermPoints } from '../term-batch.ts'
import type { EngineUse } from './engine-use.ts'

/**
 * What computes the loss of a run. Optimisers of first order, which look once a step and make noise of their own, may do
 * with less precision; the others get f64.
 */
export interface RunEngine<Term extends string> {
  /** For optimisers of first order. */
  readonly paced: EngineUse
  /** For all others. */
  readonly exact: EngineUse
  /** For batches that are looked at in f64: held-out points. */
  readonly options: EngineOptions
  /** The loss on these points, which take the place of those before. */
  lossOn(points: TermPoints<Term>): RunLoss<Term>
  close(): Promise<void>
}

export interface RunLoss<Term extends string> extends PinnLoss<Term> {
  /** The same loss, for optimisers of first order. */
  readonly paced: PacedLoss
}

export interface PacedLoss {
  readonly objective: Objective
  /** Computes what `objective` is asked for next, where that takes a promise; null where it computes by itself. */
  ahead(parameters: Float64Array): Promise<void> | null
}

export interface EngineRequest<Term extends string> {
  readonly problem: PinnProblem<Term>
  readonly net: NetOptions
  /** That training begins with. */
  readonly weights: Readonly<Record<Term, number>>
  /** Null where the caller leaves it to the engine. */
  readonly precision: Precision | null
}

/** One engine of the registry. */
export interface EngineDefinition {
  /** @throws InputError `train/no-engine` where it cannot run the problem */
  create<Term extends string>(request: EngineRequest<Term>): Promise<RunEngine<Term>>
}
