import { describe, expect, test } from 'vitest'
import { openStorage } from '../../../src/hpo/storages/open-storage.ts'
import type { TellResult } from '../../../src/hpo/study/trials/objective-result.ts'
import { openStudy, refusal } from './setup.ts'

const reason = 'ansatz:fail_reason'

/** The record of one trial that was told `result` after reporting `curve`. */
async function told(result: TellResult, { objectives = 1, curve = [] as readonly number[] } = {}) {
  const directions = Array.from({ length: objectives }, () => 'minimize' as const)
  const study = await openStudy({ directions })
  const trial = await study.ask()
  trial.float('x', 0, 1)
  for (const [step, value] of curve.entries()) await trial.report(value, step)
  const record = await study.tell(trial, result)
  expect(study.trials).toEqual([record])
  return record
}

describe('study.tell', () => {
  test('of a number completes the trial; it is in the storage when tell returns', async () => {
    const storage = await openStorage('memory:')
    const study = await openStudy({ storage })
    await study.tell(await study.ask(), 0.5)
    const { id } = (await storage.findStudy('test'))!
    expect((await storage.readTrials(id))[0]).toMatchObject({ state: 'complete', values: [0.5] })
  })

  test.each<[TellResult, readonly number[]]>([
    [3, [3]],
    [[3], [3]],
    [{ values: 3 }, [3]],
    [{ values: [3] }, [3]],
    [Number.POSITIVE_INFINITY, [Number.POSITIVE_INFINITY]],
  ])('of %j gives the values %j', async (result, values) => {
    expect(await told(result)).toMatchObject({ state: 'complete', values })
  })

  test('takes one value per objective', async () => {
    expect(await told([1, -2], { objectives: 2 })).toMatchObject({ state: 'complete', values: [1, -2] })
  })

  test.each<[TellResult, number, string]>([
    [Number.NaN, 1, 'the value is NaN'],
    [[1, Number.NaN], 2, 'value 2 of 2 is NaN'],
    [[1, 2], 1, '2 value(s) for 1 objective(s)'],
    [1, 2, '1 value(s) for 2 objective(s)'],
    [{ values: 1, constraints: [0, Number.NaN] }, 1, 'constraint 2 is NaN'],
  ])('of %j with %d objective(s) fails the trial, with the reason and without values', async (result, ...rest) => {
    const [objectives, text] = rest
    const record = await told(result, { objectives })
    expect(record).toMatchObject({ state: 'fail', values: null })
    expect(record.systemAttrs[reason]).toBe(text)
  })

  test('of a failure keeps its reason', async () => {
    expect(await told({ state: 'fail', reason: 'out of memory' })).toMatchObject({
      state: 'fail',
      values: null,
      systemAttrs: { [reason]: 'out of memory' },
    })
    const record = await told({ state: 'fail', reason: new RangeError('too deep'), values: 3 })
    expect(record).toMatchObject({ state: 'fail', values: null, systemAttrs: { [reason]: 'RangeError: too deep' } })
  })

  test.each([
    [[5, 4, 3], [3]],
    [[5, 4, Number.NaN, Number.POSITIVE_INFINITY], [4]],
    [[Number.NaN], null],
    [[], null],
  ])('of pruned without a value takes the last finite one of %j', async (curve, values) => {
    expect(await told({ state: 'pruned' }, { curve })).toMatchObject({ state: 'pruned', values })
  })

  test('of pruned with a value takes that; with several objectives there is none to take', async () => {
    expect(await told({ state: 'pruned', values: 9 }, { curve: [1] })).toMatchObject({ values: [9] })
    expect(await told({ state: 'pruned', values: Number.NaN }, { curve: [1] })).toMatchObject({ values: [1] })
    expect(await told({ state: 'pruned' }, { curve: [1], objectives: 2 })).toMatchObject({
      state: 'pruned',
      values: null,
    })
  })

  test('stores attributes, and constraints as the list that every Optuna reads', async () => {
    const record = await told({ values: 1, attrs: { epochs: 7, tags: ['a'] }, constraints: [-1, 0.5] })
    expect(record.userAttrs).toEqual({ epochs: 7, tags: ['a'] })
    expect(record.systemAttrs).toEqual({ constraints: [-1, 0.5] })
  })

  test('takes the number of a trial, also of one that another object asked for', async () => {
    const storage = await openStorage('memory:')
    const study = await openStudy({ storage })
    const trial = await study.ask()
    await trial.report(2, 0)
    const other = await openStudy({ storage, loadIfExists: true })
    expect(await other.tell(0, { state: 'pruned' })).toMatchObject({ state: 'pruned', values: [2] })
    expect((await refusal(() => study.tell(trial, 1))).code).toBe('trial/finished')
  })

  test('twice throws trial/finished, and the first result stays', async () => {
    const study = await openStudy()
    const trial = await study.ask()
    await study.tell(trial, 1)
    for (const again of [trial, 0]) {
      const error = await refusal(() => study.tell(again, 2))
      expect(error).toMatchObject({ name: 'StateError', code: 'trial/finished' })
    }
    expect(study.bestValue).toBe(1)
  })

  test('at once by two callers takes exactly one of them', async () => {
    const study = await openStudy()
    const trial = await study.ask()
    const results = await Promise.allSettled([1, 2, 3].map((value) => study.tell(trial, value)))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('refuses trials that do not exist, belong to another study, or wait', async () => {
    const study = await openStudy()
    const stranger = await (await openStudy()).ask()
    for (const target of [0, -1, 0.5, stranger]) {
      expect((await refusal(() => study.tell(target, 1))).code).toBe('study/unknown-trial')
    }
    await study.enqueue({ x: 1 })
    expect((await refusal(() => study.tell(0, 1))).code).toBe('trial/not-running')
  })

  test.each<readonly [what: string, result: unknown, objectives: number, advice: string]>([
    ['nothing', undefined, 1, 'a return?'],
    ['two numbers for one objective', [1, 2], 1, 'create the study with directions'],
    ['one number for two objectives', 1, 2, 'one number for each of the directions'],
    ['a tensor', { dtype: 'float32', shape: [], data: async () => [1] }, 1, '(await loss.data())[0]'],
    ['a result with numbers in it', { loss: 1, curve: [1], seconds: 2 }, 1, 'one of its numbers: loss, seconds.'],
    ['no number at all', { curve: [1] }, 1, 'Return the number to optimise'],
  ])('says what to return where an objective gives %s', async (_, ...[result, objectives, advice]) => {
    const study = await openStudy({ directions: Array.from({ length: objectives }, () => 'minimize' as const) })
    await expect(study.optimize(() => result as never, { trials: 1 })).rejects.toMatchObject({
      code: 'study/bad-objective-value',
      advice: expect.stringContaining(advice),
    })
  })

  test.each([
    ['a text', 'low', 'study/bad-objective-value'],
    ['nothing', undefined, 'study/bad-objective-value'],
    ['null', null, 'study/bad-objective-value'],
    ['an empty list', [], 'study/bad-objective-value'],
    ['a list with a text', [1, '2'], 'study/bad-objective-value'],
    ['a big integer', 1n, 'study/bad-objective-value'],
    ['an empty object', {}, 'study/bad-objective-value'],
    ['a misspelt field', { value: 1 }, 'study/bad-objective-value'],
    ['values that are a text', { values: '1', state: 'pruned' }, 'study/bad-objective-value'],
    ['a state that is none', { state: 'failed' }, 'study/bad-state'],
    ['constraints that are no list', { values: 1, constraints: 0 }, 'study/bad-constraints'],
    ['attributes that are a list', { values: 1, attrs: [1] }, 'study/bad-attrs'],
    ['attributes that JSON cannot hold', { values: 1, attrs: { f: () => 1 } }, 'storage/not-json'],
  ])('of %s is refused, and the trial goes on running', async (_, result, code) => {
    const study = await openStudy()
    const trial = await study.ask()
    const error = await refusal(() => study.tell(trial, result as never))
    expect(error.code).toBe(code)
    expect(error.allowed).toBeTruthy()
    expect((await study.tell(trial, 1)).state).toBe('complete')
  })
})
