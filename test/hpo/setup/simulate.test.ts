import { describe, expect, test } from 'vitest'
import { choice, createStudy, int, pruners, simulate, space, type TableRow } from '../../../src/hpo/index.ts'

const s = space({ width: int(1, 5), act: choice('tanh', 'sin') })
type P = { width: number; act: 'tanh' | 'sin' }

/** Wider nets are better and slower; the curves fall towards 1/width. */
const rows: TableRow<P>[] = [1, 2, 3, 4, 5].flatMap((width) =>
  (['tanh', 'sin'] as const).map((act) => ({
    params: { width, act },
    curve: Array.from({ length: 10 }, (_, step) => 1 / width + 1 / (step + 1)),
    secondsPerStep: width,
  })),
)

describe('simulate', () => {
  test('tells what the table holds, in the time that it says', async () => {
    const study = await createStudy({ sampler: 'grid', pruner: null, seed: 1 })
    const { seconds, timeline } = await simulate(study, { space: s, rows }, { trials: 10 })
    expect(study.bestParams['width']).toBe(5)
    expect(study.bestValue).toBeCloseTo(0.3, 12)
    expect(seconds).toBe(2 * 10 * (1 + 2 + 3 + 4 + 5))
    expect(timeline).toHaveLength(10)
    expect(timeline.at(-1)).toMatchObject({ seconds, best: study.bestValue })
  })

  test('runs workers side by side: four take about a quarter of the time, and fast trials end first', async () => {
    const alone = await simulate(
      await createStudy({ sampler: 'grid', pruner: null }),
      { space: s, rows },
      { trials: 10 },
    )
    const study = await createStudy({ sampler: 'grid', pruner: null })
    const { seconds, timeline } = await simulate(study, { space: s, rows }, { trials: 10, workers: 4 })
    expect(seconds).toBeGreaterThanOrEqual(alone.seconds / 4)
    expect(seconds).toBeLessThan(alone.seconds / 2)
    expect(timeline.map((end) => end.seconds)).toEqual(timeline.map((end) => end.seconds).toSorted((a, b) => a - b))
  })

  test('saves time with a pruner, and is the same each time', async () => {
    const run = async (pruner: ReturnType<typeof pruners.median> | null) => {
      const study = await createStudy({ sampler: 'random', pruner, seed: 4 })
      const simulation = await simulate(study, { space: s, rows }, { trials: 40, workers: 3 })
      return { ...simulation, pruned: study.trials.filter(({ state }) => state === 'pruned').length }
    }
    const pruned = await run(pruners.median())
    expect(pruned.pruned).toBeGreaterThan(0)
    expect(pruned.seconds).toBeLessThan((await run(null)).seconds)
    expect(await run(pruners.median())).toEqual(pruned)
  })

  test('refuses an empty table and parameters without a row', async () => {
    const study = await createStudy({ sampler: 'random' })
    await expect(simulate(study, { space: s, rows: [] }, { trials: 1 })).rejects.toMatchObject({ code: 'simulation/empty-table' }) // prettier-ignore
    await expect(simulate(study, { space: s, rows: rows.slice(0, 1) }, { trials: 20 })).rejects.toMatchObject({ code: 'simulation/unknown-row' }) // prettier-ignore
  })
})
