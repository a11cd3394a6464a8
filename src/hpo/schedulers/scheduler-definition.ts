import type { PopulationScheduler } from '../core/population-scheduler.ts'
import type { Scheduler } from '../core/scheduler.ts'

/** How a scheduler of trials is registered. */
export interface SchedulerDefinition<Options> {
  create(options?: Options): Scheduler
}

/** How a scheduler of a population is registered. */
export interface PopulationSchedulerDefinition<Options> {
  create(options?: Options): PopulationScheduler
}
