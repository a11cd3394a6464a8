import { describe, expect, test } from 'vitest'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../src/hpo/space/kinds/int.ts'
import { oneOf } from '../../../src/hpo/space/kinds/one-of.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { openStudy, refusal } from './setup.ts'

const before = space({
  lr: float(1e-6, 1).log(),
  width: int(1, 100),
  act: choice('tanh', 'relu'),
  opt: oneOf('name', { adam: { beta: float(0, 1) }, sgd: { momentum: float(0, 1) } }),
})

const earlier = async () => {
  const study = await openStudy({ name: 'earlier', seed: 3 })
  await study.optimize(before, ({ lr, width }) => Math.abs(Math.log10(lr) + 3) + Math.abs(width - 50) / 50, {
    trials: 60,
  })
  return study
}

describe('`study.learnFrom`', () => {
  test('enqueues the best parameters, moved into the ranges and cut down to what the space has', async () => {
    const source = await earlier()
    const now = space({
      lr: float(1e-4, 1e-1).log(),
      width: int(10, 30).step(10),
      act: choice('tanh', 'sin'),
      opt: oneOf('name', { adam: { beta: float(0, 1) } }),
    }).require('even', ({ width }) => width !== 20)
    const study = await openStudy({ name: 'now' })
    const enqueued = await study.learnFrom(source, { space: now, top: 3 })
    expect(enqueued.length).toBe(3)
    await study.optimize(now, ({ lr }) => lr, { trials: 3 })
    for (const { params, userAttrs } of study.trials) {
      expect(params.lr).toBeGreaterThanOrEqual(1e-4)
      expect([10, 30]).toContain(params.width)
      const { study: name, trial } = userAttrs.learnedFrom as { study: string; trial: number }
      expect(name).toBe('earlier')
      const origin = source.trials[trial].params
      if (Number(origin.lr) >= 1e-4 && Number(origin.lr) <= 1e-1) expect(params.lr).toBe(origin.lr)
    }
    const values = enqueued.map(({ userAttrs }) => source.trials[(userAttrs.learnedFrom as { trial: number }).trial].values![0]) // prettier-ignore
    expect(values).toEqual(values.toSorted((a, b) => a - b))
    expect(values[0]).toBe(source.bestValue)
  })

  test('of several objectives takes the front, and of a maximised one the largest', async () => {
    const source = await openStudy({ directions: ['minimize', 'maximize'] })
    const line = space({ x: float(0, 1) })
    await source.optimize(line, ({ x }) => [x, x > 0.5 ? 0 : x], { trials: 30 })
    const study = await openStudy({ directions: ['minimize', 'maximize'] })
    const enqueued = await study.learnFrom(source, { space: line, top: 4 })
    const front = new Set(source.bestTrials.map(({ number }) => number))
    for (const { userAttrs } of enqueued) expect(front).toContain((userAttrs.learnedFrom as { trial: number }).trial)
    const most = await openStudy({ directions: ['maximize'] })
    await most.optimize(line, ({ x }) => x, { trials: 10 })
    const [first] = await study.learnFrom(most, { space: line, top: 1 })
    expect((first.userAttrs.learnedFrom as { trial: number }).trial).toBe(most.best.number)
  })

  test('costs an unrelated study no more than the trials that it tries', async () => {
    const source = await earlier()
    const objective = ({ lr, width }: { lr: number; width: number }) =>
      Math.abs(Math.log10(lr) + 6) + Math.abs(width - 3) / 50
    const bests = { alone: [] as number[], misled: [] as number[] }
    for (let seed = 0; seed < 5; seed++) {
      const alone = await openStudy({ sampler: 'tpe', seed })
      await alone.optimize(before, objective, { trials: 25 })
      bests.alone.push(alone.bestValue)
      const misled = await openStudy({ sampler: 'tpe', seed })
      await misled.learnFrom(source, { space: before })
      await misled.optimize(before, objective, { trials: 30 })
      bests.misled.push(misled.bestValue)
    }
    const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[2]
    expect(median(bests.misled)).toBeLessThan(median(bests.alone) + 0.3)
  })

  test('says when there is nothing to take over, and refuses what is no study', async () => {
    const study = await openStudy()
    const source = await earlier()
    const nothing = () => study.learnFrom(source, { space: space({ other: float(0, 1) }) })
    expect((await refusal(nothing)).code).toBe('study/nothing-in-common')
    const far = () => study.learnFrom(source, { space: space({ width: int(500, 600) }) })
    expect((await refusal(far)).code).toBe('study/nothing-in-common')
    expect((await refusal(() => study.learnFrom(7 as never, { space: before }))).code).toBe('study/bad-argument')
    expect((await refusal(() => study.learnFrom(source, { space: before, top: 0 }))).code).toBe('study/bad-option')
    expect((await refusal(() => study.learnFrom(source, {} as never))).code).toBe('study/bad-option')
  })
})
