import { EnvironmentError } from '../../base/errors.ts'
import { Graph } from '../graph/graph.ts'
import type { Refusal } from '../messages.ts'
import { firstLine } from '../optional-peer.ts'
import { type OnnxProvider, loadOnnxRuntime, onnxSession } from './onnx-session.ts'

/** Each provider that ONNX Runtime brings along, tried on a small product. */
export async function* surveyOnnx(): AsyncGenerator<Refusal | { readonly name: string; readonly device: string }> {
  let providers: readonly string[]
  try {
    providers = loadOnnxRuntime()
      .listSupportedBackends()
      .map(({ name }) => name)
  } catch (error) {
    yield { name: 'onnx', reason: firstLine(error) }
    return
  }
  for (const provider of ['cpu', 'webgpu', 'cuda'] as const) {
    if (!providers.includes(provider)) continue
    const name = `onnx ${provider}`
    const reason = await refusal(provider)
    yield reason === null ? { name, device: `ONNX Runtime on ${provider}` } : { name, reason }
  }
}

/** Why the provider cannot be used; null when it computes rightly. */
async function refusal(provider: OnnxProvider): Promise<string | null> {
  try {
    const graph = new Graph()
    const x = graph.input('x', [2, 2])
    const session = await onnxSession({ y: graph.unary('tanh', graph.matMul(x, x)) }, { provider })
    const { y } = await session.run({ x: session.tensor([0.1, 0.2, 0.3, 0.4], [2, 2]) })
    await session.close()
    const wanted = [0.07, 0.1, 0.15, 0.22].map(Math.tanh)
    const wrong = wanted.findIndex((value, i) => !(Math.abs((y.data as Float32Array)[i] - value) < 1e-4))
    return wrong < 0 ? null : `it computes wrongly: ${(y.data as Float32Array)[wrong]} instead of ${wanted[wrong]}`
  } catch (error) {
    // The doctor has named the provider already.
    return error instanceof EnvironmentError
      ? ((error.details['reason'] as string | undefined) ?? error.message)
      : firstLine(error)
  }
}
