import { describe, expect, test } from 'vitest'
import { boundingBox, choice, createStudy, float, int, permutation, type Space, space } from '../../../src/hpo/index.ts'

const search = space({
  lr: float(1e-5, 1).log(),
  width: int(1, 100),
  act: choice('tanh', 'sin', 'relu'),
  rest: float(0, 1),
})
type P = { readonly lr: number; readonly width: number; readonly act: string; readonly rest: number }
/** Tasks are alike: their optima lie at lr 0.01 to 0.03, width 30 to 40, with tanh or sin. */
const task =
  (shift: number) =>
  (params: P): number =>
    Math.log10(params.lr / (0.01 * (1 + 2 * shift))) ** 2 +
    ((params.width - 30 - 10 * shift) / 20) ** 2 +
    (params.act === (shift < 0.5 ? 'tanh' : 'sin') ? 0 : 4)

const solved = async (shift: number, seed: number) => {
  const study = await createStudy({ sampler: 'tpe', seed, pruner: null })
  await study.optimize(search, task(shift), { trials: 60 })
  return study
}

describe('`boundingBox`', () => {
  test('learns the space from the best of other studies, so that a random search of a new task does better', async () => {
    const sources = await Promise.all([0, 0.4, 0.6, 1].map((shift, at) => solved(shift, at)))
    const box = boundingBox(search, sources)
    const best = async (searched: typeof box, seed: number) => {
      const study = await createStudy({ sampler: 'random', seed, pruner: null })
      await study.optimize(searched, task(0.5), { trials: 20 })
      return study
    }
    const { distributions } = (await best(box, 0)).trials[0]
    expect(distributions.act).toMatchObject({ choices: ['tanh', 'sin'] })
    const { lr, width } = distributions as Record<string, { readonly low: number; readonly high: number }>
    expect(Math.log10(lr.high / lr.low)).toBeLessThan(2.5)
    expect(lr.low).toBeLessThan(0.02)
    expect(lr.high).toBeGreaterThan(0.02)
    expect([width.low, width.high].every(Number.isInteger)).toBe(true)
    expect(width.low).toBeLessThanOrEqual(35)
    expect(width.high).toBeGreaterThanOrEqual(35)
    const wins = await Promise.all(
      Array.from(
        { length: 10 },
        async (_, seed) => (await best(box, seed)).bestValue < (await best(search, seed)).bestValue,
      ),
    )
    expect(wins.filter(Boolean).length).toBeGreaterThanOrEqual(8)
  })

  test('holds the best trials of every source, and leaves alone what none of them knows', async () => {
    const known = space({ lr: float(1e-6, 10).log(), width: int(1, 200) })
    const source = await createStudy({ pruner: null })
    for (const [lr, width, value] of [
      [0.1, 50, 0],
      [5, 150, 1],
      [1e-3, 20, 9],
    ] as const)
      // prettier-ignore
      await source.addTrial({ space: known, params: { lr, width }, values: value } as never)
    const wide: Space<unknown> = space({ lr: float(1e-5, 1).log(), width: int(1, 100), free: float(0, 1), order: permutation([1, 2, 3]) }) // prettier-ignore
    const study = await createStudy({ sampler: 'random', pruner: null })
    const { flatParams, id } = await study.ask(boundingBox(wide, [source], { top: 2, margin: 0 }))
    const { distributions } = (await study.refresh()).trials.find((trial) => trial.id === id)!
    expect(Object.keys(flatParams)).toContain('free')
    const lr = distributions.lr as { readonly low: number; readonly high: number }
    expect(lr.low).toBeCloseTo(0.1, 10)
    expect(lr.high).toBeCloseTo(1, 10)
    expect(distributions.width).toMatchObject({ low: 50, high: 100 })
    expect(distributions.free).toMatchObject({ low: 0, high: 1 })
  })

  test('refuses what it cannot learn from', async () => {
    const empty = await createStudy({ pruner: null })
    const code = (run: () => unknown) => {
      try {
        run()
      } catch (error) {
        return (error as { code?: string }).code
      }
      return null
    }
    expect(code(() => boundingBox(search, [empty]))).toBe('adaptation/no-box')
    expect(code(() => boundingBox(search, []))).toBe('base/bad-argument')
    expect(code(() => boundingBox(search, [5] as never))).toBe('base/bad-argument')
    expect(code(() => boundingBox({} as never, [empty]))).toMatch(/^(space|base)\//)
    expect(code(() => boundingBox(search, [empty], { topp: 1 } as never))).toBe('base/unknown-option')
    expect(code(() => boundingBox(search, [empty], { top: 0 }))).toBe('adaptation/bad-option')
    expect(code(() => boundingBox(search, [empty], { margin: -1 }))).toBe('adaptation/bad-option')
  })
})
