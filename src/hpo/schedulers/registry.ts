// How schedulers are used, and why so.
//
// `await study.optimize(space, objective, { scheduler: schedulers.asha({ … }) })`: a scheduler decides about the trials of
// a run, so it is an option of the run and not of the study, and the objective stays the function that it was: it reports,
// and lets `TrialPaused` pass as it lets `TrialPruned` pass. To be resumed it needs two more lines, `trial.restore()` at its
// beginning and `trial.checkpoint(() => state)` before a report; an objective of a configuration and a budget reads
// `trial.budget` (or its fidelity parameter), returns, and needs neither. Considered and left: a class of trainable with
// step, save and load (Ray Tune), which makes the simple case long; a scheduler that calls the objective itself, which
// leaves no place for stopping, retries, limits and observers; one generator per trial, which cannot outlive the process.
//
// `await study.evolve(space, { init, step }, { scheduler: schedulers.pbt({ … }), steps })`: members of a population are
// copied while they train, so here the state must be the scheduler's to hand round, and the objective comes in parts.
//
// `successiveHalving(objective, configs, budgets)` and `hyperband({ getConfig, train, maxBudget })` need no study.
import { createChosen, type OptionsOf, type Registry } from '../parts/registry.ts'
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
  pb2: () => import('./pb2.ts'),
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
 * and `pb2` train the population of `study.evolve`.
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
