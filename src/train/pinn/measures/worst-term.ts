import { meanSquare } from '../../residuals/mean-square.ts'
import { evaluateTerm, splitParameters, type BatchTerm, type TermBatch } from '../term-batch.ts'

/** How far one term is from being satisfied. */
export interface TermError {
  /** Root mean square of the residual, in the residual's unit. */
  readonly rms: number
  /** The natural scale it is compared with, in the same unit. */
  readonly scale: number
  /** rms / scale. */
  readonly scaled: number
}

/** The state of a network with respect to a problem, without reference to loss weights or to the exact solution. */
export interface TermErrors<Term extends string> {
  readonly worstTerm: number
  readonly terms: Readonly<Record<Term, TermError>>
}

/**
 * Measures `worstTerm`, the largest RMS(residual) / natural scale over the terms of the batch, for `parameters`.
 *
 * It is what tuning should minimise: unlike the training loss it does not change when only the loss weights do. Give it
 * points that were not trained on. NaN where any term is NaN.
 */
export function measureTerms<Term extends string>(batch: TermBatch<Term>, parameters: Float64Array): TermErrors<Term> {
  const { own, coefficients } = splitParameters(batch, parameters)
  batch.network.forward(own)
  const errors = batch.terms.map((term) => [term.name, measureTerm(term, coefficients)] as const)
  return {
    worstTerm: Math.max(...errors.map(([, error]) => error.scaled)),
    terms: Object.fromEntries(errors) as Record<Term, TermError>,
  }
}

function measureTerm(term: BatchTerm<string>, coefficients: Float64Array): TermError {
  const residual = evaluateTerm(term, coefficients)
  const rms = Math.sqrt(meanSquare(residual.value))
  const scale = term.term.scale === 'parts' ? residual.summandsRms() : term.term.scale
  // A residual without any part to compare with (u = 0 in a homogeneous equation) is satisfied, not undefined.
  return { rms, scale, scaled: rms === 0 ? 0 : rms / scale }
}
