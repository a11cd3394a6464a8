import { z } from 'zod'
import type { PlannedRung } from '../core/hyperband-plan.ts'
import { legOf } from '../core/scheduler.ts'
import { wholeNumber } from '../parts/number-options.ts'
import { parseOptions } from '../parts/parse-options.ts'
import { type BracketPlan, nextInBrackets } from './bracket-schedule.ts'
import { type FidelityOption, fidelityField, rungResources } from './fidelity-option.ts'
import { judgeLeg } from './rung-record.ts'
import type { SchedulerDefinition } from './scheduler-definition.ts'
import { wholeBudgets } from './whole-budgets.ts'
import { Yardstick, yardstickFields, type YardstickOptions } from './yardstick.ts'

/** One bracket of successive halving. */
export interface SuccessiveHalvingOptions extends YardstickOptions {
  /**
   * What a trial may cost: `{ name: 'epochs', min: 1, max: 81 }`. Default: the range of the parameter that the space marks
   * with `.fidelity()`.
   */
  readonly fidelity?: FidelityOption
  /** How many trials begin; a whole number ≥ 1, default as many as leave one for the full resource. */
  readonly trials?: number
  /** η: one in how many goes on at each rung, and how much longer the next rung is; a whole number ≥ 2, default 3. */
  readonly eta?: number
}

const schema = z.strictObject({
  fidelity: fidelityField(),
  trials: wholeNumber(1).optional(),
  eta: wholeNumber(2).default(3),
  ...yardstickFields,
})

/**
 * Synchronous successive halving on a study: all trials get the least resource, then the best 1/η of them η times more,
 * and so on, until one or a few get it in full. Those that go on are resumed from their checkpoints (Jamieson and
 * Talwalkar 2016, "Non-stochastic best arm identification and hyperparameter optimization", figure 3).
 *
 * Choose it when early results are known to be telling; Hyperband hedges that bet.
 */
export const definition: SchedulerDefinition<SuccessiveHalvingOptions> = {
  create(options) {
    const settings = parseOptions(schema, options, { kind: 'scheduler', name: 'successiveHalving' })
    const { fidelity } = settings
    const yardstick = new Yardstick('successiveHalving', settings)
    const resources = rungResources(fidelity, settings.eta)
    const first = settings.trials ?? settings.eta ** (resources.length - 1)
    const rungs: readonly PlannedRung[] = resources.map((resource, i) => ({
      configs: Math.max(1, Math.floor(first / settings.eta ** i)),
      resource,
    }))
    const plan: BracketPlan = {
      scheduler: 'successiveHalving',
      yardstick,
      brackets: wholeBudgets([rungs], fidelity),
      rounds: 1,
      eta: settings.eta,
    }
    return {
      name: 'successiveHalving',
      fidelity,
      multiObjective: true,
      prunesLeftovers: true,
      next: (view) => nextInBrackets(view, plan),
      judge(request) {
        const leg = legOf(request.trial, 'successiveHalving')
        return leg === null ? 'continue' : judgeLeg(request, { leg, max: fidelity.max, yardstick })
      },
    }
  },
}
