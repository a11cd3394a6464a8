import type { Expression } from '../../residuals/expression.ts'
import type { GradientOf, PlanGradient } from '../../traced/plan-gradient.ts'
import type { TrainingPlan } from '../../traced/trace-training.ts'
import { noEngine } from '../messages.ts'
import type { PinnLoss } from '../pinn-loss.ts'
import { termNames, type TermPoints } from '../term-batch.ts'
import { auto } from './own-engine.ts'
import type { EngineName, EngineUse } from './engine-use.ts'
import type { EngineRequest, PacedLoss, RunEngine } from './run-engine.ts'

/** A library that computes graphs. */
export interface GraphRunner {
  readonly use: EngineUse
  /** Its name in prose. */
  readonly library: string
  readonly gradient: PlanGradient
}

/**
 * An engine that computes a graph of the loss for optimisers of first order. Libraries for graphs answer with a promise, so
 * they compute before the step what the step asks for. Other optimisers ask several times a step, and get our own engine.
 */
export async function graphEngine<Term extends string>(
  request: EngineRequest<Term>,
  { use, library, gradient }: GraphRunner,
): Promise<RunEngine<Term>> {
  const plans = planMaker(request, use.engine)
  const own = await auto.create({ ...request, precision: 'f64' })
  return {
    paced: use,
    exact: { ...own.exact, reason: `${library} serves optimisers that look at the loss once a step` },
    options: own.options,
    lossOn(points) {
      const base = own.lossOn(points)
      const weighting = { terms: termNames(request.problem), weights: request.weights }
      const { paced, setWeights } = pacedBy(gradient, plans(points), weighting)
      return {
        ...base,
        setWeights(weights, factors) {
          if (factors !== undefined && Object.values(factors).some((one) => one !== null)) {
            throw noEngine(
              use.engine,
              'weigh the points of a term one by one',
              'a balancing rule that weighs whole terms',
            )
          }
          base.setWeights(weights, factors)
          setWeights(weights)
        },
        paced,
      }
    },
    close: () => gradient.close(),
  }
}

/** The problem as a graph, for points of its terms. */
function planMaker<Term extends string>(
  { problem, net }: EngineRequest<Term>,
  engine: EngineName,
): (points: TermPoints<Term>) => TrainingPlan {
  const residuals = termNames(problem).map((name): readonly [Term, Expression] => {
    const { expression } = problem.terms[name].residual
    if (expression === null) {
      throw noEngine(
        engine,
        `read the residual of "${name}", which is not a single expression`,
        'residuals that are one',
      )
    }
    return [name, expression]
  })
  return (points) => ({
    net,
    inputs: problem.domain.length,
    coefficients: problem.coefficients.length,
    terms: residuals.map(([name, residual]) => ({
      residual,
      coordinates: points[name],
      width: problem.terms[name].width,
    })),
  })
}

function pacedBy<Term extends string>(
  graph: PlanGradient,
  plan: TrainingPlan,
  of: { readonly terms: readonly Term[]; readonly weights: Readonly<Record<Term, number>> },
): { readonly paced: PacedLoss; readonly setWeights: PinnLoss<Term>['setWeights'] } {
  let weights = of.terms.map((name) => of.weights[name])
  let found: GradientOf | null = null
  return {
    paced: {
      objective(_, gradient) {
        gradient.set(found!.gradient)
        return weights.reduce((sum, weight, t) => sum + weight * found!.losses[t], 0)
      },
      async ahead(parameters) {
        found = await graph.evaluate(plan, { parameters, weights })
      },
    },
    setWeights(given) {
      weights = of.terms.map((name) => given[name])
    },
  }
}
