import { describe, expect, test } from 'vitest'
import { openStorage } from '../../../src/hpo/storages/open-storage.ts'
import { openStudy, refusal } from './setup.ts'

describe('study.best', () => {
  test('is the best complete trial, with its value and parameters', async () => {
    const study = await openStudy({ directions: ['maximize'] })
    for (const value of [1, 3, 2]) {
      const trial = await study.ask()
      trial.int('n', value, value)
      await study.tell(trial, value)
    }
    expect(study.best).toBe(study.trials[1])
    expect(study.bestTrial).toBe(study.best)
    expect(study.bestValue).toBe(3)
    expect(study.bestParams).toEqual({ n: 3 })
    expect(study.bestTrials).toEqual([study.best])
  })

  test('without a complete trial says how the others ended, and why the last one failed', async () => {
    const study = await openStudy()
    const empty = await refusal(() => study.best)
    expect(empty).toMatchObject({ name: 'StateError', code: 'study/no-complete-trial' })
    expect(empty.message).toContain('(no trials)')
    await study.tell(await study.ask(), { state: 'fail', reason: 'first' })
    await study.tell(await study.ask(), { state: 'pruned' })
    await study.tell(await study.ask(), Number.NaN)
    await study.ask()
    for (const call of [() => study.best, () => study.bestTrial, () => study.bestParams, () => study.bestValue]) {
      const error = await refusal(call)
      expect(error.code).toBe('study/no-complete-trial')
      expect(error.message).toContain('2 failed, 1 pruned, 1 running')
      expect(error.message).toContain('Trial 2 failed last: the value is NaN.')
    }
    expect(study.bestTrials).toEqual([])
  })

  test('without a feasible trial says so', async () => {
    const study = await openStudy()
    await study.tell(await study.ask(), { values: 1, constraints: [1] })
    const error = await refusal(() => study.best)
    expect(error.message).toContain('1 complete but infeasible')
    expect(error.advice).toContain('constraint')
  })

  test('of several objectives is refused in favour of bestTrials', async () => {
    const study = await openStudy({ directions: ['minimize', 'maximize'] })
    for (const values of [
      [1, 1],
      [2, 2],
      [3, 1],
    ]) {
      await study.tell(await study.ask(), values)
    }
    expect(study.bestTrials.map(({ number }) => number)).toEqual([0, 1])
    const error = await refusal(() => study.best)
    expect(error.code).toBe('study/multi-objective')
    expect(error.message).toContain('study.bestTrials')
  })
})

test('study.refresh shows what others did; until then the last read stays', async () => {
  const storage = await openStorage('memory:')
  const [study, other] = [await openStudy({ storage }), await openStudy({ storage, loadIfExists: true })]
  await other.tell(await other.ask(), 1)
  await other.setUserAttr('team', 'a')
  expect([study.trials.length, study.userAttrs]).toEqual([0, {}])
  expect(await study.refresh()).toBe(study)
  expect([study.trials.length, study.userAttrs]).toEqual([1, { team: 'a' }])
})

test('study.setUserAttr is stored, shown at once, and refuses what JSON cannot hold', async () => {
  const storage = await openStorage('memory:')
  const study = await openStudy({ storage })
  await study.setUserAttr('note', ['a', 1])
  expect(study.userAttrs).toEqual({ note: ['a', 1] })
  expect((await storage.findStudy('test'))!.userAttrs).toEqual({ note: ['a', 1] })
  expect((await refusal(() => study.setUserAttr('f', (() => 1) as never))).code).toBe('storage/not-json')
  expect(study.userAttrs).toEqual({ note: ['a', 1] })
})
