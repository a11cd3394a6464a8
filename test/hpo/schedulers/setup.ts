import { createStudy } from '../../../src/hpo/setup/create-study.ts'
import type { Scheduler, SchedulerSource } from '../../../src/hpo/core/scheduler.ts'
import type { OptimizeOptions } from '../../../src/hpo/study/optimize/optimize-options.ts'
import type { Study } from '../../../src/hpo/study/study.ts'
import type { Trial } from '../../../src/hpo/study/trials/trial.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../src/hpo/space/kinds/int.ts'
import { space } from '../../../src/hpo/space/space.ts'

export const search = space({ x: float(0, 1), epochs: int(1, 27) })

/** Loss after `epoch` epochs with parameter `x`: it falls towards (x − 0.3)², slower for large x. */
export const lossAt = (x: number, epoch: number): number => (x - 0.3) ** 2 + Math.exp(-epoch / (1 + 3 * x))

/** An objective that trains epoch by epoch, goes on from its checkpoint, and writes down every epoch that it trains. */
export function trainer(trained: Map<number, number[]> = new Map()) {
  const train = async ({ x }: { readonly x: number }, trial: Trial<unknown>): Promise<number> => {
    // The weights hold the history of training, so that a lost checkpoint would show in the loss.
    const state = (await trial.restore<{ epoch: number; weights: Float64Array }>()) ?? {
      epoch: 0,
      weights: new Float64Array(1),
    }
    const log = trained.get(trial.number) ?? []
    trained.set(trial.number, log)
    let loss = Number.NaN
    for (let epoch = state.epoch + 1; epoch <= 27; epoch++) {
      state.weights[0] += 1
      loss = lossAt(x, state.weights[0])
      log.push(epoch)
      trial.checkpoint(() => ({ epoch, weights: state.weights }))
      await trial.report(loss, epoch)
    }
    return loss
  }
  return { train, trained }
}

export interface ScheduledRun extends OptimizeOptions<Study> {
  readonly scheduler: SchedulerSource<Scheduler>
}

/** A study on `search` after one run of the trainer. */
export async function scheduledRun(options: ScheduledRun, seed = 1) {
  const study = await createStudy({ storage: 'memory:', seed, sampler: 'random', pruner: null })
  const { train, trained } = trainer()
  await study.optimize(search, train, options)
  return { study, trained }
}
