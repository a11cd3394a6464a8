import { createChosen, type OptionsOf, type Registry } from '../core/registry.ts'
import type { Scheduler, SchedulerSource } from '../core/scheduler.ts'

/** Every scheduler of trials by name, for `study.optimize(…, { scheduler })`. A line here enrols it everywhere. */
export const schedulerRegistry = {
  asha: () => import('./asha.ts'),
  hyperband: () => import('./hyperband.ts'),
  successiveHalving: () => import('./successive-halving.ts'),
}

export type SchedulerName = keyof typeof schedulerRegistry

export type SchedulerOptions<Name extends SchedulerName> = OptionsOf<typeof schedulerRegistry, Name>

type SourcesOf<R extends Registry, S> = {
  readonly [Name in keyof R & string]: (options: OptionsOf<R, Name>) => SchedulerSource<S>
}

/**
 * The schedulers to choose from: `schedulers.asha({ fidelity: { name: 'epochs', min: 1, max: 81 } })`. Nothing is loaded
 * before a study needs it.
 */
export const schedulers: SourcesOf<typeof schedulerRegistry, Scheduler> = sourcesOf(schedulerRegistry)

function sourcesOf<R extends Registry, S>(registry: R): SourcesOf<R, S> {
  const sources = Object.keys(registry).map((name) => [
    name,
    (options?: unknown): SchedulerSource<S> =>
      Object.freeze({
        name,
        options,
        open: async () => (await createChosen({ kind: 'scheduler', registry }, { name, options })) as S,
      }),
  ])
  return Object.freeze(Object.fromEntries(sources)) as SourcesOf<R, S>
}
