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
export type { NetOptions } from './jets/net-options.ts'
export type { TermError } from './pinn/worst-term.ts'
