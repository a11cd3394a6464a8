import type { LeastSquares } from '../../math/optimize/levenberg-marquardt.ts'
import type { Objective } from '../../math/optimize/optimizer.ts'
import { meanSquare } from '../residuals/mean-square.ts'
import { evaluateTerm, splitParameters, type BatchTerm, type TermBatch } from './term-batch.ts'

/** The weighted training loss Σ weight × mean(factor × residual²), with its gradient. */
export interface PinnLoss<Term extends string> {
  readonly batch: TermBatch<Term>
  readonly objective: Objective
  /** The same loss as a sum of squares. */
  readonly leastSquares: LeastSquares
  /** From the next evaluation on. Factors of single points, or null where all count the same; default null. */
  setWeights(weights: Readonly<Record<Term, number>>, factors?: PointFactors<Term>): void
  /** Residuals of every term at `parameters`. */
  evaluate(parameters: Float64Array): void
  /** mean(residual²) of each term, without its weight, as of the last evaluation. */
  termLosses(): Readonly<Record<Term, number>>
  /** Overwrites `gradient` with that of one term's mean(residual²) at `parameters`. */
  termGradient(term: Term, parameters: Float64Array, gradient: Float64Array): void
  /** The mean of the diagonal of the neural tangent kernel of each term: mean ‖∇residual‖², without weights. */
  kernels(parameters: Float64Array): readonly number[]
  /** The first term whose weighted share of the last loss was not finite; null if all were. */
  brokenTerm(): Term | null
}

export type PointFactors<Term extends string> = Readonly<Record<Term, ArrayLike<number> | null>>

export function pinnLoss<Term extends string>(
  batch: TermBatch<Term>,
  initialWeights: Readonly<Record<Term, number>>,
): PinnLoss<Term> {
  const { network, terms } = batch
  let weights = initialWeights
  let factors: PointFactors<Term> | null = null
  const losses = new Float64Array(terms.length)

  /** Residuals and slopes of every term at `parameters`. */
  function evaluate(parameters: Float64Array): void {
    const { own, coefficients } = splitParameters(batch, parameters)
    network.forward(own)
    for (const [t, term] of terms.entries()) losses[t] = meanSquare(evaluateTerm(term, coefficients).value)
  }

  /** `gradient` := that of Σ factor × mean(residual²). */
  function differentiate(parameters: Float64Array, gradient: Float64Array, weighting: Weighting<Term>): void {
    const { own, coefficients } = splitParameters(batch, gradient)
    coefficients.fill(0)
    for (const adjoint of network.adjoint) adjoint.fill(0)
    for (const term of terms) {
      const weight = weighting.weight(term.name)
      if (weight !== 0) addAdjoint(batch, term, { weight, factors: weighting.factors(term.name), coefficients })
    }
    network.reverse(splitParameters(batch, parameters).own, own)
  }

  const weighting: Weighting<Term> = { weight: (name) => weights[name], factors: (name) => factors?.[name] ?? null }
  const leastSquares = leastSquaresOf(batch, { evaluate, ...weighting })
  return {
    batch,
    evaluate,
    objective(parameters, gradient) {
      evaluate(parameters)
      differentiate(parameters, gradient, weighting)
      return terms.reduce((sum, term, t) => {
        const own = weighting.factors(term.name)
        return sum + weights[term.name] * (own === null ? losses[t] : weightedSquare(term.residual.value, own))
      }, 0)
    },
    leastSquares,
    kernels: (parameters) => kernelsOf(batch, leastSquaresOf(batch, { evaluate, ...unweighted }), parameters),
    setWeights(given, factorsOfPoints) {
      weights = given
      factors = factorsOfPoints ?? null
    },
    termLosses: () => Object.fromEntries(terms.map(({ name }, t) => [name, losses[t]])) as Record<Term, number>,
    termGradient(name, parameters, gradient) {
      evaluate(parameters)
      differentiate(parameters, gradient, { ...unweighted, weight: (other) => (other === name ? 1 : 0) })
    },
    brokenTerm() {
      const broken = terms.find(({ name }, t) => !Number.isFinite(weights[name] * losses[t]))
      return broken === undefined ? null : broken.name
    },
  }
}

/** What the squares are multiplied with. */
interface Weighting<Term extends string> {
  readonly weight: (term: Term) => number
  /** Factors of single points; null where all count the same. */
  readonly factors: (term: Term) => ArrayLike<number> | null
}

