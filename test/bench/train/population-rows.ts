import { availableParallelism } from 'node:os'
import { createWorkerPool, type WorkerPool } from '../../../src/train/population/worker-pool.ts'
import { benchRow, type BenchRow } from '../row.ts'
import type { BurgersSize } from './burgers-step.ts'

const members = 16
const steps = 20
const size: BurgersSize = { width: 64, points: 2048, initial: 256 }
const rounds = 3

type Pool = WorkerPool<{ readonly size: BurgersSize; readonly steps: number }, readonly number[]>

/** A population of 16 on one thread and on two. */
export async function populationRows(): Promise<BenchRow[]> {
  if (availableParallelism() < 2) {
    console.error('No row for populations: two workers need two cores.')
    return []
  }
  const module = new URL('population-member.mjs', import.meta.url)
  const pools = [1, 2].map((workers): Pool => createWorkerPool({ module, workers }))
  const best = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let round = 0; round <= rounds; round++) {
    for (const [p, pool] of pools.entries()) {
      const begin = performance.now()
      await Promise.all(Array.from({ length: members }, () => pool.run({ size, steps })))
      // The first round starts the threads.
      if (round > 0) best[p] = Math.min(best[p], (performance.now() - begin) / steps)
    }
  }
  for (const pool of pools) await pool.close()
  const [one, two] = best
  return [
    benchRow({
      name: `population of ${members}, a step of each, 3 x ${size.width} tanh, ${size.points} points, 2 workers`,
      unit: 'ms',
      ours: two,
      peer: { name: '1 worker', value: one },
      goal: { text: '1 worker / 2 workers >= 1.9', met: one / two >= 1.9 },
    }),
  ]
}
