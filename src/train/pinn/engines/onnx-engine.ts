import { onnxGradient } from '../../traced/onnx-gradient.ts'
import { graphEngine } from './graph-engine.ts'
import type { EngineDefinition } from './run-engine.ts'

/** ONNX Runtime on one thread, by default in f32. */
export const onnx: EngineDefinition = {
  async create(request) {
    const precision = request.precision ?? 'f32'
    return graphEngine(request, {
      use: { engine: 'onnx', precision, reason: 'it was asked for' },
      library: 'ONNX Runtime',
      gradient: onnxGradient({ precision }),
    })
  },
}
