import type { Rng } from '../../../base/rng.ts'
import { initialParameters } from '../../jets/net-layout.ts'
import type { PinnProblem } from '../pinn-problem.ts'
import type { TermBatch } from '../term-batch.ts'

/** Enough for two digits of `worstTerm`, and cheap: it is evaluated once a report. */
export const heldOutPoints = 256

/** The parameters of a fresh network, then the coefficients of the equation as they begin. */
export function startOf(problem: PinnProblem, { network, parameterCount }: TermBatch<string>, rng: Rng): Float64Array {
  const start = new Float64Array(parameterCount)
  start.set(initialParameters(network.layout, rng))
  start.set(
    problem.coefficients.map((coefficient) => coefficient.start),
    network.layout.parameterCount,
  )
  return start
}
