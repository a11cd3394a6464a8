import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { hyperband } from '../../../src/hpo/schedulers/hyperband-search.ts'
import { successiveHalving } from '../../../src/hpo/schedulers/successive-halving-search.ts'
import { refusal } from '../study/setup.ts'

interface Config {
  readonly id: number
  readonly x: number
}

const golden = JSON.parse(
  readFileSync(new URL('../../golden/optuna-5.0.0.dev-golden.json', import.meta.url), 'utf8'),
) as { readonly hyperband: { readonly budgets: readonly number[] } }

/** Falls towards x² with the budget; x < 0 looks best early and is worst in the end. */
const loss = ({ x }: Config, budget: number): number => (x < 0 ? budget / 10 - 1 : x ** 2 + 1 / budget)

function configs(count: number): Config[] {
  const rng = createRng(1)
  return Array.from({ length: count }, (_, id) => ({ id, x: rng.uniform() }))
}

describe('`successiveHalving(objective, configs, budgetLevels)`', () => {
  test('keeps the best third of each level, and gives the best at the full budget', async () => {
    const all = configs(27)
    const { best, bestConfig, bestValue, history, totalBudget } = await successiveHalving(loss, all, [1, 3, 9, 27])
    const counts = [1, 3, 9, 27].map((budget) => history.filter((each) => each.budget === budget).length)
    expect(counts).toEqual([27, 9, 3, 1])
    expect(totalBudget).toBe(4 * 27)
    const smallest = all.toSorted((a, b) => a.x - b.x)
    expect(bestConfig).toBe(smallest[0])
    expect([best!.budget, best!.round, bestValue]).toEqual([27, 3, loss(smallest[0], 27)])
    const second = history.filter(({ round }) => round === 1).map(({ config }) => config)
    expect(new Set(second)).toEqual(new Set(smallest.slice(0, 9)))
  })

  test('does not take an early leader for the best', async () => {
    const { bestConfig } = await successiveHalving(loss, [{ id: 0, x: -1 }, ...configs(8)], [1, 100], { eta: 2 })
    expect(bestConfig!.x).toBeGreaterThan(0)
  })

  test('survives ties, NaN, and errors that are caught; a failure is never the best', async () => {
    const tied = await successiveHalving(() => 1, configs(9), [1, 2, 3])
    expect(tied.history.map(({ config }) => config.id)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 0])
    class Broken extends Error {}
    const objective = ({ id }: Config): number => {
      if (id === 0) throw new Broken()
      return id === 1 ? Number.NaN : id
    }
    for (const direction of ['minimize', 'maximize'] as const) {
      const { history, bestConfig } = await successiveHalving(objective, configs(6), [1, 2], {
        eta: 2,
        direction,
        catch: [Broken],
      })
      expect(bestConfig!.id).toBe(direction === 'minimize' ? 2 : 5)
      expect(history.filter(({ round }) => round === 1).every(({ config }) => config.id > 1)).toBe(true)
    }
    await expect(successiveHalving(objective, configs(6), [1, 2])).rejects.toThrow(Broken)
    const nothing = await successiveHalving(() => Number.NaN, configs(3), [1, 2])
    expect(nothing).toMatchObject({ best: null, bestConfig: null, bestValue: Number.NaN })
    expect(nothing.history.length).toBe(3)
  })

  test('ends with the reason of its signal', async () => {
    const controller = new AbortController()
    const objective = ({ id }: Config): number => {
      if (id === 2) controller.abort(new Error('enough'))
      return id
    }
    await expect(successiveHalving(objective, configs(6), [1, 2], { signal: controller.signal })).rejects.toThrow(
      'enough',
    )
  })

  test('refuses what it cannot run', async () => {
    expect((await refusal(() => successiveHalving(loss, [], [1, 2]))).code).toBe('scheduler/no-configs')
    for (const levels of [[], [2, 1], [0, 1], [1, 1]]) {
      expect((await refusal(() => successiveHalving(loss, configs(2), levels))).code).toBe('scheduler/bad-budgets')
    }
    const wrong = () => successiveHalving(loss, configs(2), [1], { eta: 1 })
    expect((await refusal(wrong)).code).toBe('scheduler/bad-option')
  })
})

