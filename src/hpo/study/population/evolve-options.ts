import { z } from 'zod'
import { hostSignal, isSignal } from '../../../base/host-signal.ts'
import type { PopulationScheduler } from '../../core/population-scheduler.ts'
import type { SchedulerSource } from '../../core/scheduler.ts'
import type { StudyObserver } from '../../core/study-observer.ts'
import { type CheckpointStore, checkpointsField, checkpointStoreOf } from '../trials/checkpoints.ts'
import { checkOptions } from '../opening/check-options.ts'
import type { ErrorClass } from '../optimize/optimize-options.ts'
import { wholeNumber } from '../../parts/number-options.ts'

/** How `study.evolve` runs. */
export interface EvolveOptions {
  /** Decides who takes over from whom, such as `schedulers.pbt({ population: 20, interval: 100 })`. */
  readonly scheduler: SchedulerSource<PopulationScheduler> | PopulationScheduler
  /** How many steps each member trains in all; a whole number ≥ 1. */
  readonly steps: number
  /**
   * Where the states of the members are kept at the end of each generation: a folder, or a store. With it, a population
   * that was interrupted, whatever by, is taken up by the next call as if nothing had happened. Default: nowhere.
   */
  readonly checkpoints?: string | CheckpointStore | undefined
  /** False begins anew although the study holds a population that has not come to its end. Default: true. */
  readonly resume?: boolean | undefined
  /** How many members train at once at most, in this process. Default: 1. */
  readonly concurrency?: number | undefined
  /** Aborting it fails the running trials and rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Errors of a member that fail its trial and let the others go on. Others end the run. Default: none. */
  readonly catch?: readonly ErrorClass[] | undefined
  /** False keeps displays silent. Default: true. */
  readonly progress?: boolean | undefined
  /** Follow this run only. */
  readonly observers?: readonly Partial<StudyObserver>[] | undefined
}

/** The options, checked and with defaults. */
export interface EvolveSettings extends Required<Pick<EvolveOptions, 'steps' | 'scheduler'>> {
  readonly checkpoints: CheckpointStore | null
  readonly resume: boolean
  readonly concurrency: number
  readonly signals: readonly AbortSignal[]
  readonly catch: readonly ErrorClass[]
  readonly progress: boolean
  readonly observers: readonly Partial<StudyObserver>[]
}

const isPopulation = (value: unknown): boolean => {
  const given = value as Partial<SchedulerSource<unknown> & PopulationScheduler> | null
  return typeof given === 'object' && (typeof given?.open === 'function' || typeof given?.exchange === 'function')
}

const schema = z.strictObject({
  scheduler: z.custom<PopulationScheduler>(isPopulation, 'a scheduler of a population, such as schedulers.pbt()'),
  steps: wholeNumber(1),
  checkpoints: checkpointsField,
  resume: z.boolean('true or false').optional(),
  concurrency: wholeNumber(1).optional(),
  signal: z.custom<AbortSignal>(isSignal, 'the signal of an AbortController').optional(),
  catch: z
    .array(
      z.custom<ErrorClass>((value) => typeof value === 'function'),
      'a list of error classes',
    )
    .optional(),
  progress: z.boolean('true or false').optional(),
  observers: z.array(z.custom<Partial<StudyObserver>>(), 'a list of observers').optional(),
})

/** @throws InputError `study/bad-option`, `study/unknown-option` */
export function evolveSettings(options: EvolveOptions): EvolveSettings {
  checkOptions(schema, options ?? {}, 'study.evolve')
  return {
    scheduler: options.scheduler,
    steps: options.steps,
    checkpoints: checkpointStoreOf(options.checkpoints),
    resume: options.resume ?? true,
    concurrency: options.concurrency ?? 1,
    signals: [options.signal, hostSignal()].filter((signal) => signal !== undefined),
    catch: options.catch ?? [],
    progress: options.progress ?? true,
    observers: options.observers ?? [],
  }
}
