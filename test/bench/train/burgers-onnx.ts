import { onnxTraining } from '../../../src/train/traced/onnx-training.ts'
import type { Expression } from '../../../src/train/residuals/expression.ts'
import { learningRate, netOf, viscosity, type BurgersStart, type StepEngine } from './burgers-step.ts'

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

const partial = (...orders: number[]): Expression => ({ kind: 'partial', output: 0, orders })
const binary = (op: 'add' | 'sub' | 'mul', left: Expression, right: Expression): Expression => ({ kind: 'binary', op, left, right }) // prettier-ignore
const constant = (value: number): Expression => ({ kind: 'constant', value })

/** u_t + u u_x − ν u_xx. */
const equation = binary(
  'sub',
  binary('add', partial(0, 1), binary('mul', partial(0, 0), partial(1, 0))),
  binary('mul', constant(viscosity), partial(2, 0)),
)

/** u + sin(πx). */
const condition = binary('add', partial(0, 0), {
  kind: 'unary',
  op: 'sin',
  argument: binary('mul', constant(Math.PI), { kind: 'input', axis: 0 }),
})