const unweighted: Weighting<string> = { weight: () => 1, factors: () => null }

/** mean(factor × value²). */
function weightedSquare(values: Float64Array, factors: ArrayLike<number>): number {
  let sum = 0
  for (let p = 0; p < values.length; p++) sum += factors[p] * values[p] * values[p]
  return sum / values.length
}

/** mean ‖∇residual‖² of each term, from the rows of the unweighted loss. */
function kernelsOf(batch: TermBatch<string>, problem: LeastSquares, parameters: Float64Array): number[] {
  const n = parameters.length
  const rows = new Float64Array(problem.count * n)
  problem.linearize(parameters, new Float64Array(problem.count), rows)
  // Each row holds 1 / √count already.
  return batch.terms.map(({ from, count }) => {
    let sum = 0
    for (let i = from * n; i < (from + count) * n; i++) sum += rows[i] * rows[i]
    return sum
  })
}

/** Adds weight × ∂ mean(factor × residual²) to the network's adjoint, and to the gradient of the coefficients. */
function addAdjoint(
  { network }: TermBatch<string>,
  { count, residual, slots }: BatchTerm<string>,
  { weight, factors, coefficients }: TermShare,
): void {
  const { value } = residual
  const scale = (2 * weight) / count
  const at = (p: number): number => scale * value[p] * (factors === null ? 1 : factors[p])
  for (const [k, { array, offset }] of slots.entries()) {
    const target = network.adjoint[array]
    const slope = residual.slopes[k]
    for (let p = 0; p < count; p++) target[offset + p] += at(p) * slope[p]
  }
  for (const [k, slope] of residual.coefficientSlopes.entries()) {
    for (let p = 0; p < count; p++) coefficients[k] += at(p) * slope[p]
  }
}

interface TermShare {
  readonly weight: number
  readonly factors: ArrayLike<number> | null
  readonly coefficients: Float64Array
}

interface Weighted<Term extends string> extends Weighting<Term> {
  readonly evaluate: (parameters: Float64Array) => void
}

/** One residual per point of a term, times √(weight × factor / points of the term). */
function leastSquaresOf<Term extends string>(
  batch: TermBatch<Term>,
  { evaluate, weight, factors }: Weighted<Term>,
): LeastSquares {
  const { network, terms, parameterCount } = batch
  const own = network.layout.parameterCount
  const extra = parameterCount - own
  const count = terms.reduce((sum, term) => sum + term.count, 0)
  const scales = new Float64Array(count)
  const setScales = (): void => {
    for (const term of terms) {
      const own = factors(term.name)
      const share = weight(term.name) / term.count
      for (let p = 0; p < term.count; p++) scales[term.from + p] = Math.sqrt(own === null ? share : share * own[p])
    }
  }
  const seeds = network.output.map((array) => new Float64Array(array.length))
  const rows = extra === 0 ? null : new Float64Array(count * own)

  function writeResiduals(parameters: Float64Array, residuals: Float64Array): void {
    evaluate(parameters)
    setScales()
    for (const { from, residual } of terms) {
      for (let p = 0; p < residual.value.length; p++) residuals[from + p] = scales[from + p] * residual.value[p]
    }
  }

  function writeSeeds(): void {
    for (const seed of seeds) seed.fill(0)
    for (const term of terms) {
      for (const [k, { array, offset }] of term.slots.entries()) {
        const slope = term.residual.slopes[k]
        for (let p = 0; p < term.count; p++) seeds[array][offset + p] = scales[term.from + p] * slope[p]
      }
    }
  }

  /** The rows of the network, with the derivatives in the coefficients behind each. */
  function spreadRows(from: Float64Array, jacobian: Float64Array): void {
    for (let i = 0; i < count; i++) jacobian.set(from.subarray(i * own, (i + 1) * own), i * parameterCount)
    for (const term of terms) {
      for (const [k, slope] of term.residual.coefficientSlopes.entries()) {
        for (let p = 0; p < term.count; p++) {
          jacobian[(term.from + p) * parameterCount + own + k] = scales[term.from + p] * slope[p]
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
      network.jacobian(splitParameters(batch, parameters).own, seeds, rows ?? jacobian)
      if (rows !== null) spreadRows(rows, jacobian)
    },
  }
}
