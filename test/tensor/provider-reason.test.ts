import { expect, test } from 'vitest'
import { Graph } from '../../src/tensor/graph/graph.ts'
import { onnxSession, type OnnxProvider } from '../../src/tensor/onnx/onnx-session.ts'
import { providerReason } from '../../src/tensor/onnx/provider-reason.ts'
import { surveyOnnx } from '../../src/tensor/onnx/survey-onnx.ts'

const check =
  '/onnxruntime_src/core/providers/webgpu/webgpu_context.cc:136 onnxruntime::webgpu::Initialize(const Config&)'

test.each([
  ['webgpu', `${check} adapter_result.status was false. Failed to get a WebGPU adapter: No supported adapters`, 'no GPU that WebGPU can use'], // prettier-ignore
  ['cuda', 'OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library', 'npm rebuild onnxruntime-node'], // prettier-ignore
  ['cuda', 'Failed to load library libcudnn.so.9: cannot open shared object file', 'CUDA library is not there'],
] as const)('what ONNX Runtime says of a missing %s becomes advice', (provider, text, advice) => {
  const reason = providerReason(provider, new Error(text))
  expect(reason).toContain(advice)
  expect(reason).not.toContain('onnxruntime_src')
})

test('what it says of anything else stays, without the place in its code', () => {
  const text = '/onnxruntime_src/core/graph.cc:12 void f(int) size == 1 was false. Two nodes have one name.'
  expect(providerReason('cuda', new Error(text))).toBe('Two nodes have one name.')
  expect(providerReason('webgpu', new Error('Out of memory.\nMore.'))).toBe('Out of memory.')
})

test('a device that is not there is one error, which a program can recognise, and one line of the survey', async () => {
  const survey: Record<string, string | null> = {}
  for await (const one of surveyOnnx()) survey[one.name] = 'reason' in one ? one.reason : null
  expect(survey['onnx cpu']).toBeNull()
  const g = new Graph()
  const x = g.input('x', [2])
  for (const provider of ['webgpu', 'cuda'] satisfies OnnxProvider[]) {
    const opening = onnxSession({ y: g.unary('tanh', x) }, { provider })
    const error = await opening.then(
      (session) => session.close(),
      (thrown: unknown) => thrown,
    )
    const reason = survey[`onnx ${provider}`]
    if (error === undefined) expect(reason ?? null).toBeNull()
    else {
      expect(error).toMatchObject({ code: 'tensor/provider-refused', name: 'EnvironmentError' })
      if (reason !== undefined) expect((error as Error).message).toContain(reason)
    }
  }
})
