import { adam, adamW, type AdamOptions } from '../../../math/optimize/adam.ts'
import { lbfgs, type LbfgsOptions } from '../../../math/optimize/lbfgs.ts'
import {
  levenbergMarquardt,
  type LeastSquares,
  type LevenbergMarquardtOptions,
} from '../../../math/optimize/levenberg-marquardt.ts'
import type { Objective, Optimizer } from '../../../math/optimize/optimizer.ts'
import { rmsProp, type RmsPropOptions } from '../../../math/optimize/rms-prop.ts'
import { sgd, type SgdOptions } from '../../../math/optimize/sgd.ts'
import { soap, type MatrixBlock, type SoapOptions } from '../../../math/optimize/soap.ts'

/** What an optimiser is given. */
export interface PhaseStart {
  readonly objective: Objective
  readonly leastSquares: LeastSquares
  /** The weight matrices of the network inside its parameters. */
  readonly matrices: readonly MatrixBlock[]
  readonly parameters: Float64Array
}

interface PhaseOptimizer<Options> {
  /** The options of its own. */
  readonly options: readonly (keyof Options & string)[]
  /**
   * Of optimisers of first order, which make one step per gradient: at a rate that is scheduled, and under loss weights that
   * may change from one step to the next. Null for the others, which build on what earlier steps have seen of the loss.
   */
  readonly pace: {
    readonly weightDecay: number
    /** Whether twice the loss means twice the step. */
    readonly growsWithLoss: boolean
  } | null
  create(start: PhaseStart, options: Options): Optimizer
}

/** Options without what is set before every step. */
type Own<Options> = Omit<Options, 'learningRate' | 'weightDecay' | 'blocks'>

const define = <Options>(optimizer: PhaseOptimizer<Options>): PhaseOptimizer<Options> => optimizer
const free = { weightDecay: 0, growsWithLoss: false }
/** Set before every step. */
const learningRate = 1

/** The optimisers that can be phases of a training, in the order in which a schedule that only counts their steps uses them. */
export const phaseOptimizers = {
  adam: define<Own<AdamOptions>>({
    options: ['beta1', 'beta2', 'epsilon'],
    pace: free,
    create: ({ objective, parameters }, options) => adam(objective, parameters, { ...options, learningRate }),
  }),
  adamW: define<Own<AdamOptions>>({
    options: ['beta1', 'beta2', 'epsilon'],
    pace: { ...free, weightDecay: 1e-2 },
    create: ({ objective, parameters }, options) => adamW(objective, parameters, { ...options, learningRate }),
  }),
  sgd: define<Own<SgdOptions>>({
    options: ['momentum', 'nesterov'],
    pace: { ...free, growsWithLoss: true },
    create: ({ objective, parameters }, options) => sgd(objective, parameters, { ...options, learningRate }),
  }),
  rmsProp: define<Own<RmsPropOptions>>({
    options: ['decay', 'epsilon', 'momentum', 'centered'],
    pace: free,
    create: ({ objective, parameters }, options) => rmsProp(objective, parameters, { ...options, learningRate }),
  }),
  soap: define<Own<SoapOptions>>({
    options: ['beta1', 'beta2', 'epsilon', 'precondition'],
    pace: free,
    create: ({ objective, parameters, matrices: blocks }, options) =>
      soap(objective, parameters, { ...options, learningRate, blocks }),
  }),
  lbfgs: define<LbfgsOptions>({
    options: ['memory', 'gradientTolerance', 'progressTolerance'],
    pace: null,
    // Small networks have badly scaled losses: on the oscillator 50 pairs end at half the error of 20, for 1.2 times the time.
    create: ({ objective, parameters }, options) => lbfgs(objective, parameters, { memory: 50, ...options }),
  }),
  levenbergMarquardt: define<LevenbergMarquardtOptions>({
    options: ['damping', 'gradientTolerance', 'progressTolerance'],
    pace: null,
    create: ({ leastSquares, parameters }, options) => levenbergMarquardt(leastSquares, parameters, options),
  }),
}

/** The name of an optimiser that can be a phase. A line in the registry enrols it in the tests of resuming. */
export type OptimizerName = keyof typeof phaseOptimizers
export const optimizerNames = Object.keys(phaseOptimizers) as OptimizerName[]

/** The options of an optimiser's own. */
export type OptimizerOptions<Name extends OptimizerName> = Parameters<(typeof phaseOptimizers)[Name]['create']>[1]
