import type { Objective } from '../../math/optimize/optimizer.ts'
import { evaluateResidual, meanSquare, type BatchTerm, type TermBatch } from './term-batch.ts'

/** The weighted training loss Σ weight × mean(residual²), with its gradient. */
export interface PinnLoss<Term extends string> {
  readonly objective: Objective
  /** The first term whose weighted share of the last loss was not finite; null if all were. */
  brokenTerm(): Term | null
}

export function pinnLoss<Term extends string>(
  batch: TermBatch<Term>,
  weights: Readonly<Record<Term, number>>,
): PinnLoss<Term> {
  const { network, terms } = batch
  const shares = new Float64Array(terms.length)
  return {
    objective(parameters, gradient) {
      network.forward(parameters)
      let loss = 0
      for (let t = 0; t < terms.length; t++) {
        shares[t] = addTerm(terms[t], weights[terms[t].name])
        loss += shares[t]
      }
      network.reverse(parameters, gradient)
      return loss
    },
    brokenTerm() {
      const broken = terms.find((_, t) => !Number.isFinite(shares[t]))
      return broken === undefined ? null : broken.name
    },
  }
}

/** The term's share of the loss; writes its adjoint. */
function addTerm(batchTerm: BatchTerm<string>, weight: number): number {
  const { at, adjoint } = batchTerm
  const { value, slopes } = evaluateResidual(batchTerm)
  const factor = (2 * weight) / at.count
  const targets = adjoint.streams
  const sources = slopes.streams
  for (let s = 0; s < targets.length; s++) {
    const target = targets[s]
    const source = sources[s]
    for (let p = 0; p < value.length; p++) target[p] = factor * value[p] * source[p]
  }
  return weight * meanSquare(value)
}
