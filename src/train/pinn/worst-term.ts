import { evaluateResidual, meanSquare, type BatchTerm, type TermBatch } from './term-batch.ts'

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
export function measureTerms<Term extends string>(
  { network, terms }: TermBatch<Term>,
  parameters: Float64Array,
): TermErrors<Term> {
  network.forward(parameters)
  const errors = terms.map((term) => [term.name, measureTerm(term)] as const)
  return {
    worstTerm: Math.max(...errors.map(([, error]) => error.scaled)),
    terms: Object.fromEntries(errors) as Record<Term, TermError>,
  }
}

function measureTerm(term: BatchTerm<string>): TermError {
  const { parts, scale: given } = term.term
  const rms = (of = parts): number => Math.sqrt(meanSquare(evaluateResidual(term, of).value))
  const scale = given === 'parts' ? parts.reduce((sum, part) => sum + rms([part]), 0) : given
  const size = rms()
  // A residual without any part to compare with (u = 0 in a homogeneous equation) is satisfied, not undefined.
  return { rms: size, scale, scaled: size === 0 ? 0 : size / scale }
}
