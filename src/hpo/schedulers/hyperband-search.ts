import { z } from 'zod'
import type { Direction } from '../core/direction.ts'
import { hyperbandPlan } from '../core/hyperband-plan.ts'
import { wholeNumber } from '../parts/number-options.ts'
import { parseOptions } from '../parts/parse-options.ts'
import { type Evaluated, runBracket, searchResult, type SearchResult } from './halving-search.ts'
import { wholeBudgets } from './whole-budgets.ts'

/** What `hyperband` runs. */
export interface HyperbandSearchOptions<Config> {
  /** A fresh configuration; `index` counts from 0 over all brackets. */
  readonly getConfig: (index: number) => Config | Promise<Config>
  /** Trains a configuration with a budget and gives its value, unless `evaluate` does. */
  readonly train: (config: Config, budget: number) => unknown
  /** The value of a configuration after its training. Default: what `train` gave. */
  readonly evaluate?: (config: Config, budget: number) => number | Promise<number>
  /** R: the budget of a full training; a number above 0, default 81. */
  readonly maxBudget?: number
  /** r: the smallest budget; above 0, default 1. Budgets are whole numbers when both limits are. */
  readonly minBudget?: number
  /** η: one in how many survives a rung; a whole number ≥ 2, default 3. */
  readonly eta?: number
  /** Whether smaller or larger values are better; default `'minimize'`. */
  readonly direction?: Direction
  /** At most this many evaluations in all; default all of the plan. */
  readonly maxEvaluations?: number
  /** Errors of `train` and `evaluate` that put a configuration last; others reject. Default: none. */
  readonly catch?: readonly (abstract new (...args: never[]) => unknown)[]
  /** Ends the search with the signal's reason. */
  readonly signal?: AbortSignal
}

const positive = 'a number above 0'
const isFunction = (value: unknown): boolean => typeof value === 'function'
const schema = z
  .strictObject({
    getConfig: z.custom<(index: number) => unknown>(isFunction, 'a function that gives a configuration'),
    train: z.custom<(config: never, budget: number) => unknown>(
      isFunction,
      'a function of a configuration and its budget',
    ),
    evaluate: z
      .custom<(config: never, budget: number) => unknown>(isFunction, 'a function of a configuration')
      .optional(),
    maxBudget: z.number(positive).positive(positive).default(81),
    minBudget: z.number(positive).positive(positive).default(1),
    eta: wholeNumber(2).default(3),
    direction: z.enum(['minimize', 'maximize'], '"minimize" or "maximize"').default('minimize'),
    maxEvaluations: wholeNumber(1).optional(),
    catch: z.array(z.custom<abstract new (...args: never[]) => unknown>(isFunction)).default([]),
    signal: z.custom<AbortSignal>((value) => typeof value === 'object').optional(),
  })
  .refine(({ minBudget, maxBudget }) => minBudget <= maxBudget, {
    path: ['maxBudget'],
    message: 'a number that is not below "minBudget"',
  })

/**
 * Synchronous Hyperband without a study: brackets of successive halving, from many configurations with a small budget to
 * few with the full one. For R = 81 and η = 3 they begin with 81, 34, 15, 8 and 5 configurations. The result is the best
 * over all brackets. With a study, use `schedulers.hyperband`.
 *
 * ```ts
 * const { bestConfig, bestValue } = await hyperband({
 *   getConfig: () => ({ lr: 10 ** -(1 + 4 * rng.uniform()) }),
 *   train: (config, epochs) => lossAfter(config, epochs),
 *   maxBudget: 81, eta: 3,
 * })
 * ```
 *
 * Li et al. 2018, "Hyperband: a novel bandit-based approach to hyperparameter optimization", JMLR 18(185), algorithm 1.
 *
 * @throws InputError `scheduler/bad-option`, `scheduler/unknown-option`; what the functions throw unless `catch` lists it
 */
export async function hyperband<Config>(options: HyperbandSearchOptions<Config>): Promise<SearchResult<Config>> {
  const settings = parseOptions(schema, options, { kind: 'scheduler', name: 'hyperband' })
  const { maxBudget: maxResource, minBudget: minResource, eta: reductionFactor } = settings
  const table = hyperbandPlan({ minResource, maxResource, reductionFactor })
  const isWhole = Number.isInteger(minResource) && Number.isInteger(maxResource)
  const brackets = isWhole ? wholeBudgets(table, { min: minResource }) : table
  const { train, evaluate } = options
  const rules = {
    direction: settings.direction,
    catch: settings.catch,
    signal: settings.signal,
    evaluations: { left: settings.maxEvaluations ?? Number.POSITIVE_INFINITY },
    async evaluate(config: Config, budget: number): Promise<number> {
      const trained = await train(config, budget)
      return evaluate === undefined ? (trained as number) : evaluate(config, budget)
    },
  }
  const history: Evaluated<Config>[] = []
  let made = 0
  for (const [bracket, rungs] of brackets.entries()) {
    if (rules.evaluations.left <= 0) break
    const configs: Config[] = []
    for (let i = 0; i < rungs[0].configs; i++) configs.push(await options.getConfig(made++))
    history.push(...(await runBracket(configs, { rungs, bracket }, rules)))
  }
  return searchResult(history, settings)
}
