import { balancing } from '../../../src/train/balancing/registry.ts'
import { burgers } from '../../../src/train/pinn/problems/burgers.ts'
import { helmholtz } from '../../../src/train/pinn/problems/helmholtz.ts'
import { train } from '../../../src/train/pinn/train.ts'
import type { TrainResult } from '../../../src/train/pinn/train-result.ts'
import type { TrainOptions } from '../../../src/train/pinn/train-options.ts'
import { sampling } from '../../../src/train/sampling/registry.ts'
import { schedules } from '../../../src/train/schedules/registry.ts'
import { benchRow, type BenchRow } from '../row.ts'

/** What adapts while a network is trained, beside the same training without it: median errors of three seeds. */
export async function run(): Promise<BenchRow[]> {
  return [await annealing(), ...(await residualSampling())]
}

/**
 * From equal weights in the setting of Wang, Teng and Perdikaris 2021 (3 x 30 tanh, Adam at 1e-3 that falls by a tenth every
 * 1000 steps), but a tenth of their steps.
 */
async function annealing(): Promise<BenchRow> {
  const errorOf = (options: TrainOptions<'equation' | 'boundary'>): Promise<number> =>
    medianError((seed) =>
      train(helmholtz(), {
        seed,
        weights: { equation: 1, boundary: 1 },
        net: { width: 30, depth: 3, activation: 'tanh' },
        schedule: { adam: 4000 },
        learningRate: schedules.exponential({ from: 1e-3, factor: 0.9, every: 1000 }),
        ...options,
      }),
    )
  const ours = await errorOf({ balancing: balancing.lra({ reference: 'equation' }) })
  const value = await errorOf({})
  return benchRow({
    name: 'helmholtz from equal weights, learning-rate annealing',
    unit: 'error',
    ours,
    peer: { name: 'fixed weights', value },
    goal: { text: 'fixed / annealed >= 3', met: value / ours >= 3 },
  })
}

/** Few points for so steep a front: RAD beside points that stay, and beside fresh ones as often. */
async function residualSampling(): Promise<BenchRow[]> {
  const errorOf = (options: TrainOptions<'equation' | 'initial' | 'boundary'>): Promise<number> =>
    medianError((seed) => train(burgers(), { seed, points: 400, ...options }))
  const ours = await errorOf({ sampling: sampling.rad({ every: 20 }) })
  const peers = [
    { name: 'the same points', value: await errorOf({ resampleEvery: 0 }) },
    { name: 'fresh points', value: await errorOf({ resampleEvery: 20 }) },
  ]
  return peers.map((peer) =>
    benchRow({
      name: 'burgers on 400 points, moved by RAD every 20 steps',
      unit: 'error',
      ours,
      peer,
      goal: { text: 'below', met: ours < peer.value },
    }),
  )
}

async function medianError(trainOnce: (seed: number) => Promise<TrainResult<string>>): Promise<number> {
  const errors: number[] = []
  for (const seed of [1, 2, 3]) errors.push((await trainOnce(seed)).relativeL2)
  return errors.toSorted((a, b) => a - b)[1]
}
