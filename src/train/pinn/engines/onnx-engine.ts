import type { Expression } from '../../residuals/expression.ts'
import { onnxGradient, type GradientOf, type OnnxGradient } from '../../traced/onnx-gradient.ts'
import type { TrainingPlan } from '../../traced/trace-training.ts'
import { noEngine } from '../messages.ts'
import type { PinnLoss } from '../pinn-loss.ts'
import { termNames, type TermPoints } from '../term-batch.ts'
import { auto } from './own-engine.ts'
import type { EngineDefinition, EngineRequest, PacedLoss, RunEngine } from './run-engine.ts'

/**
 * ONNX Runtime on one thread for optimisers of first order, by default in f32. It answers with a promise, so it computes
 * before the step what the step asks for. Other optimisers ask several times a step, and get our own engine.
 */
export const onnx: EngineDefinition = {
  async create<Term extends string>(request: EngineRequest<Term>): Promise<RunEngine<Term>> {
    const { precision } = request
    const plans = planMaker(request)
    const graph = onnxGradient({ precision: precision ?? 'f32' })
    const own = await auto.create({ ...request, precision: 'f64' })
    return {
      paced: { engine: 'onnx', precision: precision ?? 'f32', reason: 'it was asked for' },
      exact: { ...own.exact, reason: 'ONNX Runtime serves optimisers that look at the loss once a step' },
      options: own.options,
      lossOn(points) {
        const base = own.lossOn(points)
        const { paced, setWeights } = pacedBy(graph, plans(points), { terms: termNames(request.problem), weights: request.weights }) // prettier-ignore
        return {
          ...base,
          setWeights(weights, factors) {
            if (factors !== undefined && Object.values(factors).some((one) => one !== null)) {
              throw noEngine(
                'onnx',
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
      close: () => graph.close(),
    }
  },
}

/** The problem as a graph, for points of its terms. */
function planMaker<Term extends string>({
  problem,
  net,
}: EngineRequest<Term>): (points: TermPoints<Term>) => TrainingPlan {
  const residuals = termNames(problem).map((name): readonly [Term, Expression] => {
    const { expression } = problem.terms[name].residual
    if (expression === null) {
      throw noEngine(
        'onnx',
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
  graph: OnnxGradient,
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
