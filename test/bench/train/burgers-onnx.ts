import { onnxTraining } from '../../../src/train/traced/onnx-training.ts'
import { equation, initial as condition } from '../../train/traced/burgers-plan.ts'
import { learningRate, netOf, type BurgersStart, type StepEngine } from './burgers-step.ts'

/** ONNX Runtime on one thread in f32, or null with the reason on the console. */
export async function onnxEngine(start: BurgersStart): Promise<StepEngine | null> {
  const { coordinates, parameters, initial, points } = start
  const plan = {
    net: netOf(start),
    inputs: 2,
    terms: [
      { residual: equation, coordinates },
      { residual: condition, coordinates: coordinates.subarray(0, 2 * initial) },
    ],
  }
  try {
    const training = await onnxTraining({ plan, parameters, weights: [1, 1] })
    return {
      name: `onnx f32, ${points} points`,
      async measure(steps) {
        const times: number[] = []
        const losses: number[] = []
        for (let i = 0; i < steps; i++) {
          const begin = performance.now()
          const { loss } = await training.step(learningRate)
          times.push(performance.now() - begin)
          losses.push(loss[0])
        }
        return { ms: times.sort((a, b) => a - b)[steps >> 1], losses: losses.slice(0, 4) }
      },
      close: () => void training.close(),
    }
  } catch (error) {
    console.error(`No row for ONNX Runtime: ${String(error)}`)
    return null
  }
}
