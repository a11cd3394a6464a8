import type { LeastSquares } from '../../math/optimize/levenberg-marquardt.ts'
import type { Objective } from '../../math/optimize/optimizer.ts'
import { noJacobian } from './messages.ts'
import { evaluateTerm, meanSquare, splitParameters, type BatchTerm, type TermBatch } from './term-batch.ts'

/** The weighted training loss Σ weight × mean(residual²), with its gradient. */
export interface PinnLoss<Term extends string> {
  readonly objective: Objective
  /** The same loss as a sum of squares. */
  readonly leastSquares: LeastSquares
  /** From the next evaluation on. */
  setWeights(weights: Readonly<Record<Term, number>>): void
  /** mean(residual²) of each term, without its weight, as of the last evaluation. */
  termLosses(): Readonly<Record<Term, number>>
  /** Overwrites `gradient` with that of one term's mean(residual²) at `parameters`. */
  termGradient(term: Term, parameters: Float64Array, gradient: Float64Array): void
  /** The first term whose weighted share of the last loss was not finite; null if all were. */
  brokenTerm(): Term | null
}

export function pinnLoss<Term extends string>(
  batch: TermBatch<Term>,
  initialWeights: Readonly<Record<Term, number>>,
): PinnLoss<Term> {
  const { network, terms } = batch
  let weights = initialWeights
  const losses = new Float64Array(terms.length)

  /** Residuals and slopes of every term at `parameters`. */
  function evaluate(parameters: Float64Array): void {
    const { own, coefficients } = splitParameters(batch, parameters)
    network.forward(own)
    for (const [t, term] of terms.entries()) losses[t] = meanSquare(evaluateTerm(term, coefficients).value)
  }

  /** `gradient` := that of Σ factor × mean(residual²). */
  function differentiate(parameters: Float64Array, gradient: Float64Array, factor: (term: Term) => number): void {
    const { own, coefficients } = splitParameters(batch, gradient)
    coefficients.fill(0)
    for (const adjoint of network.adjoint) adjoint.fill(0)
    for (const term of terms) {
      if (factor(term.name) !== 0) addAdjoint(batch, term, { factor: factor(term.name), coefficients })
    }
    network.reverse(splitParameters(batch, parameters).own, own)
  }

  return {
    objective(parameters, gradient) {
      evaluate(parameters)
      differentiate(parameters, gradient, (name) => weights[name])
      return terms.reduce((sum, { name }, t) => sum + weights[name] * losses[t], 0)
    },
    leastSquares: leastSquaresOf(batch, { evaluate, weight: (name) => weights[name] }),
    setWeights(given) {
      weights = given
    },
    termLosses: () => Object.fromEntries(terms.map(({ name }, t) => [name, losses[t]])) as Record<Term, number>,
    termGradient(name, parameters, gradient) {
      evaluate(parameters)
      differentiate(parameters, gradient, (other) => (other === name ? 1 : 0))
    },
    brokenTerm() {
      const broken = terms.find(({ name }, t) => !Number.isFinite(weights[name] * losses[t]))
      return broken === undefined ? null : broken.name
    },
  }
}

/** Adds factor × ∂ mean(residual²) to the network's adjoint, and to the gradient of the coefficients. */
function addAdjoint(
  { network }: TermBatch<string>,
  { count, residual, slots }: BatchTerm<string>,
  { factor, coefficients }: { readonly factor: number; readonly coefficients: Float64Array },
): void {
  const { value } = residual
  const scale = (2 * factor) / count
  for (const [k, { array, offset }] of slots.entries()) {
    const target = network.adjoint[array]
    const slope = residual.slopes[k]
    for (let p = 0; p < count; p++) target[offset + p] += scale * value[p] * slope[p]
  }
  for (const [k, slope] of residual.coefficientSlopes.entries()) {
    for (let p = 0; p < count; p++) coefficients[k] += scale * value[p] * slope[p]
  }
}

interface Weighting<Term extends string> {
  readonly evaluate: (parameters: Float64Array) => void
  readonly weight: (term: Term) => number
}

/** One residual per point of a term, times √(weight / points of the term). */
function leastSquaresOf<Term extends string>(
  batch: TermBatch<Term>,
  { evaluate, weight }: Weighting<Term>,
): LeastSquares {
  const { network, terms, parameterCount } = batch
  const own = network.layout.parameterCount
  const extra = parameterCount - own
  const count = terms.reduce((sum, term) => sum + term.count, 0)
  const factorOf = (term: BatchTerm<Term>): number => Math.sqrt(weight(term.name) / term.count)
  const seeds = network.output.map((array) => new Float64Array(array.length))
  const rows = extra === 0 ? null : new Float64Array(count * own)

  function writeResiduals(parameters: Float64Array, residuals: Float64Array): void {
    evaluate(parameters)
    for (const term of terms) {
      const factor = factorOf(term)
      for (let p = 0; p < term.count; p++) residuals[term.from + p] = factor * term.residual.value[p]
    }
  }

  function writeSeeds(): void {
    for (const seed of seeds) seed.fill(0)
    for (const term of terms) {
      const factor = factorOf(term)
      for (const [k, { array, offset }] of term.slots.entries()) {
        const slope = term.residual.slopes[k]
        for (let p = 0; p < term.count; p++) seeds[array][offset + p] = factor * slope[p]
      }
    }
  }

  /** The rows of the network, with the derivatives in the coefficients behind each. */
  function spreadRows(from: Float64Array, jacobian: Float64Array): void {
    for (let i = 0; i < count; i++) jacobian.set(from.subarray(i * own, (i + 1) * own), i * parameterCount)
    for (const term of terms) {
      const factor = factorOf(term)
      for (const [k, slope] of term.residual.coefficientSlopes.entries()) {
        for (let p = 0; p < term.count; p++) {
          jacobian[(term.from + p) * parameterCount + own + k] = factor * slope[p]
        }
      }
    }
  }

  return {
    count,
    evaluate: writeResiduals,
    linearize(parameters, residuals, jacobian) {
      writeResiduals(parameters, residuals)
      writeSeeds()
      if (network.jacobian === undefined) throw noJacobian()
      network.jacobian(splitParameters(batch, parameters).own, seeds, rows ?? jacobian)
      if (rows !== null) spreadRows(rows, jacobian)
    },
  }
}
