import { burgers } from '../../../src/train/pinn/problems/burgers.ts'
import { heat } from '../../../src/train/pinn/problems/heat.ts'
import { helmholtz } from '../../../src/train/pinn/problems/helmholtz.ts'
import { inverseDiffusion } from '../../../src/train/pinn/problems/inverse-diffusion.ts'
import { oscillator } from '../../../src/train/pinn/problems/oscillator.ts'
import { poisson } from '../../../src/train/pinn/problems/poisson.ts'
import { train } from '../../../src/train/pinn/train.ts'
import type { TrainResult } from '../../../src/train/pinn/train-result.ts'
import { benchRow, type BenchRow } from '../row.ts'

interface Case {
  readonly name: string
  readonly run: (seed: number) => Promise<TrainResult<string>>
  /** What is judged: by default the relative L2 error. */
  readonly error?: (result: TrainResult<string>) => number
  readonly goal: number
  /** Time on one core that the goal allows, in seconds. */
  readonly within: number
}

const cases: readonly Case[] = [
  { name: 'oscillator', run: (seed) => train(oscillator(), { seed }), goal: 1e-3, within: 6 },
  { name: 'poisson', run: (seed) => train(poisson(), { seed }), goal: 1e-5, within: 5 },
  { name: 'heat', run: (seed) => train(heat(), { seed }), goal: 1e-3, within: 12 },
  { name: 'helmholtz', run: (seed) => train(helmholtz(), { seed }), goal: 3e-2, within: 20 },
  { name: 'burgers', run: (seed) => train(burgers(), { seed }), goal: 1e-2, within: 30 },
  {
    name: 'inverse diffusion, |C − 1|',
    run: (seed) => train(inverseDiffusion(), { seed }),
    error: ({ coefficients }) => Math.abs(coefficients['C'] - 1),
    goal: 1e-3,
    within: 8,
  },
]

/** Each problem by its own recipe: the median error of three seeds, and the longest of the three trainings. */
export async function run(): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  for (const { name, run: trainOnce, error = relativeError, goal, within } of cases) {
    const results = [await trainOnce(1), await trainOnce(2), await trainOnce(3)]
    const errors = results.map(error).toSorted((a, b) => a - b)
    const seconds = Math.max(...results.map((result) => result.seconds))
    rows.push(
      benchRow({ name, unit: 'error', ours: errors[1], goal: { text: `<= ${goal}`, met: errors[1] <= goal } }),
      benchRow({ name, unit: 's', ours: seconds, goal: { text: `<= ${within}`, met: seconds <= within } }),
    )
  }
  return rows
}

function relativeError({ relativeL2 }: TrainResult<string>): number {
  return relativeL2
}
