import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { openStudy, refusal } from './setup.ts'

const s = space({ x: float(-1, 1) })
const forever = (): Promise<never> => new Promise(() => {})

describe('aborting study.optimize', () => {
  test('fails the running trials as interrupted and rejects with the reason, though objectives hang', async () => {
    const study = await openStudy()
    const controller = new AbortController()
    const reason = new Error('stop button')
    const objective = async (_: unknown, { number }: { number: number }): Promise<number> => {
      if (number === 0) return 1
      if (number === 3) setTimeout(() => controller.abort(reason), 1)
      return forever()
    }
    const run = study.optimize(s, objective, { trials: 20, concurrency: 3, signal: controller.signal })
    await expect(run).rejects.toBe(reason)
    expect(study.trials.map(({ state }) => state)).toEqual(['complete', 'fail', 'fail', 'fail'])
    for (const { systemAttrs } of study.trials.slice(1)) expect(systemAttrs['ansatz:fail_reason']).toBe('interrupted')
    expect(study.bestValue).toBe(1)
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
  })

  test('aborts the signal of the trial, with the reason', async () => {
    const study = await openStudy()
    const controller = new AbortController()
    const reasons: unknown[] = []
    const run = study.optimize(
      s,
      async (_, trial) => {
        trial.signal.addEventListener('abort', () => reasons.push(trial.signal.reason))
        controller.abort('enough')
        return forever()
      },
      { trials: 2, signal: controller.signal },
    )
    await expect(run).rejects.toBe('enough')
    expect(reasons).toEqual(['enough'])
  })

  test('keeps the value of an objective that ends on the signal', async () => {
    const study = await openStudy()
    const controller = new AbortController()
    const run = study.optimize(
      s,
      async (_, trial) => {
        setTimeout(() => controller.abort(), 1)
        await new Promise((resolve) => trial.signal.addEventListener('abort', resolve))
        return 0.25
      },
      { trials: 2, signal: controller.signal },
    )
    await expect(run).rejects.toMatchObject({ name: 'AbortError' })
    expect(study.bestValue).toBe(0.25)
  })

  test('stops an objective at its next report, and nothing of it reaches the study any more', async () => {
    const study = await openStudy()
    const controller = new AbortController()
    let late: unknown
    const left = new Promise<void>((resolve) => {
      const run = study.optimize(
        s,
        async (_, trial) => {
          await trial.report(1, 0)
          controller.abort('enough')
          await new Promise((wake) => setTimeout(wake, 10))
          late = await trial.report(2, 1).catch((error: unknown) => error)
          resolve()
          throw new Error('nobody hears this')
        },
        { trials: 2, signal: controller.signal },
      )
      run.catch(() => {})
    })
    await left
    expect(late).toBe('enough')
    await study.refresh()
    expect([...study.trials[0].intermediateValues.keys()]).toEqual([0])
    expect(study.trials).toHaveLength(1)
  })

  test('before it starts runs nothing', async () => {
    const study = await openStudy()
    const run = study.optimize(s, () => 1, { trials: 2, signal: AbortSignal.abort('early') })
    await expect(run).rejects.toBe('early')
    expect((await study.refresh()).trials).toHaveLength(0)
  })

  test('after it has ended does nothing', async () => {
    const study = await openStudy()
    const controller = new AbortController()
    await study.optimize(s, () => 1, { trials: 2, signal: controller.signal })
    controller.abort()
    expect((await study.refresh()).trials.map(({ state }) => state)).toEqual(['complete', 'complete'])
  })

  test('many trials at once cause no warning about listeners', async () => {
    const warnings: string[] = []
    const listen = (warning: Error): void => void warnings.push(warning.message)
    process.on('warning', listen)
    const study = await openStudy()
    const { signal } = new AbortController()
    await study.optimize(s, () => 1, { trials: 40, concurrency: 40, signal })
    await new Promise((resolve) => setTimeout(resolve, 5))
    process.off('warning', listen)
    expect(warnings).toEqual([])
  })
})

test('interrupting the cell of a notebook ends the run like a signal of its own', async () => {
  const study = await openStudy()
  const controller = new AbortController()
  Object.defineProperty(globalThis, 'cellSignal', { get: () => controller.signal, configurable: true })
  try {
    const run = study.optimize(
      s,
      async () => {
        setTimeout(() => controller.abort('interrupted by the reader'), 1)
        return forever()
      },
      { trials: 2, signal: new AbortController().signal },
    )
    await expect(run).rejects.toBe('interrupted by the reader')
  } finally {
    Reflect.deleteProperty(globalThis, 'cellSignal')
  }
  expect(study.trials.map(({ state }) => state)).toEqual(['fail'])
})

test('study.optimize without a signal leaves trial.signal unaborted', async () => {
  const study = await openStudy()
  await study.optimize(s, (_, { signal }) => Number(signal.aborted), { trials: 1 })
  expect(study.bestValue).toBe(0)
  expect((await refusal(() => study.optimize(s, () => 1, { signal: null as never }))).code).toBe('study/bad-option')
})
