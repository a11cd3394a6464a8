import { tfjsGradient } from '../../traced/tfjs-gradient.ts'
import { badOption } from '../messages.ts'
import { graphEngine } from './graph-engine.ts'
import type { EngineDefinition } from './run-engine.ts'

/** TensorFlow.js on the first backend that works, or the one that `ANSATZ_BACKEND` names; f32 is all that it has. */
export const tfjs: EngineDefinition = {
  async create(request) {
    if (request.precision === 'f64') throw badOption('precision', 'f64', 'f32 with the engine "tfjs"')
    const gradient = await tfjsGradient()
    return graphEngine(request, {
      use: { engine: 'tfjs', precision: 'f32', reason: `it was asked for; it computes on ${gradient.device}` },
      library: 'TensorFlow.js',
      gradient,
    })
  },
}
