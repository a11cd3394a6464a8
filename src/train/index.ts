export { train, type TrainResult } from './pinn/train.ts'
export type { Schedule, TrainOptions, TrainProgress } from './pinn/train-options.ts'
export { oscillator } from './pinn/problems/oscillator.ts'
export type { Interval, LossTerm, PinnProblem } from './pinn/pinn-problem.ts'
export {
  constantPart,
  firstDerivativePart,
  secondDerivativePart,
  valuePart,
  type ResidualPart,
} from './pinn/residual-part.ts'
export { relativeL2 } from './pinn/relative-l2.ts'
export { stratifiedPoints } from './pinn/stratified-points.ts'
export { createJetNetwork, type EngineOptions, type JetBatch, type JetNetwork } from './jets/jet-network.ts'
export type { CustomActivation } from './jets/activation.ts'
export type { PartialOrders } from './jets/jet-set.ts'
export { initialParameters, netLayout } from './jets/net-layout.ts'
export type { FieldPartials, FourierOptions, NetOptions, OutputTransform } from './jets/net-options.ts'
export { trainPopulation, type MemberEnd, type PopulationOptions } from './population/train-population.ts'
export {
  createWorkerPool,
  type TrainMember,
  type WorkerPool,
  type WorkerPoolOptions,
} from './population/worker-pool.ts'
export type { TermError } from './pinn/worst-term.ts'
