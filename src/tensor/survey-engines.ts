import type { Refusal } from './messages.ts'
import { surveyOnnx } from './onnx/survey-onnx.ts'
import { surveyBackends } from './tfjs/open-tensors.ts'
import { closeGpu } from './webgpu/open-gpu.ts'

/** Every engine of this machine: what it computes on, or why it cannot be used. */
export async function* surveyEngines(): AsyncGenerator<Refusal | { readonly name: string; readonly device: string }> {
  yield* surveyBackends()
  yield* surveyOnnx()
  closeGpu()
}
