import { createChosen, type OptionsOf, type Registry } from '../core/registry.ts'
import type { PopulationScheduler } from '../core/population-scheduler.ts'
import type { FidelityRange, Scheduler, SchedulerSource } from '../core/scheduler.ts'

/** Every scheduler of trials by name, for `study.optimize(…, { scheduler })`. A line here enrols it everywhere. */
export const schedulerRegistry = {
  asha: () => import('./asha.ts'),
  hyperband: () => import('./hyperband.ts'),
  successiveHalving: () => import('./successive-halving.ts'),
}

/** Every scheduler of a population by name, for `study.evolve(…, { scheduler })`. */
export const populationRegistry = {
  pbt: () => import('./pbt.ts'),
}

export type SchedulerName = keyof typeof schedulerRegistry

export type SchedulerOptions<Name extends SchedulerName> = OptionsOf<typeof schedulerRegistry, Name>

type PopulationSchedulerName = keyof typeof populationRegistry

type PopulationSchedulerOptions<Name extends PopulationSchedulerName> = OptionsOf<typeof populationRegistry, Name>

type TrialSources = {
  readonly [Name in SchedulerName]: (options?: SchedulerOptions<Name>) => SchedulerSource<Scheduler>
}

type PopulationSources = {
  readonly [Name in PopulationSchedulerName]: (
    options?: PopulationSchedulerOptions<Name>,
  ) => SchedulerSource<PopulationScheduler>
}

/**
 * The schedulers to choose from: `schedulers.asha({ fidelity: { name: 'epochs', min: 1, max: 81 } })`. Nothing is loaded
 * before a study needs it. `asha`, `hyperband` and `successiveHalving` schedule the trials of `study.optimize`; `pbt`
 * trains the population of `study.evolve`.
 */
export const schedulers = Object.freeze({
  ...sourcesOf(schedulerRegistry),
  ...sourcesOf(populationRegistry),
}) as TrialSources & PopulationSources

function sourcesOf(registry: Registry): Readonly<Record<string, (options?: unknown) => SchedulerSource<unknown>>> {
  const sources = Object.keys(registry).map((name) => [
    name,
    (options?: unknown): SchedulerSource<unknown> =>
      Object.freeze({
        name,
        options,
        open: async (declared = null) =>
          createChosen({ kind: 'scheduler', registry }, { name, options: withFidelity(options, declared) }),
      }),
  ])
  return Object.fromEntries(sources) as Record<string, (options?: unknown) => SchedulerSource<unknown>>
}

/** The options with the fidelity of the space, unless they name one. */
function withFidelity(options: unknown, declared: FidelityRange | null): unknown {
  if (declared === null || (typeof options === 'object' && options !== null && 'fidelity' in options)) return options
  return { fidelity: declared, ...(options as object | undefined) }
}
