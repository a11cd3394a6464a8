import { expect, test } from 'vitest'
import { definition } from '../../../src/hpo/pruners/wilcoxon.ts'
import { resolvePruner } from '../../../src/hpo/pruners/registry.ts'
import { openStudy } from '../study/setup.ts'
import { pruneRequest } from './setup.ts'

const best = { curve: { 0: 1, 1: 2, 2: 3, 3: 4, 4: 5 }, values: [3] }
const shouldPrune = (
  ...[curve, options]: [Record<number, number>, Parameters<typeof definition.create>[0]?]
): boolean => definition.create(options).shouldPrune(pruneRequest({ past: [best], curve }))

test('`wilcoxon.shouldPrune` stops what is worse on enough instances, in whatever order they come', () => {
  // Four worse ones of four: p = 1/16. Three of three: p = 1/8.
  expect(shouldPrune({ 3: 5, 0: 3, 2: 4.5, 1: 3.2 })).toBe(true)
  expect(shouldPrune({ 3: 5, 0: 3, 2: 4.5 })).toBe(false)
  expect(shouldPrune({ 3: 5, 0: 3, 2: 4.5 }, { pThreshold: 0.2 })).toBe(true)
  expect(shouldPrune({ 3: 5, 0: 3, 2: 4.5, 1: 3.2 }, { nStartupSteps: 5 })).toBe(false)
})

test('`wilcoxon.shouldPrune` goes on while the mean is at least as good, and with NaN or infinite values', () => {
  // Most differences say worse, the mean says better.
  expect(shouldPrune({ 0: 1.1, 1: 2.2, 2: 3.3, 3: 4.4, 4: -90 }, { pThreshold: 0.9 })).toBe(false)
  expect(shouldPrune({ 0: 9, 1: 9, 2: 9, 3: 9, 4: Infinity })).toBe(false)
  expect(shouldPrune({ 0: 9, 1: 9, 2: 9, 3: 9, 4: Number.NaN })).toBe(false)
})

test('`wilcoxon({ returnMean: true })` completes a stopped trial with the mean of its reports', async () => {
  const instances = [1, 2, 3, 4, 5, 6]
  const run = async (returnMean: boolean) => {
    const study = await openStudy({ pruner: await resolvePruner({ name: 'wilcoxon', options: { returnMean } }) })
    await study.optimize(
      async (trial) => {
        let sum = 0
        for (const [step, instance] of instances.entries()) {
          const value = instance + trial.number * (10 + instance)
          sum += value
          await trial.report(value, step)
        }
        return sum / instances.length
      },
      { trials: 2 },
    )
    return study.trials[1]
  }
  expect(await run(false)).toMatchObject({ state: 'pruned' })
  const stopped = await run(true)
  expect(stopped.intermediateValues.size).toBe(4)
  expect(stopped).toMatchObject({ state: 'complete', values: [15] })
})
