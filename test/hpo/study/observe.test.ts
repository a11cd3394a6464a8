import { expect, test } from 'vitest'
import type { StudyObserver } from '../../../src/hpo/core/study-observer.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { limitPruner, openStudy } from './setup.ts'

const s = space({ x: float(-1, 1) })

function recorder(): StudyObserver & { readonly events: unknown[] } {
  const events: unknown[] = []
  return {
    events,
    started: ({ study, ...start }) => events.push(['started', study.trials.length, start]),
    trialStarted: (number) => events.push(['trialStarted', number]),
    reported: (...point) => events.push(['reported', ...point]),
    trialFinished: ({ number, state, values }) => events.push(['trialFinished', number, state, values]),
    finished: ({ reason }) => events.push(['finished', reason]),
  }
}

test('observers hear what happens, in order', async () => {
  const study = await openStudy({ pruner: limitPruner(5) })
  const observer = recorder()
  const forget = study.observe(observer)
  const objective = async (
    _: unknown,
    trial: { number: number; report(value: number, step: number): Promise<void> },
  ) => {
    await trial.report(trial.number * 6, 2)
    return 1
  }
  await study.optimize(s, objective, { trials: 2, timeout: '1 h', progress: false })
  expect(observer.events).toEqual([
    ['started', 0, { target: 2, timeoutMs: 3_600_000, concurrency: 1, progress: false }],
    ['trialStarted', 0],
    ['reported', 0, 0, 2].toSpliced(2, 2, 2, 0),
    ['trialFinished', 0, 'complete', [1]],
    ['trialStarted', 1],
    ['reported', 1, 2, 6],
    ['trialFinished', 1, 'pruned', [6]],
    ['finished', 'trials'],
  ])
  forget()
  await study.optimize(s, () => 1, { trials: 1 })
  expect(observer.events).toHaveLength(8)
})

test('observers given to one call hear that call only', async () => {
  const study = await openStudy()
  const observer = recorder()
  await study.optimize(s, () => 1, { trials: 1, observers: [observer] })
  await study.optimize(s, () => 1, { trials: 1 })
  expect(observer.events.map((event) => (event as unknown[])[0])).toEqual([
    'started',
    'trialStarted',
    'trialFinished',
    'finished',
  ])
})

test('finished says why the run ended', async () => {
  let now = 0
  const study = await openStudy({ clock: { now: () => (now += 10) } })
  const observer = recorder()
  study.observe(observer)
  const reason = (): unknown => observer.events.at(-1)
  await study.optimize(s, () => 1, { trials: 1 })
  expect(reason()).toEqual(['finished', 'trials'])
  await study.optimize(s, () => 1, { timeout: 50 })
  expect(reason()).toEqual(['finished', 'timeout'])
  await study.optimize(s, () => (study.stop(), 1), { trials: 5 })
  expect(reason()).toEqual(['finished', 'stopped'])
  await study.optimize(s, () => 1, { signal: AbortSignal.abort() }).catch(() => {})
  expect(reason()).toEqual(['finished', 'aborted'])
  await study.optimize(s, () => 'x' as never).catch(() => {})
  expect(reason()).toEqual(['finished', 'error'])
})

test('a trial that cannot be given its parameters is announced as failed', async () => {
  const study = await openStudy()
  const observer = recorder()
  await study.enqueue({ x: 7 })
  await study.optimize(s, () => 1, { trials: 1, observers: [observer] }).catch(() => {})
  expect(observer.events.slice(1, 3)).toEqual([
    ['trialStarted', 0],
    ['trialFinished', 0, 'fail', null],
  ])
})

test('an observer that throws costs no trial, but a warning', async () => {
  const study = await openStudy()
  const warned = new Promise<Error>((resolve) => process.once('warning', resolve))
  study.observe({
    trialFinished: () => {
      throw new TypeError('no canvas')
    },
  })
  await study.optimize(s, () => 1, { trials: 1 })
  expect((await warned).message).toContain('TypeError: no canvas')
  expect(study.bestValue).toBe(1)
})
