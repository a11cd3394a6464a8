import type { Clock } from '../../base/clock.ts'
import type { Seed } from '../../base/rng.ts'
import type { Direction } from '../core/direction.ts'
import type { Pruner } from '../core/pruner.ts'
import type { Sampler } from '../core/sampler.ts'
import type { Storage } from '../core/storage.ts'
import type { PrunerChoice, PrunerName } from '../pruners/registry.ts'
import type { SamplerChoice, SamplerName } from '../samplers/registry.ts'

/** Where and how a study is opened. */
export interface LoadStudyOptions {
  readonly name: string
  /**
   * A URL as Optuna users know it (`memory:`, `sqlite:///study.db`, with four slashes an absolute path), or a storage that
   * is open already, which closing the study then leaves open. Default: `sqlite:///ansatz.db` in a notebook, `memory:` in
   * a script.
   */
  readonly storage?: string | Storage
  /** Proposes the parameters. Default: `samplers.auto()`, which chooses by space and trials. */
  readonly sampler?: SamplerChoice | SamplerName | Sampler
  /** Stops hopeless trials at their reports. Default: `pruners.median()` as in Optuna; null prunes nothing. */
  readonly pruner?: PrunerChoice | PrunerName | Pruner | null
  /** The same seed gives the same study. Default: the stored one, else a fresh one that is stored. */
  readonly seed?: Seed
  /** Default: the machine's clock. */
  readonly clock?: Clock
}

/** What a new study is: its name, and what it optimises. */
export interface CreateStudyOptions extends Omit<LoadStudyOptions, 'name'> {
  /** At most 512 characters. Default: a name that no other study has. */
  readonly name?: string
  /** Default: `minimize`. */
  readonly direction?: Direction
  /** For several objectives: the direction of each, in the order of the objective's values. */
  readonly directions?: readonly Direction[]
  /**
   * Names of the objectives, in their order: what `trial.report({ loss, acc }, step)` and `pruners.median({ metric: 'acc' })`
   * call them. Kept where Optuna keeps them. Default: none, or those that the study has.
   */
  readonly metricNames?: readonly string[]
  /** Continue the study of that name instead of refusing it. Default: false. */
  readonly loadIfExists?: boolean
}
