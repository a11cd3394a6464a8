import { openTensors } from '../../tensor/tfjs/open-tensors.ts'
import { runOnTfjs } from '../../tensor/tfjs/run-graph.ts'
import type { Tensor, Tf } from '../../tensor/tfjs/tf.ts'
import type { PlanGradient } from './plan-gradient.ts'
import { traceTraining, type TracedTraining, type TrainingPlan } from './trace-training.ts'

/** By TensorFlow.js, in f32. `device` says what it computes on. */
export interface TfjsGradient extends PlanGradient {
  readonly device: string
}

/**
 * On the backend that `openTensors` chooses, which stays current for the whole process.
 *
 * @throws what `openTensors` throws
 */
export async function tfjsGradient(): Promise<TfjsGradient> {
  const { tf, backend, device } = await openTensors()
  let fed: Fed | null = null
  const forget = (): void => {
    tf.dispose(fed?.constants ?? [])
    fed = null
  }
  return {
    device: `${backend} (${device})`,
    async evaluate(plan, { parameters, weights }) {
      if (fed?.plan !== plan) {
        forget()
        fed = feed(tf, plan)
      }
      const { losses, gradient } = fed.traced
      const results = tf.tidy(() => {
        const feeds = { ...fed!.constants, parameters: vector(tf, parameters), weights: vector(tf, weights) }
        return [...runOnTfjs(tf, [losses, gradient], feeds)]
      })
      // A GPU has no `dataSync`.
      const [own, slopes] = await Promise.all(results.map((tensor) => tensor.data()))
      tf.dispose(results)
      return { losses: Float64Array.from(own), gradient: Float64Array.from(slopes) }
    },
    close: async () => forget(),
  }
}

/** A plan with what never changes as tensors. */
interface Fed {
  readonly plan: TrainingPlan
  readonly traced: TracedTraining
  readonly constants: Readonly<Record<string, Tensor>>
}

function feed(tf: Tf, plan: TrainingPlan): Fed {
  const traced = traceTraining(plan)
  const constants = Object.fromEntries(
    traced.constants.map(({ name, values, shape }) => [name, tf.tensor(Float32Array.from(values), [...shape])]),
  )
  return { plan, traced, constants }
}

function vector(tf: Tf, values: ArrayLike<number>): Tensor {
  return tf.tensor1d(Float32Array.from(values))
}
