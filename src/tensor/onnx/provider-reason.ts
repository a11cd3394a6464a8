import { firstLine } from '../optional-peer.ts'

/** A device that ONNX Runtime computes on, and what its absence looks like. */
const absences = {
  webgpu: {
    sign: /adapter|webgpu|dawn|vulkan/i,
    reason: 'no GPU that WebGPU can use (on Linux it needs a Vulkan driver and libvulkan.so.1)',
  },
  cuda: {
    sign: /shared library|libcu|cuda/i,
    reason:
      'its CUDA library is not there or does not load; with CUDA 12 installed, run ' +
      '`ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node`',
  },
} as const

/**
 * Why ONNX Runtime does not compute on a device, in words. Its own are lines of its C++ code: of those that are not known,
 * what follows the file, the function and the condition.
 */
export function providerReason(provider: keyof typeof absences, error: unknown): string {
  const { sign, reason } = absences[provider]
  const text = firstLine(error)
  return sign.test(text) ? reason : text.replace(/^\/\S+:\d+ .* was false\. /, '')
}
