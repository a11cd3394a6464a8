import { inspect } from 'node:util'
import { expect, expectTypeOf, test } from 'vitest'
import { studyResult } from '../../../src/hpo/analysis/study-result.ts'
import type { Params } from '../../../src/hpo/space/distribution.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { powers } from '../../../src/hpo/space/kinds/powers.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { trialRecord } from '../../../src/testing/trial-record.ts'
import { openStudy } from '../study/setup.ts'

const s = space({ x: float(0, 1) })
const flat = (params: Params): Params => params

test('`study.optimize(space)` gives the best parameters as the objective got them', async () => {
  const study = await openStudy()
  const wide = space({ width: powers(16, 512) })
  const [best, value] = await study.optimize(wide, ({ width }) => width, { trials: 30 })
  expectTypeOf(best).toEqualTypeOf<{ width: number } | null>()
  expect(best).toEqual({ width: value })
  const other = await study.optimize(s, ({ x }) => x + 1000, { trials: 1 })
  expect(other.bestParams).toBeNull()
})

test('`study.optimize` gives what was found, by name and in order', async () => {
  const study = await openStudy()
  const result = await study.optimize(s, ({ x }) => x, { trials: 12 })
  const [bestParams, bestValue, history] = result
  expect(bestValue).toBe(study.bestValue)
  expect(bestParams).toEqual(study.bestParams)
  expect(history).toHaveLength(12)
  expect(result).toMatchObject({ bestParams, bestValue, totalEvaluations: 12 })
  expectTypeOf(result.bestValue).toEqualTypeOf<number | null>()
})

test('a result reads as a few lines', () => {
  const trials = [
    trialRecord({ number: 0, values: [0.25], params: { lr: 0.00123456, act: 'tanh' } }),
    trialRecord({ number: 1, state: 'fail' }),
  ]
  const result = studyResult({ name: 'burgers', directions: ['minimize'], trials }, flat)
  const text =
    'Study burgers\n  2 trials: 1 complete, 1 failed\n  best value 0.25 in trial 0\n    lr: 0.001235\n    act: "tanh"'
  expect(result.toString()).toBe(text)
  expect(inspect(result)).toBe(text)
})

test.each([
  {
    kind: 'float',
    low: 1e-4,
    high: 1,
    log: true,
    step: null,
    ends: [
      [1e-4, 1.05e-4],
      [0.95, 1],
    ],
    inside: [2e-4, 0.5],
  },
  {
    kind: 'float',
    low: 0,
    high: 10,
    log: false,
    step: null,
    ends: [
      [0, 0.1],
      [9.9, 10],
    ],
    inside: [0.2, 5],
  },
  { kind: 'int', low: 1, high: 5, log: false, step: 1, ends: [[1], [5]], inside: [2, 4] },
] as const)(
  'a result says where the best trial stands at an end of its range: $kind $low to $high',
  ({ ends, inside, ...range }) => {
    const end = (x: number): string | undefined => {
      const trial = trialRecord({ number: 0, values: [1], params: { x }, distributions: { x: range } })
      const result = studyResult({ name: 's', directions: ['minimize'], trials: [trial] }, flat)
      return /at the (\w+) end of its range/.exec(String(result))?.[1]
    }
    const [low, high] = ends
    expect(low.map(end)).toEqual(low.map(() => 'lower'))
    expect(high.map(end)).toEqual(high.map(() => 'upper'))
    expect(inside.map(end)).toEqual(inside.map(() => undefined))
  },
)

test('a result of several objectives has a front instead of a best value', () => {
  const trials = [[1, 2], [2, 1], [3, 3]].map((values, number) => trialRecord({ number, values })) // prettier-ignore
  const result = studyResult({ name: 's', directions: ['minimize', 'minimize'], trials }, flat)
  expect(result).toMatchObject({ bestParams: null, bestValue: null, convergence: null })
  expect(result.bestTrials.map(({ number }) => number)).toEqual([0, 1])
  expect(result.toString()).toContain('2 trials on the Pareto front')
})

test('`study.convergence` names the improvements and what came after the start', () => {
  const values = [5, 3, 4, 2, 2.5]
  const trials = values.map((value, number) => trialRecord({ number, values: [value] }))
  expect(studyResult({ name: 's', directions: ['minimize'], trials }, flat).convergence).toEqual({
    improvements: [{ trial: 0, value: 5 }, { trial: 1, value: 3 }, { trial: 3, value: 2 }], // prettier-ignore
    bestTrial: 3,
    finalImprovement: 0,
    trialsSinceBest: 1,
  })
})

test('`study.convergence({ startupTrials })` says how much was gained after the random start', async () => {
  const study = await openStudy()
  await study.addTrial({ space: s, params: { x: 0.5 }, values: 5 })
  await study.addTrial({ space: s, params: { x: 0.6 }, values: 2 })
  expect(study.convergence({ startupTrials: 1 })).toMatchObject({ bestTrial: 1, finalImprovement: 3 })
})
