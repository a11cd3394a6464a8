import { describe, expect, expectTypeOf, test } from 'vitest'
import { TrialPruned } from '../../../src/hpo/core/trial-pruned.ts'
import { openStorage } from '../../../src/hpo/storages/open-storage.ts'
import { limitPruner, openStudy, refusal } from './setup.ts'

describe('define by run', () => {
  test('gives values at once, typed, and stores them before report returns', async () => {
    const study = await openStudy()
    const trial = await study.ask()
    const act = trial.categorical('act', ['tanh', 'sin', 3, null])
    expectTypeOf(act).toEqualTypeOf<'tanh' | 'sin' | 3 | null>()
    expectTypeOf(trial.bool('flag')).toEqualTypeOf<boolean>()
    const lr = trial.float('lr', 1e-5, 1e-1, { log: true })
    const n = trial.int('n', 10, 50, { step: 10 })
    expect(lr >= 1e-5 && lr <= 1e-1).toBe(true)
    expect(n % 10).toBe(0)
    await trial.report(1, 0)
    await study.refresh()
    const expected = { act, flag: trial.bool('flag'), lr, n }
    expect(study.trials[0].params).toEqual(expected)
    expect(trial.params).toEqual(expected)
    expect(trial.flatParams).toEqual(expected)
  })

  test('stores what was asked for in a row in one write, and the last of it before tell returns', async () => {
    const storage = await openStorage('memory:')
    const writes: string[][] = []
    const watched: typeof storage = Object.assign(Object.create(storage), {
      setParams: async (...[id, params]: Parameters<typeof storage.setParams>) => {
        writes.push(params.map(({ name }) => name))
        await new Promise((resolve) => setTimeout(resolve, 1))
        await storage.setParams(id, params)
      },
    })
    const study = await openStudy({ storage: watched })
    const trial = await study.ask()
    trial.float('a', 0, 1)
    trial.float('b', 0, 1)
    await Promise.resolve()
    trial.float('c', 0, 1)
    const record = await study.tell(trial, 1)
    expect(writes).toEqual([['a', 'b'], ['c']])
    expect(Object.keys(record.params)).toEqual(['a', 'b', 'c'])
  })

  test('gives the same value for the same parameter', async () => {
    const trial = await (await openStudy()).ask()
    expect(trial.float('x', 0, 1)).toBe(trial.float('x', 0, 1))
  })

  test('refuses one name with two distributions', async () => {
    const trial = await (await openStudy()).ask()
    trial.float('x', 0, 1)
    for (const call of [
      () => trial.float('x', 0, 2),
      () => trial.int('x', 0, 1),
      () => trial.float('x', 0, 1, { step: 0.5 }),
    ]) {
      const error = await refusal(call)
      expect(error.code).toBe('trial/changed-distribution')
      expect(error.message).toContain('"x"')
    }
  })

  test('refuses what other trials of the study have otherwise; another range is fine', async () => {
    const study = await openStudy()
    const first = await study.ask()
    first.float('x', 0.1, 1)
    await study.tell(first, { state: 'fail' })
    const second = await study.ask()
    expect((await refusal(() => second.float('x', 0.1, 1, { log: true }))).code).toBe('study/incompatible-distribution')
    expect((await refusal(() => second.categorical('x', [1]))).code).toBe('study/incompatible-distribution')
    expect(second.float('x', 5, 6)).toBeGreaterThanOrEqual(5)
  })

  test.each([
    ['low above high', (t: Asked) => t.float('x', 1, 0), 'space/bad-range'],
    ['log of zero', (t: Asked) => t.float('x', 0, 1, { log: true }), 'space/bad-log-range'],
    ['no choices', (t: Asked) => t.categorical('x', []), 'space/empty-choice'],
    ['NaN', (t: Asked) => t.float('x', Number.NaN, 1), 'space/non-finite'],
    ['half an int', (t: Asked) => t.int('x', 0.5, 1), 'space/not-whole'],
    ['no name', (t: Asked) => t.float('', 0, 1), 'space/bad-name'],
  ])('refuses %s', async (_, call, code) => {
    const trial = await (await openStudy()).ask()
    expect((await refusal(() => call(trial))).code).toBe(code)
    expect(trial.params).toEqual({})
  })

  test('a failed write surfaces in the next report and in tell, never as an unhandled rejection', async () => {
    const storage = await openStorage('memory:')
    const full: typeof storage = Object.assign(Object.create(storage), {
      setParams: async () => Promise.reject(new Error('disk full')),
    })
    const study = await openStudy({ storage: full })
    const trial = await study.ask()
    trial.float('x', 0, 1)
    await new Promise((resolve) => setTimeout(resolve, 5))
    await expect(trial.report(1, 0)).rejects.toThrow('disk full')
    await expect(study.tell(trial, 1)).rejects.toThrow('disk full')
    expect((await study.tell(trial, { state: 'fail' })).state).toBe('fail')
  })
})

type Asked = Awaited<ReturnType<Awaited<ReturnType<typeof openStudy>>['ask']>>

describe('trial.report', () => {
  test('stores the curve; a second report at a step replaces the first; NaN is kept', async () => {
    const study = await openStudy()
    const trial = await study.ask()
    await trial.report(3, 1)
    await trial.report(Number.NaN, 2)
    await trial.report(2, 1)
    expect([...trial.intermediateValues]).toEqual([
      [1, 2],
      [2, Number.NaN],
    ])
    await study.refresh()
    expect(study.trials[0].intermediateValues).toEqual(trial.intermediateValues)
  })

  test('throws TrialPruned with the step when the pruner says so', async () => {
    const study = await openStudy({ pruner: limitPruner(5) })
    const trial = await study.ask()
    await trial.report(4, 0)
    const error = await trial.report(6, 1).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(TrialPruned)
    expect(error).toMatchObject({ name: 'TrialPruned', step: 1 })
    expect(trial.intermediateValues.get(1)).toBe(6)
  })

  test('does not prune a study with several objectives', async () => {
    const study = await openStudy({ pruner: limitPruner(5), directions: ['minimize', 'minimize'] })
    const trial = await study.ask()
    await expect(trial.report(6, 1)).resolves.toBeUndefined()
  })

  test('refuses values that are no numbers, and steps that are not whole', async () => {
    const trial = await (await openStudy()).ask()
    for (const value of ['1', undefined, null, [1]]) {
      const error = await refusal(() => trial.report(value as never, 0))
      expect(error.code).toBe('trial/bad-report')
    }
    expect((await refusal(() => trial.report(1, 0.5))).code).toBe('trial/bad-step')
    expect((await refusal(() => trial.report(1, undefined as never))).code).toBe('trial/bad-step')
    expect(trial.intermediateValues.size).toBe(0)
  })

  test('on a finished trial throws trial/finished', async () => {
    const study = await openStudy()
    const trial = await study.ask()
    await study.tell(trial, 1)
    expect((await refusal(() => trial.report(1, 0))).code).toBe('trial/finished')
  })
})

test('trial.setUserAttr is stored and shown', async () => {
  const study = await openStudy()
  const trial = await study.ask()
  await trial.setUserAttr('seconds', 1.5)
  expect(trial.userAttrs).toEqual({ seconds: 1.5 })
  await study.refresh()
  expect(study.trials[0].userAttrs).toEqual({ seconds: 1.5 })
  expect((await refusal(() => trial.setUserAttr('f', (() => 1) as never))).code).toBe('storage/not-json')
})
