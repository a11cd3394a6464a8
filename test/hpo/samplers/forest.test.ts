import { describe, expect, test } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { growForest, predict } from '../../../src/hpo/samplers/forest/random-forest.ts'
import { growTree, leafAt } from '../../../src/hpo/samplers/forest/regression-tree.ts'
import { type TreeData, treeTable } from '../../../src/hpo/samplers/forest/tree-table.ts'
import { resolveSampler, type SamplerChoice, samplers } from '../../../src/hpo/samplers/registry.ts'
import type { Distribution, Params, SearchSpace } from '../../../src/hpo/space/distribution.ts'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { float as floatNode } from '../../../src/hpo/space/kinds/float.ts'
import { oneOf } from '../../../src/hpo/space/kinds/one-of.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { quantile } from '../../../src/math/stats/quantile.ts'
import { openStudy, refusal } from '../study/setup.ts'
import { minimize } from './ask-tell.ts'

const numbers = [{ axis: 0, hamming: false }]
const rowsOf = (values: readonly number[]) => values.map((value) => Float64Array.of(value))

/** A tree that sees every row once. */
const grow = (data: TreeData, seed: number) =>
  growTree(treeTable(data), new Uint32Array(data.rows.length).fill(1), createRng(seed))

describe('growTree', () => {
  test('parts numbers where the squared error is lowest, between the two values there', () => {
    for (let seed = 0; seed < 50; seed++) {
      const tree = grow({ layout: numbers, rows: rowsOf([0.9, 0.1, 0.2, 0.7]), values: [5, 1, 1, 5] }, seed)
      expect(tree).toMatchObject({ columns: [0, -1, -1], rights: [2, -1, -1], means: [3, 1, 5], variances: [4, 0, 0] })
      expect(tree.thresholds[0] > 0.2 && tree.thresholds[0] <= 0.7).toBe(true)
    }
  })

  test('parts choices by their means, whatever their order, and sends those it has not seen right', () => {
    const data = {
      layout: [{ axis: 0, hamming: true }],
      rows: rowsOf([-1, 0, 1, 2, -1, 0, 1, 2]),
      values: [1, 9, 1, 9, 1, 9, 1, 9],
    }
    const tree = grow(data, 0)
    expect(tree.means).toEqual([5, 1, 9])
    expect([-1, 0, 1, 2, 3].map((index) => leafAt(tree, Float64Array.of(index)))).toEqual([1, 2, 1, 2, 2])
  })

  test('counts a row as often as it was drawn, and not at all when it was not', () => {
    const table = treeTable({ layout: numbers, rows: rowsOf([0.1, 0.2, 0.3, 0.9]), values: [1, 2, 4, 100] })
    const tree = growTree(table, Uint32Array.of(3, 1, 2, 0), createRng(0))
    expect(tree.means[0]).toBeCloseTo((3 * 1 + 2 + 2 * 4) / 6, 12)
    expect(tree.means[leafAt(tree, Float64Array.of(0.9))]).toBe(4)
  })

  test('reproduces distinct observations, and keeps equal points together', () => {
    const rng = createRng(3)
    const rows = Array.from({ length: 60 }, () => Float64Array.from({ length: 3 }, () => rng.uniform()))
    const values = rows.map(([x, y]) => Math.sin(5 * x) * y)
    const layout = [0, 1, 2].map((axis) => ({ axis, hamming: false }))
    const tree = grow({ layout, rows, values }, 1)
    // Leaves hold at most two observations, since fewer than three are not split.
    const error = rows.reduce((sum, row, i) => sum + Math.abs(tree.means[leafAt(tree, row)] - values[i]), 0) / 60
    expect(error).toBeLessThan(0.02)
    const same = grow({ layout: numbers, rows: rowsOf([0.5, 0.5, 0.5]), values: [1, 2, 6] }, 1)
    expect(same).toMatchObject({ columns: [-1], means: [3], variances: [14 / 3] })
  })
})

