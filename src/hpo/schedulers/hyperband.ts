import { z } from 'zod'
import { hyperbandPlan } from '../core/hyperband-plan.ts'
import { legOf } from '../core/scheduler.ts'
import { wholeNumber } from '../parts/number-options.ts'
import { parseOptions } from '../parts/parse-options.ts'
import { type BracketPlan, nextInBrackets } from './bracket-schedule.ts'
import { type FidelityOption, fidelityField } from './fidelity-option.ts'
import { judgeLeg } from './rung-record.ts'
import type { SchedulerDefinition } from './scheduler-definition.ts'
import { wholeBudgets } from './whole-budgets.ts'
import { Yardstick, yardstickFields, type YardstickOptions } from './yardstick.ts'

/** How Hyperband hands out the resource. */
export interface HyperbandOptions extends YardstickOptions {
  /**
   * What a trial may cost: `{ name: 'epochs', min: 1, max: 81 }`. Default: the range of the parameter that the space marks
   * with `.fidelity()`.
   */
  readonly fidelity?: FidelityOption
  /** η: one in how many goes on at each rung, and how much longer the next rung is; a whole number ≥ 2, default 3. */
  readonly eta?: number
  /** How often all brackets are gone through; a whole number ≥ 1, default 1. */
  readonly rounds?: number
}

const schema = z.strictObject({
  fidelity: fidelityField(),
  eta: wholeNumber(2).default(3),
  rounds: wholeNumber(1).default(1),
  ...yardstickFields,
})

/**
 * Synchronous Hyperband on a study: brackets from many short trials to few long ones, each with the exact table of the
 * paper (81, 34, 15, 8 and 5 trials for max 81, η 3). A rung waits for all of its trials, then the best are resumed from
 * their checkpoints and the others pruned (Li et al. 2018, "Hyperband", JMLR 18(185), algorithm 1).
 *
 * Choose it when it is not known how early a learning curve says something. With `samplers.bohb()` it is BOHB. It ends the
 * run when every bracket is done.
 */
export const definition: SchedulerDefinition<HyperbandOptions> = {
  create(options) {
    const settings = parseOptions(schema, options, { kind: 'scheduler', name: 'hyperband' })
    const { fidelity } = settings
    const yardstick = new Yardstick('hyperband', settings)
    const table = hyperbandPlan({
      minResource: fidelity.min,
      maxResource: fidelity.max,
      reductionFactor: settings.eta,
    })
    const plan: BracketPlan = {
      ...settings,
      scheduler: 'hyperband',
      yardstick,
      brackets: wholeBudgets(table, fidelity),
    }
    return {
      name: 'hyperband',
      fidelity,
      multiObjective: true,
      prunesLeftovers: true,
      next: (view) => nextInBrackets(view, plan),
      judge(request) {
        const leg = legOf(request.trial, 'hyperband')
        return leg === null ? 'continue' : judgeLeg(request, { leg, max: fidelity.max, yardstick })
      },
    }
  },
}
