import {
  loadOnnxRuntime,
  onnxSession,
  type OnnxOptions,
  type OnnxSession,
  type OnnxTensor,
} from '../../tensor/onnx/onnx-session.ts'
import type { PlanGradient } from './plan-gradient.ts'
import { traceTraining, type ConstantFeed, type TracedTraining, type TrainingPlan } from './trace-training.ts'

/**
 * By ONNX Runtime. Plans with as many points as the one before share its compiled graph.
 *
 * @throws EnvironmentError `tensor/missing-peer`, `tensor/broken-peer`, at once and not at the first step
 */
export function onnxGradient(options: Pick<OnnxOptions, 'precision' | 'threads'> = {}): PlanGradient {
  loadOnnxRuntime()
  let compiled: Compiled | null = null
  return {
    async evaluate(plan, { parameters, weights }) {
      if (compiled?.plan !== plan) compiled = await compile(plan, compiled, options)
      const { session, feeds } = compiled
      const { losses, gradient } = await session.run({
        ...feeds,
        parameters: session.tensor(parameters, [parameters.length]),
        weights: session.tensor(weights, [weights.length]),
      })
      return { losses: numbersOf(losses), gradient: numbersOf(gradient) }
    },
    async close() {
      await compiled?.session.close()
      compiled = null
    },
  }
}

interface Compiled {
  readonly plan: TrainingPlan
  /** What two plans that can share a session have in common. */
  readonly shape: string
  readonly session: OnnxSession
  readonly feeds: Readonly<Record<string, OnnxTensor>>
}

async function compile(plan: TrainingPlan, before: Compiled | null, options: OnnxOptions): Promise<Compiled> {
  const traced = traceTraining(plan)
  const shape = JSON.stringify(traced.constants.map(({ name, shape: of }) => [name, of]))
  const session = before?.shape === shape ? before.session : await openSession(traced, options)
  if (before !== null && before.session !== session) await before.session.close()
  return { plan, shape, session, feeds: constantFeeds(session, traced.constants) }
}

function openSession({ losses, gradient }: TracedTraining, options: OnnxOptions): Promise<OnnxSession> {
  return onnxSession({ losses, gradient }, options)
}

export function constantFeeds(
  session: OnnxSession,
  constants: readonly ConstantFeed[],
): Readonly<Record<string, OnnxTensor>> {
  return Object.fromEntries(constants.map(({ name, values, shape }) => [name, session.tensor(values, shape)]))
}

function numbersOf({ data }: OnnxTensor): Float64Array {
  return Float64Array.from(data as Float32Array)
}