test('growForest is less sure far from what it has seen', () => {
  const rows = rowsOf(Array.from({ length: 40 }, (_, i) => (i < 20 ? i / 100 : 0.8 + (i - 20) / 100)))
  const forest = growForest({ layout: numbers, rows, values: rows.map(([x]) => 10 * x) }, 30, createRng(0))
  const at = (x: number) => {
    const predicted = { mean: 0, deviation: 0 }
    predict(forest, Float64Array.of(x), predicted)
    return predicted
  }
  expect(at(0.1).mean).toBeCloseTo(1, 0)
  expect(at(0.5).deviation).toBeGreaterThan(4 * at(0.1).deviation)
})

/** An architecture: each layer is best when it is that of the pattern and differs from the one before. */
const layers: SearchSpace = new Map<string, Distribution>(
  Array.from({ length: 8 }, (_, i) => [`layer${i}`, { kind: 'categorical', choices: ['a', 'b', 'c', 'd'] }]),
)
const misfit = (params: Params): number =>
  Array.from({ length: 8 }, (_, i) => Number(params[`layer${i}`] !== 'abcd'[i % 4])).reduce((a, b) => a + b)

async function median(chosen: SamplerChoice, trials: number): Promise<number> {
  const best: number[] = []
  for (let seed = 0; seed < 5; seed++) {
    const sampler = await resolveSampler(chosen)
    best.push(minimize({ sampler, space: layers, rng: createRng(seed) }, misfit, trials))
  }
  return quantile(best, 0.5)
}

describe('samplers.forest', () => {
  test('finds the best of 65,536 architectures, or nearly, in 70 trials', async () => {
    expect(await median(samplers.forest({ challengers: 500, localSearches: 3 }), 70)).toBeLessThanOrEqual(1)
    expect(await median(samplers.random(), 70)).toBeGreaterThanOrEqual(2)
  })

  test('learns which branch is better, and its parameters, beside failures, constraints and four workers', async () => {
    const study = await openStudy({ sampler: await resolveSampler(samplers.forest({ challengers: 300 })) })
    const s = space({
      act: choice('tanh', 'sin', 'relu'),
      opt: oneOf('name', { adam: { beta: floatNode(0, 1) }, sgd: { momentum: floatNode(0, 1) } }),
    })
    await study.optimize(
      s,
      ({ act, opt }, { number }) => {
        if (number % 9 === 4) throw new RangeError('diverged')
        const values = (opt.name === 'adam' ? 1 + opt.beta : Math.abs(opt.momentum - 0.3)) + Number(act !== 'sin')
        return { values, constraints: [opt.name === 'sgd' ? 0.2 - opt.momentum : 0] }
      },
      { trials: 60, concurrency: 4, catch: [RangeError] },
    )
    expect(study.bestValue).toBeLessThan(0.05)
    const later = study.trials.slice(30).filter(({ params }) => params.act === 'sin' && params.opt === 'sgd')
    expect(later.length).toBeGreaterThan(18)
  })

  test('logY tells small values apart that differ by orders of magnitude', async () => {
    const sampler = await resolveSampler(samplers.forest({ logY: true, challengers: 300 }))
    const study = await openStudy({ sampler })
    await study.optimize(space({ x: floatNode(-1, 1) }), ({ x }) => 10 ** (12 * Math.abs(x - 0.4) - 6), { trials: 45 })
    expect(Math.abs(study.bestParams.x as number - 0.4)).toBeLessThan(0.02) // prettier-ignore
    const none = await openStudy({ sampler })
    await none.optimize(space({ x: floatNode(-1, 1) }), () => -1, { trials: 15 })
    expect(none.trials).toHaveLength(15)
  })

  test('refuses several objectives', async () => {
    const error = await refusal(() => openStudy({ sampler: 'forest', directions: ['minimize', 'minimize'] }))
    expect(error.message).toContain('"forest"')
  })

  test.each([
    [{ trees: 0 }, /at least 1/],
    [{ randomShare: 2 }, /from 0 to 1/],
    [{ logY: 1 }, /true or false/],
  ])('%j is refused', async (options, text) => {
    await expect(resolveSampler(samplers.forest(options as never))).rejects.toThrow(text)
  })
})
