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

export { schedules } from './schedules/registry.ts'
export type { NamedSchedule, ScheduleName } from './schedules/named-schedule.ts'
export type { Length, Schedule as RateSchedule } from './schedules/schedule.ts'
export { balancing, type BalancingName } from './balancing/registry.ts'
export { createBalancer, replayBalance, type Balancer, type Probe, type TraceEntry } from './balancing/balancer.ts'
export type { Balance, BalancingRule, BalancingSetup, Observation } from './balancing/balancing-rule.ts'
export { hypergradients, type HypergradientOptions, type Hypergradients } from './hypergradients/hypergradients.ts'
export { adam, adamW, type AdamOptions } from '../math/optimize/adam.ts'
export { sgd, type SgdOptions } from '../math/optimize/sgd.ts'
export { rmsProp, type RmsPropOptions } from '../math/optimize/rms-prop.ts'
export { soap, type SoapOptions } from '../math/optimize/soap.ts'
export { lbfgs, type LbfgsOptions } from '../math/optimize/lbfgs.ts'
export {
  levenbergMarquardt,
  type LeastSquares,
  type LevenbergMarquardtOptions,
} from '../math/optimize/levenberg-marquardt.ts'
export type { FirstOrderOptimizer, Objective, Optimizer, StopReason } from '../math/optimize/optimizer.ts'
export { decodeState, encodeState, type OptimizerState } from '../math/optimize/optimizer-state.ts'
