import { z } from 'zod'
import { checkFunction } from '../../base/check-argument.ts'
import type { Direction } from '../core/direction.ts'
import { wholeNumber } from '../parts/number-options.ts'
import { parseOptions } from '../parts/parse-options.ts'
import { runBracket, searchResult, type SearchResult } from './halving-search.ts'
import { badBudgets, badConfigs } from './messages.ts'

/** How `successiveHalving` compares configurations. */
export interface HalvingSearchOptions {
  /** η: one in how many survives a level; a whole number ≥ 2, default 3. */
  readonly eta?: number
  /** Whether smaller or larger values are better; default `'minimize'`. */
  readonly direction?: Direction
  /** Errors of the objective that put a configuration last; others reject. Default: none. */
  readonly catch?: readonly (abstract new (...args: never[]) => unknown)[]
  /** Ends the search with the signal's reason. */
  readonly signal?: AbortSignal
}

const schema = z.strictObject({
  eta: wholeNumber(2).default(3),
  direction: z.enum(['minimize', 'maximize'], '"minimize" or "maximize"').default('minimize'),
  catch: z.array(z.custom<abstract new (...args: never[]) => unknown>((v) => typeof v === 'function')).default([]),
  signal: z.custom<AbortSignal>((v) => typeof v === 'object').optional(),
})

/**
 * Evaluates all configurations with the smallest budget, the best ⌊1/η⌋ of them (at least one) with the next, and so on.
 * No study is needed: this is for an objective of a configuration and a budget. With a study, use
 * `schedulers.successiveHalving`, which stores trials and resumes them from checkpoints.
 *
 * ```ts
 * const { bestConfig } = await successiveHalving((config, epochs) => lossAfter(config, epochs), configs, [1, 3, 9, 27])
 * ```
 *
 * Jamieson and Talwalkar 2016, "Non-stochastic best arm identification and hyperparameter optimization", figure 3.
 *
 * @param budgetLevels rising budgets, in whatever the objective takes
 * @throws InputError `scheduler/no-configs`, `scheduler/bad-budgets`, `scheduler/bad-option`; what the objective throws
 *   unless `catch` lists it
 */
export async function successiveHalving<Config>(
  objective: (config: Config, budget: number) => number | Promise<number>,
  configs: readonly Config[],
  ...[budgetLevels, options]: [budgetLevels: readonly number[], options?: HalvingSearchOptions]
): Promise<SearchResult<Config>> {
  const settings = parseOptions(schema, options, { kind: 'scheduler', name: 'successiveHalving' })
  checkFunction({ call: 'successiveHalving', what: 'the objective', value: objective })
  if (!Array.isArray(configs) || configs.length === 0) throw badConfigs(configs)
  if (!isRising(budgetLevels)) throw badBudgets(budgetLevels)
  const rungs = budgetLevels.map((resource, level) => ({
    resource,
    configs: Math.max(1, Math.floor(configs.length / settings.eta ** level)),
  }))
  const rules = {
    ...settings,
    signal: settings.signal,
    evaluate: objective,
    evaluations: { left: Number.POSITIVE_INFINITY },
  }
  return searchResult(await runBracket(configs, { rungs, bracket: 0 }, rules), settings)
}

function isRising(levels: readonly number[]): boolean {
  return Array.isArray(levels) && levels.length > 0 && levels.every((level, i) => level > (i === 0 ? 0 : levels[i - 1]))
}
