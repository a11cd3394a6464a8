import { createRng } from '../../../src/base/rng.ts'
import { definition } from '../../../src/hpo/samplers/tpe/tpe.ts'
import type { SearchSpace } from '../../../src/hpo/space/distribution.ts'
import { askTell } from '../../hpo/samplers/ask-tell.ts'

export interface TpeBench {
  /** How long the study gets. */
  readonly trials: number
  readonly params: number
  readonly seed?: number
}

/** The last trials, over which the time is averaged: what one more trial costs in a study of that length. */
const window = 50

/**
 * Milliseconds per ask and tell of the default TPE at the end of an in-memory study of `trials` trials with `params`
 * float parameters, minimising a sum of squares. `optuna_tpe.py` measures the same with Optuna.
 */
export function benchTpe({ trials, params, seed = 0 }: TpeBench): {
  readonly msPerTrial: number
  readonly best: number
} {
  const names = Array.from({ length: params }, (_, i) => `x${i}`)
  const space: SearchSpace = new Map(
    names.map((name) => [name, { kind: 'float', low: -5, high: 5, log: false, step: null }]),
  )
  const study = askTell(definition.create(), space, createRng(seed))
  let best = Number.POSITIVE_INFINITY
  let spent = 0
  for (let trial = 0; trial < trials; trial++) {
    const start = performance.now()
    const asked = study.ask()
    const between = performance.now()
    const value = names.reduce((sum, name) => sum + (asked[name] as number) ** 2, 0)
    const told = performance.now()
    study.tell(asked, value)
    if (trial >= trials - window) spent += between - start + (performance.now() - told)
    best = Math.min(best, value)
  }
  return { msPerTrial: spent / Math.min(window, trials), best }
}
