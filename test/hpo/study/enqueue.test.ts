import { describe, expect, test } from 'vitest'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../src/hpo/space/kinds/int.ts'
import { oneOf } from '../../../src/hpo/space/kinds/one-of.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { openStudy, refusal } from './setup.ts'

const s = space({ x: float(0, 1), n: int(1, 9), opt: oneOf('name', { adam: { beta: float(0, 1) }, sgd: {} }) })

describe('study.enqueue', () => {
  test('adds waiting trials, which are run first, in order, with the parameters fixed', async () => {
    const study = await openStudy()
    await study.enqueue({ x: 0.125 })
    await study.enqueue({ x: 0.5, n: 3 }, { userAttrs: { from: 'paper' } })
    expect(study.trials.map(({ state }) => state)).toEqual(['waiting', 'waiting'])
    await study.optimize(s, ({ x }) => x, { trials: 3 })
    expect(study.trials).toHaveLength(3)
    expect(study.trials[0].params).toMatchObject({ x: 0.125 })
    expect(study.trials[1]).toMatchObject({ params: { x: 0.5, n: 3 }, userAttrs: { from: 'paper' } })
    expect(study.trials[1].systemAttrs).toEqual({ fixed_params: { x: 0.5, n: 3 } })
  })

  test('takes nested values with the space, in part', async () => {
    const study = await openStudy()
    await study.enqueue({ opt: { name: 'adam' as const, beta: 0.5 } }, { space: s })
    const trial = await study.ask(s)
    expect(trial.params.opt).toEqual({ name: 'adam', beta: 0.5 })
    expect(trial.flatParams).toMatchObject({ opt: 'adam', 'opt.adam.beta': 0.5 })
  })

  test('gives the other parameters the values that they would have had', async () => {
    const [plain, enqueued] = [await openStudy(), await openStudy()]
    await enqueued.enqueue({ x: 0.125 })
    const [a, b] = [await plain.ask(s), await enqueued.ask(s)]
    expect({ ...b.params, x: a.params.x }).toEqual(a.params)
  })

  test('refuses with the space what does not lie in it, at once', async () => {
    const study = await openStudy()
    for (const value of [{ x: 2 }, { y: 1 }, { opt: { name: 'lbfgs' } }, 7]) {
      const error = await refusal(() => study.enqueue(value as never, { space: s }))
      expect(error.code).toMatch(/^space\//)
    }
    expect(study.trials).toHaveLength(0)
  })

  test.each([
    [null],
    [7],
    [[1]],
    [{ x: undefined }],
    [{ x: Number.NaN }],
    [{ x: Number.POSITIVE_INFINITY }],
    [{ opt: { name: 'adam' } }],
    [{ x: 1n }],
  ])('refuses %o without a space', async (value) => {
    const study = await openStudy()
    expect((await refusal(() => study.enqueue(value as never))).code).toBe('study/bad-enqueued')
    expect(study.trials).toHaveLength(0)
  })

  test('refuses a space that is none, attributes that are no object, and unknown options', async () => {
    const study = await openStudy()
    expect((await refusal(() => study.enqueue({}, { space: {} as never }))).code).toBe('study/bad-option')
    expect((await refusal(() => study.enqueue({}, { userAttrs: 7 as never }))).code).toBe('study/bad-option')
    expect((await refusal(() => study.enqueue({}, { attrs: {} } as never))).code).toBe('study/unknown-option')
  })

  test('of a value outside of its distribution: the trial fails, and ask says why', async () => {
    const study = await openStudy()
    await study.enqueue({ x: 7 })
    const error = await refusal(() => study.ask(s))
    expect(error).toMatchObject({ code: 'trial/bad-fixed-value', allowed: 'a number from 0 to 1' })
    expect(error.message).toContain('"x" = 7')
    expect(study.trials[0].state).toBe('fail')
    expect((await study.ask(s)).number).toBe(1)
  })

  test('of a name that the objective never asks for gives a warning that names it', async () => {
    const study = await openStudy()
    await study.enqueue({ x: 0.5, lerning_rate: 1 })
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve))
    await study.optimize((trial) => trial.float('x', 0, 1), { trials: 1 })
    expect(await warned).toMatchObject({ name: 'AnsatzWarning', code: 'ANSATZ_UNUSED_FIXED' })
    expect((await warned).message).toContain('"lerning_rate"')
    expect((await warned).message).not.toContain('"x"')
  })

  test('gives each waiting trial to one of several askers', async () => {
    const study = await openStudy()
    for (let n = 1; n <= 6; n++) await study.enqueue({ n })
    const trials = await Promise.all(Array.from({ length: 8 }, () => study.ask(s)))
    expect(trials.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(trials.slice(0, 6).map(({ params }) => params.n)).toEqual([1, 2, 3, 4, 5, 6])
  })
})
