import { oscillator } from '../../../src/train/pinn/problems/oscillator.ts'
import { train } from '../../../src/train/pinn/train.ts'
import type { TrainResult } from '../../../src/train/pinn/train-result.ts'
import { benchRow, type BenchRow } from '../row.ts'

/** Training steps per second on the notebook's oscillator, a row for each optimiser: the best of three runs. */
export async function benchOscillator(): Promise<BenchRow[]> {
  await run({ adam: 300, lbfgs: 300 })
  const rates = { adam: 0, lbfgs: 0 }
  // By turns, so that a busy moment of the machine does not hit one optimiser only; the best run is the least disturbed.
  for (let round = 0; round < 3; round++) {
    rates.adam = Math.max(rates.adam, stepsPerSecond(await run({ adam: 1500, lbfgs: 0 })))
    rates.lbfgs = Math.max(rates.lbfgs, stepsPerSecond(await run({ adam: 0, lbfgs: 1500 })))
  }
  return [
    benchRow({ name: 'oscillator training, Adam', unit: 'steps/s', ours: rates.adam }),
    benchRow({ name: 'oscillator training, L-BFGS', unit: 'steps/s', ours: rates.lbfgs }),
  ]
}

function run(schedule: { readonly adam: number; readonly lbfgs: number }): Promise<TrainResult<string>> {
  return train(oscillator(), {
    weights: { residual: 1, position: 1e4, velocity: 10 },
    net: { width: 16, depth: 3, activation: 'sin' },
    points: 64,
    learningRate: 3e-3,
    seed: 1,
    schedule,
  })
}

function stepsPerSecond({ steps, seconds }: TrainResult<string>): number {
  return steps / seconds
}
