import { InputError, describeValue } from '../../base/errors.ts'
import type { PrunerChoice } from '../pruners/registry.ts'
import type { SamplerChoice } from '../samplers/registry.ts'

/** How much may be spent, and what one trial costs, in any one unit: GPU hours, hours of a machine, money. */
export interface Budget {
  readonly total: number
  readonly perTrial: number
}

/** A way to spend a budget. `sampler` and `pruner` go into `createStudy`, `maxTrials` into `optimize`. */
export interface BudgetPlan {
  readonly maxTrials: number
  readonly strategy: 'random_search' | 'bayesian' | 'hyperband'
  readonly recommendation: string
  readonly sampler: SamplerChoice
  readonly pruner: PrunerChoice
}

/**
 * What to do with a budget: below 20 trials random search, below 100 a model, from 100 on early stopping as well.
 *
 * @throws InputError `planning/bad-budget` for numbers that are not positive
 */
export function planBudget({ total, perTrial }: Budget): BudgetPlan {
  check('total', total)
  check('perTrial', perTrial)
  const maxTrials = Math.floor(total / perTrial)
  if (maxTrials < 20) {
    return {
      maxTrials,
      strategy: 'random_search',
      recommendation: 'Limited budget: use random search, and search only the parameters that matter most.',
      sampler: { name: 'random' },
      pruner: { name: 'none' },
    }
  }
  if (maxTrials < 100) {
    return {
      maxTrials,
      strategy: 'bayesian',
      recommendation: 'Medium budget: let a model choose the trials.',
      sampler: { name: 'tpe' },
      pruner: { name: 'none' },
    }
  }
  return {
    maxTrials,
    strategy: 'hyperband',
    recommendation: 'Large budget: let a model choose the trials, and stop the hopeless ones early.',
    sampler: { name: 'tpe' },
    pruner: { name: 'hyperband' },
  }
}

function check(field: keyof Budget, value: unknown): void {
  if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return
  throw new InputError('planning/bad-budget', {
    what: `${field} is ${describeValue(value)}.`,
    allowed: 'a number above 0',
    advice: 'Give both in the same unit, such as GPU hours.',
    details: { field, value },
  })
}