describe('`hyperband({ getConfig, train, maxBudget: 81, eta: 3 })`', () => {
  test('runs exactly the table of the paper', async () => {
    const all = configs(200)
    const { history, totalBudget } = await hyperband({
      getConfig: (index) => all[index],
      train: loss,
      maxBudget: 81,
      eta: 3,
    })
    const table = golden.hyperband.budgets.map((_, bracket) => {
      const inside = history.filter((each) => each.bracket === bracket)
      const rounds = Math.max(...inside.map(({ round }) => round)) + 1
      return Array.from({ length: rounds }, (_, round) => {
        const here = inside.filter((each) => each.round === round)
        return [here.length, here[0].budget]
      })
    })
    // Li et al. 2018, table 1, with ⌈·⌉ for the number of configurations as in algorithm 1.
    expect(table).toEqual([
      [
        [81, 1],
        [27, 3],
        [9, 9],
        [3, 27],
        [1, 81],
      ],
      [
        [34, 3],
        [11, 9],
        [3, 27],
        [1, 81],
      ],
      [
        [15, 9],
        [5, 27],
        [1, 81],
      ],
      [
        [8, 27],
        [2, 81],
      ],
      [[5, 81]],
    ])
    expect(table.map(([[first]]) => first)).toEqual(golden.hyperband.budgets)
    expect(totalBudget).toBe(history.reduce((sum, { budget }) => sum + budget, 0))
    expect(new Set(history.map(({ config }) => config.id)).size).toBe(81 + 34 + 15 + 8 + 5)
  })

  test('gives the best over all brackets, not the first of the last one', async () => {
    // Configuration 3 belongs to the first bracket and is the best by far.
    const result = await hyperband({
      getConfig: (id) => ({ id, x: id === 3 ? 0 : 0.5 + id / 1000 }),
      train: loss,
      maxBudget: 81,
    })
    expect(result.bestConfig!.id).toBe(3)
    expect(result.best!.bracket).toBe(0)
    expect(result.bestValue).toBe(1 / 81)
  })

  test('survives ties of configurations that cannot be compared, and maximises', async () => {
    const result = await hyperband({ getConfig: (id) => ({ id }), train: () => 1, maxBudget: 9, direction: 'maximize' })
    expect(result.bestConfig).toEqual({ id: 0 })
  })

  test('trains and then evaluates when both are given, and stops at `maxEvaluations`', async () => {
    const calls: string[] = []
    const { history } = await hyperband({
      getConfig: (id) => id,
      train: (id, budget) => void calls.push(`train ${id} ${budget}`),
      evaluate: (id) => (calls.push(`evaluate ${id}`), id),
      maxBudget: 4,
      eta: 2,
      maxEvaluations: 5,
    })
    expect(history.length).toBe(5)
    expect(calls.slice(0, 2)).toEqual(['train 0 1', 'evaluate 0'])
  })

  test('keeps shares as budgets when the limits are no whole numbers', async () => {
    const { history } = await hyperband({
      getConfig: (id) => id,
      train: (id) => id,
      minBudget: 0.125,
      maxBudget: 1,
      eta: 2,
    })
    expect(new Set(history.map(({ budget }) => budget))).toEqual(new Set([0.125, 0.25, 0.5, 1]))
  })

  test('refuses options that it cannot use', async () => {
    const good = { getConfig: () => 1, train: () => 1 }
    for (const bad of [
      { train: 1 },
      { eta: 1 },
      { maxBudget: 0 },
      { minBudget: 9, maxBudget: 3 },
      { maxEvaluations: 0 },
    ]) {
      expect((await refusal(() => hyperband({ ...good, ...(bad as object) }))).code).toBe('scheduler/bad-option')
    }
  })
})
