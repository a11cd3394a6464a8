import type { Rng } from '../../base/rng.ts'
import type { NetOptions } from '../jets/net-options.ts'
import type { PointRule } from '../sampling/point-rule.ts'
import { badMovedPoints } from './messages.ts'
import type { LossTerm, PinnProblem } from './pinn-problem.ts'
import { createTermBatch, evaluateTerm, splitParameters, termNames, type TermPoints } from './term-batch.ts'

/** The points that a run trains on, and how they change on the way. */
export interface Collocation<Term extends string> {
  first(): TermPoints<Term>
  /** Whether the points change before the step that follows `steps` steps. */
  isDue(steps: number): boolean
  /** The points after that change. They depend on nothing else. */
  next(current: TermPoints<Term>, at: { readonly steps: number; readonly parameters: Float64Array }): TermPoints<Term>
}

export interface CollocationOptions {
  readonly rule: PointRule | null
  readonly net: NetOptions
  /** Points that a term which fills the domain begins with. */
  readonly count: number
  readonly rng: Rng
}

export function createCollocation<Term extends string>(
  problem: PinnProblem<Term>,
  { rule, net, count, rng }: CollocationOptions,
): Collocation<Term> {
  const forEachTerm = (pointsOf: (name: Term) => Float64Array): TermPoints<Term> =>
    Object.fromEntries(termNames(problem).map((name) => [name, pointsOf(name)])) as TermPoints<Term>
  return {
    first: () => forEachTerm((name) => problem.terms[name].points(rng.fork(name), count)),
    isDue: (steps) => rule !== null && steps > 0 && steps % rule.every === 0,
    next(current, { steps, parameters }) {
      if (rule === null) return current
      const stream = rng.fork(`redraw ${steps / rule.every}`)
      return forEachTerm((name) => {
        const term = problem.terms[name]
        const own = stream.fork(name)
        if (term.fillsDomain) return moved(term, rule, { problem, net, parameters, current: current[name], rng: own })
        return rule.renewsConditions ? term.points(own, count) : current[name]
      })
    },
  }
}

interface Move {
  readonly problem: PinnProblem
  readonly net: NetOptions
  readonly parameters: Float64Array
  readonly current: Float64Array
  readonly rng: Rng
}

/** The points of one term after a change by `rule`. */
function moved(term: LossTerm, rule: PointRule, { problem, net, parameters, current, rng }: Move): Float64Array {
  const { width } = term
  const candidates = term.points(rng, rule.candidates(current.length / width))
  let sizes: Float64Array | null = null
  const points = rule.next({
    width,
    current,
    candidates,
    get sizes() {
      return (sizes ??= residualSizes({ ...problem, terms: { term } }, net, { points: candidates, parameters }))
    },
    rng: rng.fork('choice'),
  })
  if (!(points.length > 0 && points.length % width === 0 && points.every(Number.isFinite))) {
    throw badMovedPoints(rule.kind, points, width)
  }
  return points
}

/** |residual| of the only term of `problem` at `points`. */
function residualSizes(
  problem: PinnProblem<'term'>,
  net: NetOptions,
  { points, parameters }: { readonly points: Float64Array; readonly parameters: Float64Array },
): Float64Array {
  const batch = createTermBatch(problem, net, { term: points })
  const { own, coefficients } = splitParameters(batch, parameters)
  batch.network.forward(own)
  return evaluateTerm(batch.terms[0], coefficients).value.map(Math.abs)
}
