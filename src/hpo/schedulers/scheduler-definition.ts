import type { Scheduler } from '../core/scheduler.ts'

/** How a scheduler of trials is registered. */
export interface SchedulerDefinition<Options> {
  create(options?: Options): Scheduler
}
