import { createJetNetwork, type EngineOptions, type JetNetwork } from '../jets/jet-network.ts'
import type { NetOptions } from '../jets/net-options.ts'
import type { PartialOrders } from '../jets/jet-set.ts'
import type { ResidualAtPoints } from '../residuals/residual.ts'
import type { LossTerm, PinnProblem } from './pinn-problem.ts'

/**
 * The points of all terms of a problem as one batch of a network. A parameter vector holds the parameters of the network,
 * then the coefficients of the equation.
 */
export interface TermBatch<Term extends string> {
  readonly network: JetNetwork
  readonly terms: readonly BatchTerm<Term>[]
  readonly parameterCount: number
}

/** One term's share of the batch. */
export interface BatchTerm<Term extends string> {
  readonly name: Term
  readonly term: LossTerm
  /** Points of the term, and the number of the first in the batch. */
  readonly count: number
  readonly from: number
  /** Coordinates and data, [count, term.width] row-major; the first `inputs` columns are the coordinates. */
  readonly points: Float64Array
  readonly inputs: number
  readonly residual: ResidualAtPoints
  /** For each partial of the residual, which array of the network holds it, and where in it the term's points begin. */
  readonly slots: readonly Slot[]
}

export interface Slot {
  /** Number in the network's `output` and `adjoint`. */
  readonly array: number
  readonly offset: number
}

/** The points of each term, [points, width] row-major. */
export type TermPoints<Term extends string> = Readonly<Record<Term, Float64Array>>

/** The names of a problem's terms, in their order. */
export function termNames<Term extends string>(problem: PinnProblem<Term>): Term[] {
  return Object.keys(problem.terms) as Term[]
}

export function createTermBatch<Term extends string>(
  problem: PinnProblem<Term>,
  net: NetOptions,
  points: TermPoints<Term>,
): TermBatch<Term> {
  return termBatchOn({})(problem, net, points)
}

/** `createTermBatch` with an engine that was chosen. */
export function termBatchOn(engine: EngineOptions): typeof createTermBatch {
  return (problem, net, points) => batchOf(problem, { net, engine }, points)
}

function batchOf<Term extends string>(
  problem: PinnProblem<Term>,
  { net, engine }: { readonly net: NetOptions; readonly engine: EngineOptions },
  points: TermPoints<Term>,
): TermBatch<Term> {
  const inputs = problem.domain.length
  const names = termNames(problem)
  const partials = partialsOf(names.map((name) => problem.terms[name]))
  const coordinates = coordinatesOf(
    names.map((name) => ({ points: points[name], width: problem.terms[name].width })),
    inputs,
  )
  const network = createJetNetwork(net, { coordinates, inputs, partials }, engine)
  let from = 0
  const terms = names.map((name) => {
    const term = bindTerm({ term: problem.terms[name], points: points[name], inputs, from, network, partials })
    from += term.count
    return { name, ...term }
  })
  return { network, terms, parameterCount: network.layout.parameterCount + problem.coefficients.length }
}

/** Evaluates the term's residual and its slopes at the network's current output. */
export function evaluateTerm({ residual }: BatchTerm<string>, coefficients: Float64Array): ResidualAtPoints {
  residual.evaluate(coefficients)
  return residual
}

/** The part of a parameter vector that belongs to the network, and the coefficients behind it. */
export function splitParameters(
  { network }: TermBatch<string>,
  parameters: Float64Array,
): { readonly own: Float64Array; readonly coefficients: Float64Array } {
  const count = network.layout.parameterCount
  return { own: parameters.subarray(0, count), coefficients: parameters.subarray(count) }
}

/** Every derivative that some term asks for, once. */
function partialsOf(terms: readonly LossTerm[]): readonly PartialOrders[] {
  const all = terms.flatMap(({ residual }) => residual.partials.map(({ orders }) => orders))
  return [...new Map(all.map((orders) => [orders.join(), orders])).values()]
}

/** The first `inputs` columns of every term's points, one term after the other. */
function coordinatesOf(
  terms: readonly { readonly points: Float64Array; readonly width: number }[],
  inputs: number,
): Float64Array {
  const coordinates = new Float64Array(
    inputs * terms.reduce((sum, { points, width }) => sum + points.length / width, 0),
  )
  let to = 0
  for (const { points, width } of terms) {
    for (let from = 0; from < points.length; from += width) {
      for (let axis = 0; axis < inputs; axis++) coordinates[to++] = points[from + axis]
    }
  }
  return coordinates
}

interface TermPlace {
  readonly term: LossTerm
  readonly points: Float64Array
  readonly inputs: number
  readonly from: number
  readonly network: JetNetwork
  readonly partials: readonly PartialOrders[]
}

function bindTerm({ term, points, inputs, from, network, partials }: TermPlace): Omit<BatchTerm<string>, 'name'> {
  const count = points.length / term.width
  const slots = term.residual.partials.map(({ output, orders }) => ({
    array: partials.findIndex((one) => one.join() === orders.join()),
    offset: output * network.stride + from,
  }))
  const residual = term.residual.at({
    count,
    columns: points,
    width: term.width,
    partials: slots.map(({ array, offset }) => network.output[array].subarray(offset, offset + count)),
  })
  return { term, count, from, points, inputs, residual, slots }
}
