import { createStudy } from '../../../src/hpo/setup/create-study.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { space } from '../../../src/hpo/space/space.ts'

export interface TpeBench {
  /** How long the study gets. */
  readonly trials: number
  readonly params: number
  readonly seed?: number
}

/** The last trials, over which the time is averaged: what one more trial costs in a study of that length. */
const window = 50

/**
 * Milliseconds per `study.ask` and `study.tell` with the default TPE at the end of an in-memory study of `trials` trials
 * with `params` float parameters, minimising a sum of squares. `optuna_tpe.py` measures the same with Optuna.
 */
export async function benchTpe({ trials, params, seed = 0 }: TpeBench): Promise<number> {
  const search = space(Object.fromEntries(Array.from({ length: params }, (_, i) => [`x${i}`, float(-5, 5)])))
  const study = await createStudy({ storage: 'memory:', sampler: 'tpe', pruner: null, seed })
  let spent = 0
  for (let number = 0; number < trials; number++) {
    const start = performance.now()
    const trial = await study.ask(search)
    const between = performance.now()
    const value = Object.values(trial.params).reduce((sum, x) => sum + x ** 2, 0)
    const told = performance.now()
    await study.tell(trial, value)
    if (number >= trials - window) spent += between - start + (performance.now() - told)
  }
  await study.close()
  return spent / Math.min(window, trials)
}
