import { describe, expect, test } from 'vitest'
import type { StopRule } from '../../../src/hpo/core/stop-rule.ts'
import type { TrialRecord } from '../../../src/hpo/core/trial-record.ts'
import { stopWhen } from '../../../src/hpo/stopping/stop-when.ts'
import { trialRecord } from '../../../src/testing/trial-record.ts'
import { openStudy, refusal } from '../study/setup.ts'

/** A study whose trials give these values, run until a rule ends it. */
async function run(values: readonly number[], rules: StopRule | readonly StopRule[]) {
  const study = await openStudy({ clock: { now: () => 1000 * study?.trials.length } })
  await study.optimize((trial) => values[trial.number], { trials: values.length, stopWhen: rules })
  return { trials: study.trials.length, ...study.lastEnd }
}

/** After how many of these trials, told one by one, a rule stops. */
function stopsAfter(rule: StopRule, trials: readonly Partial<TrialRecord>[], objectives = 1): number | null {
  const directions = Array.from({ length: objectives }, () => 'minimize' as const)
  const reason = rule.watch()
  const records = trials.map((trial, number) => trialRecord({ number, ...trial }))
  for (let count = 0; count <= records.length; count++) {
    const study = { name: 'study', directions, trials: records.slice(0, count) }
    if (reason({ study, elapsedMs: 0 }) !== null) return count
  }
  return null
}

describe('`study.optimize` with `stopWhen`', () => {
  test('ends before the next trial with the reason that the rule gives', async () => {
    const ended = await run([3, 2, 1, 0, -1], stopWhen.target(1.5))
    expect(ended).toEqual({ trials: 3, reason: 'rule', because: 'trial 2 has reached 1.5' })
  })

  test('takes a list, of which the first that applies ends the run', async () => {
    const rules = [stopWhen.target(-5), stopWhen.stagnation(2), stopWhen.trials(4)]
    expect(await run([1, 2, 3, 4, 5], rules)).toMatchObject({
      trials: 3,
      because: '2 trials in a row have not improved',
    })
    expect(await run([5, 4, 3, 2, 1], rules)).toMatchObject({ trials: 4, because: 'the study has 4 trials' })
  })

  test('without a rule that applies, ends as ever', async () => {
    expect(await run([1, 2], stopWhen.trials(3))).toEqual({ trials: 2, reason: 'trials', because: null })
  })

  test('`timeout` counts from the start of the run', async () => {
    const ended = await run([1, 2, 3, 4, 5], stopWhen.timeout('3 s'))
    expect(ended).toEqual({ trials: 3, reason: 'rule', because: '3 s have passed' })
  })

  test('`trials` counts those of earlier runs too', async () => {
    const study = await openStudy()
    await study.optimize(() => 1, { trials: 3 })
    await study.optimize(() => 1, { stopWhen: stopWhen.trials(5) })
    expect(study.trials.length).toBe(5)
    await study.optimize(() => 1, { stopWhen: stopWhen.trials(5) })
    expect(study.trials.length).toBe(5)
  })

  test('refuses what is no rule', async () => {
    const study = await openStudy()
    const error = await refusal(() => study.optimize(() => 1, { stopWhen: 'stagnation' as never }))
    expect(error.code).toBe('study/bad-option')
  })
})

describe('`stopWhen.stagnation`', () => {
  const values = (...list: number[]) => list.map((value) => ({ values: [value] }))

  test('counts complete trials only, and infeasible ones as no improvement', () => {
    const between = [{ state: 'pruned' as const }, { state: 'fail' as const }, { state: 'running' as const }]
    const [first, second] = values(2, 3)
    expect(stopsAfter(stopWhen.stagnation(2), [first, ...between, second, second])).toBe(6)
    const infeasible = { values: [0], systemAttrs: { constraints: [1] } }
    expect(stopsAfter(stopWhen.stagnation(2), [first, infeasible, infeasible])).toBe(3)
  })

  test('wants an improvement by more than `minDelta`', () => {
    expect(stopsAfter(stopWhen.stagnation(3, { minDelta: 0.1 }), values(1, 0.95, 0.92, 0.8, 0.79))).toBe(null)
    expect(stopsAfter(stopWhen.stagnation(2, { minDelta: 0.1 }), values(1, 0.95, 0.92, 0.8))).toBe(3)
  })

  test('of several objectives asks for a new point of the Pareto front', () => {
    const points = [
      [1, 5],
      [2, 4],
      [3, 3],
      [2, 4],
      [9, 9],
      [1, 5],
    ].map((pair) => ({ values: pair }))
    expect(stopsAfter(stopWhen.stagnation(3), points, 2)).toBe(6)
  })
})

test('`stopWhen.target` wants all objectives of one feasible trial', () => {
  const goals = stopWhen.target([1, 1])
  const pairs = [{ values: [0, 9] }, { values: [9, 0] }, { values: [0, 0], systemAttrs: { constraints: [1] } }]
  expect(stopsAfter(goals, pairs, 2)).toBe(null)
  expect(stopsAfter(goals, [...pairs, { values: [1, 1] }], 2)).toBe(4)
})

test('`stopWhen.failures` wants them in a row', () => {
  const fail = { state: 'fail' as const }
  expect(stopsAfter(stopWhen.failures(3), [fail, fail, { values: [1] }, fail, fail])).toBe(null)
  expect(stopsAfter(stopWhen.failures(2), [{ values: [1] }, fail, { state: 'running' }, fail])).toBe(4)
})

test('`stopWhen.all` waits for the last of its rules, `any` for the first', () => {
  const trials = [1, 2, 3, 4, 5].map((value) => ({ values: [value] }))
  const rules = [stopWhen.stagnation(2), stopWhen.trials(5)]
  expect(stopsAfter(stopWhen.all(...rules), trials)).toBe(5)
  expect(stopsAfter(stopWhen.any(...rules), trials)).toBe(3)
})

test.each([
  () => stopWhen.trials(0),
  () => stopWhen.stagnation(1.5),
  () => stopWhen.stagnation(2, { minDelta: -1 }),
  () => stopWhen.target([]),
  () => stopWhen.target('low' as never),
  () => stopWhen.all(),
])('%s is refused', async (make) => {
  expect((await refusal(make)).code).toBe('study/bad-stop-rule')
})
