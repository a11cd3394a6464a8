import { compareValues, type Direction } from '../core/direction.ts'
import type { PlannedRung } from '../core/hyperband-plan.ts'

/** One evaluation of a search. */
export interface Evaluated<Config> {
  readonly config: Config
  readonly budget: number
  /** NaN when the evaluation threw an error that `catch` lists. */
  readonly value: number
  /** The rung, from 0. */
  readonly round: number
  /** The bracket, from 0 for the most daring. */
  readonly bracket: number
}

/** What a search has found. */
export interface SearchResult<Config> {
  /** The best configuration of those that got the largest budget, over all brackets; null when nothing gave a number. */
  readonly best: Evaluated<Config> | null
  readonly bestConfig: Config | null
  /** NaN when there is none. */
  readonly bestValue: number
  /** Every evaluation, in order. */
  readonly history: readonly Evaluated<Config>[]
  /** The sum of all budgets. */
  readonly totalBudget: number
}

/** How configurations are evaluated and compared. */
export interface SearchRules<Config> {
  readonly evaluate: (config: Config, budget: number) => number | Promise<number>
  readonly direction: Direction
  /** Errors that count as a value of NaN. */
  readonly catch: readonly (abstract new (...args: never[]) => unknown)[]
  readonly signal: AbortSignal | undefined
  /** Evaluations that are left; the search ends when they are used up. */
  readonly evaluations: { left: number }
}

/** Runs one bracket: every configuration at the first rung, then the best of each rung at the next. */
export async function runBracket<Config>(
  configs: readonly Config[],
  { rungs, bracket }: { readonly rungs: readonly PlannedRung[]; readonly bracket: number },
  rules: SearchRules<Config>,
): Promise<readonly Evaluated<Config>[]> {
  const history: Evaluated<Config>[] = []
  let left = configs
  for (const [round, { resource: budget }] of rungs.entries()) {
    const results: Evaluated<Config>[] = []
    for (const config of left) {
      if (rules.evaluations.left <= 0) return [...history, ...results]
      rules.evaluations.left--
      results.push({ config, budget, value: await evaluated(config, budget, rules), round, bracket })
    }
    history.push(...results)
    // Sorting is stable and compares nothing but values: equal ones stay as they were.
    const ranked = results.filter(({ value }) => !Number.isNaN(value)).sort((a, b) => better(rules, a, b))
    left = ranked.slice(0, rungs[round + 1]?.configs ?? 0).map(({ config }) => config)
  }
  return history
}

async function evaluated<Config>(config: Config, budget: number, rules: SearchRules<Config>): Promise<number> {
  rules.signal?.throwIfAborted()
  try {
    return await rules.evaluate(config, budget)
  } catch (error) {
    if (rules.catch.some((errorClass) => error instanceof errorClass)) return Number.NaN
    throw error
  }
}

/** Puts the evaluations of all brackets together. */
export function searchResult<Config>(
  history: readonly Evaluated<Config>[],
  { direction }: { readonly direction: Direction },
): SearchResult<Config> {
  let best: Evaluated<Config> | null = null
  let totalBudget = 0
  for (const each of history) {
    totalBudget += each.budget
    if (Number.isNaN(each.value)) continue
    const isLonger = best === null || each.budget > best.budget
    if (best === null || isLonger || (each.budget === best.budget && better({ direction }, each, best) < 0)) best = each
  }
  return { best, bestConfig: best?.config ?? null, bestValue: best?.value ?? Number.NaN, history, totalBudget }
}

function better(
  { direction }: { readonly direction: Direction },
  a: { readonly value: number },
  b: { readonly value: number },
): number {
  return compareValues(direction, a.value, b.value)
}
