import { Graph, type Node } from '../../tensor/graph/graph.ts'
import { type OnnxOptions, onnxSession, type OnnxSession, type OnnxTensor } from '../../tensor/onnx/onnx-session.ts'
import { constantFeeds } from './onnx-gradient.ts'
import { adamConstants, traceTraining, type TrainingPlan } from './trace-training.ts'

/** A training run that advances one step of Adam a call. Parameters and moments stay where they are computed. */
export interface StepTraining {
  readonly parameterCount: number
  /** One step at `learningRate`; the losses belong to the parameters before it. */
  step(learningRate: number): Promise<StepLosses>
  /** The weights of the terms from now on: [terms], or [members, terms]. */
  setWeights(weights: ArrayLike<number>): void
  /** The current parameters, [count] or [members, count]. */
  parameters(): Promise<Float64Array>
  close(): Promise<void>
}

export interface StepLosses {
  /** Weighted, [1] or [members]. */
  readonly loss: Float64Array
  /** Mean squares by term, not weighted: [terms] or [members, terms]. */
  readonly losses: Float64Array
}

export interface StepTrainingStart {
  readonly plan: TrainingPlan
  /** [count], or [members, count]. */
  readonly parameters: ArrayLike<number>
  /** [terms], or [members, terms]. */
  readonly weights: ArrayLike<number>
}

/**
 * Training on ONNX Runtime: forward pass, gradient and Adam are one graph.
 *
 * @throws EnvironmentError `tensor/missing-peer`, `tensor/broken-peer`, `tensor/provider-refused`
 */
export async function onnxTraining(
  { plan, parameters, weights }: StepTrainingStart,
  options: Omit<OnnxOptions, 'resident'> = {},
): Promise<StepTraining> {
  const traced = traceTraining(plan)
  const state = ['parameters', 'm', 'v'] as const
  const outputs: Record<string, Node> = { loss: traced.loss, losses: traced.losses }
  for (const name of state) outputs[`${name}Next`] = traced.update[name]
  const onDevice = options.provider !== undefined && options.provider !== 'cpu'
  const session = await onnxSession(outputs, {
    ...options,
    resident: onDevice ? state.map((name) => `${name}Next`) : [],
  })
  const shape = traced.update.parameters.shape
  const feeds: Record<string, OnnxTensor> = {
    ...constantFeeds(session, traced.constants),
    parameters: session.tensor(parameters, shape),
    m: session.tensor(new Float64Array(parameters.length), shape),
    v: session.tensor(new Float64Array(parameters.length), shape),
  }
  const setWeights = (values: ArrayLike<number>): void => {
    feeds['weights'] = session.tensor(values, traced.losses.shape)
  }
  setWeights(weights)
  let reader: OnnxSession | null = null
  let steps = 0
  return {
    parameterCount: traced.parameterCount,
    setWeights,
    async step(learningRate) {
      steps++
      feeds['rate'] = session.tensor([learningRate / (1 - adamConstants.beta1 ** steps)], [1])
      feeds['correction'] = session.tensor([1 / (1 - adamConstants.beta2 ** steps)], [1])
      const results = await session.run(feeds)
      for (const name of state) {
        feeds[name].dispose()
        feeds[name] = results[`${name}Next`]
      }
      return { loss: await read(results['loss']), losses: await read(results['losses']) }
    },
    async parameters() {
      if (!onDevice) return read(feeds['parameters'])
      // ONNX Runtime cannot read what stays on a device; what it computes from it, it can.
      reader ??= await onnxSession({ copy: new Graph().input('parameters', shape) }, options)
      return read((await reader.run({ parameters: feeds['parameters'] }))['copy'])
    },
    async close() {
      await reader?.close()
      await session.close()
    },
  }
}

async function read(tensor: OnnxTensor): Promise<Float64Array> {
  return Float64Array.from((await tensor.getData()) as Float32Array)
}
