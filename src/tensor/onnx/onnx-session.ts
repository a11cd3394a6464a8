import { loadPeer } from '../optional-peer.ts'
import { type Node, nodesBelow } from '../graph/graph.ts'
import { badTensorOption, providerRefused } from '../messages.ts'
import { onnxModel, type Precision } from './onnx-model.ts'
import { providerReason } from './provider-reason.ts'

/** Where ONNX Runtime computes. `webgpu` and `cuda` need a device and compute in f32. */
export type OnnxProvider = 'cpu' | 'webgpu' | 'cuda'

export interface OnnxOptions {
  readonly provider?: OnnxProvider
  /** Threads of one operation, at least 1. Default 1. */
  readonly threads?: number
  /** Default `f32`. */
  readonly precision?: Precision
  /** Outputs that stay on the device of the provider, to be fed again. Default: none. */
  readonly resident?: readonly string[]
}

type Runtime = typeof import('onnxruntime-node')
export type OnnxTensor = InstanceType<Runtime['Tensor']>

/** A graph compiled by ONNX Runtime. */
export interface OnnxSession {
  /** A tensor of the session's precision. */
  tensor(values: ArrayLike<number>, shape: readonly number[]): OnnxTensor
  /** Inputs and outputs by name. Computes in the calling thread: nothing else happens meanwhile. */
  run(feeds: Readonly<Record<string, OnnxTensor>>): Promise<Readonly<Record<string, OnnxTensor>>>
  close(): Promise<void>
}

/**
 * Compiles `outputs` of a graph.
 *
 * @throws InputError `tensor/bad-option` for doubles that ONNX Runtime has no operation for
 * @throws EnvironmentError `tensor/missing-peer`, `tensor/broken-peer`, `tensor/provider-refused`
 */
export async function onnxSession(
  outputs: Readonly<Record<string, Node>>,
  options: OnnxOptions = {},
): Promise<OnnxSession> {
  const { provider = 'cpu', threads = 1, precision = 'f32', resident = [] } = options
  if (
    precision === 'f64' &&
    nodesBelow(Object.values(outputs)).some(({ operation }) => operation.kind === 'unary' && operation.op === 'erf')
  ) {
    throw badTensorOption('precision', precision, 'f32 for a graph with the error function, which gelu needs')
  }
  const runtime = loadOnnxRuntime()
  const creating = runtime.InferenceSession.create(onnxModel(outputs, precision), {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    ...(resident.length > 0 && { preferredOutputLocation: Object.fromEntries(resident.map((name) => [name, 'gpu-buffer' as const])) }), // prettier-ignore
  })
  const session = await creating.catch((error: unknown) => {
    throw provider === 'cpu' ? error : providerRefused(provider, providerReason(provider, error), error)
  })
  return {
    tensor: (values, shape) =>
      precision === 'f32'
        ? new runtime.Tensor('float32', Float32Array.from(values), shape)
        : new runtime.Tensor('float64', Float64Array.from(values), shape),
    run: (feeds) => session.run(feeds),
    close: () => session.release(),
  }
}

export function loadOnnxRuntime(): Runtime {
  const runtime = loadPeer('onnxruntime-node', 'The "onnx" engine') as Runtime
  // Errors reach the caller; on the terminal they would be written twice.
  runtime.env.logLevel = 'fatal'
  return runtime
}
