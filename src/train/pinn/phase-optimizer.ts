import { adam } from '../../math/optimize/adam.ts'
import { lbfgs } from '../../math/optimize/lbfgs.ts'
import { levenbergMarquardt } from '../../math/optimize/levenberg-marquardt.ts'
import type { Optimizer } from '../../math/optimize/optimizer.ts'
import type { ChangingLoss } from './changing-loss.ts'
import type { Phase } from './train-progress.ts'

// Small networks have badly scaled losses: on the oscillator 50 pairs end at half the error of 20, for 1.2 times the time.
const lbfgsMemory = 50

export function phaseOptimizer(phase: Phase, loss: ChangingLoss<string>, start: Float64Array): Optimizer {
  // The rate is set before every step.
  if (phase === 'adam') return adam(loss.objective, start, { learningRate: 1 })
  if (phase === 'lbfgs') return lbfgs(loss.objective, start, { memory: lbfgsMemory })
  return levenbergMarquardt(loss.leastSquares, start)
}
