import { createJetNetwork, type JetNetwork } from '../jets/jet-network.ts'
import { secondOrderPartials } from '../jets/jet-set.ts'
import type { NetOptions } from '../jets/net-options.ts'
import { createJets, jetsOf, sliceJets, type Jets } from './jets.ts'
import type { LossTerm, PinnProblem } from './pinn-problem.ts'
import type { Residual, TermPoints } from './residual-part.ts'

/** The points of all terms of a problem as one batch of a network. */
export interface TermBatch<Term extends string> {
  readonly network: JetNetwork
  readonly terms: readonly BatchTerm<Term>[]
}

/** One term's share of the batch. */
export interface BatchTerm<Term extends string> {
  readonly name: Term
  readonly term: LossTerm
  readonly at: TermPoints
  /** Scratch of `evaluateResidual`. */
  readonly residual: Residual
  /** The part of the network's output adjoint that belongs to these points. */
  readonly adjoint: Jets
}

/** Coordinates of each term, [points, inputs] row-major. */
export type TermCoordinates<Term extends string> = Readonly<Record<Term, Float64Array>>

/** The names of a problem's terms, in their order. */
export function termNames<Term extends string>(problem: PinnProblem<Term>): Term[] {
  return Object.keys(problem.terms) as Term[]
}

export function createTermBatch<Term extends string>(
  problem: PinnProblem<Term>,
  net: NetOptions,
  coordinates: TermCoordinates<Term>,
): TermBatch<Term> {
  const inputs = problem.domain.length
  const names = termNames(problem)
  const network = createJetNetwork(net, {
    coordinates: concatenate(names.map((name) => coordinates[name])),
    inputs,
    partials: secondOrderPartials(inputs),
  })
  const output = jetsOf(network.output)
  const outputAdjoint = jetsOf(network.adjoint)
  let from = 0
  const terms = names.map((name) => {
    const own = coordinates[name]
    const count = own.length / inputs
    const to = from + count
    const at = { count, coordinates: own, inputs, u: sliceJets(output, from, to) }
    const residual = { value: new Float64Array(count), slopes: createJets(count, inputs) }
    const adjoint = sliceJets(outputAdjoint, from, to)
    from = to
    return { name, term: problem.terms[name], at, residual, adjoint }
  })
  return { network, terms }
}

/** Overwrites the term's residual with the sum of `parts` at the network's current output. */
export function evaluateResidual({ at, residual, term }: BatchTerm<string>, parts = term.parts): Residual {
  residual.value.fill(0)
  for (const stream of residual.slopes.streams) stream.fill(0)
  for (const part of parts) part(at, residual)
  return residual
}

/** Mean of squares. */
export function meanSquare(values: Float64Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i]
  return sum / values.length
}

function concatenate(arrays: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(arrays.reduce((length, array) => length + array.length, 0))
  let at = 0
  for (const array of arrays) {
    all.set(array, at)
    at += array.length
  }
  return all
}
