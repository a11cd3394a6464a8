import { describe, expect, test } from 'vitest'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { openStudy, refusal } from './setup.ts'

const line = space({ x: float(0, 1) })
const letters = space({ a: choice('x', 'y'), b: choice('x', 'y') })

describe('study.optimize with trialTimeout', () => {
  test('fails a trial that takes too long, says so, and goes on', async () => {
    const study = await openStudy()
    await study.optimize(line, (_, { number }) => (number === 0 ? new Promise<number>(() => {}) : 1), {
      trials: 2,
      trialTimeout: 30,
    })
    expect(study.trials.map(({ state }) => state)).toEqual(['fail', 'complete'])
    expect(study.trials[0].systemAttrs['ansatz:fail_reason']).toMatch(/^timed out after/)
  })

  test('aborts the signal of the trial', async () => {
    const study = await openStudy()
    let reason: unknown
    const objective = (_: unknown, { signal }: { readonly signal: AbortSignal }) =>
      new Promise<number>((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reason = signal.reason
          reject(signal.reason as Error)
        })
      })
    await study.optimize(line, objective, { trials: 1, trialTimeout: 20 })
    expect(reason).toMatchObject({ name: 'TrialTimeout' })
  })
})

describe('study.optimize with retries', () => {
  test('tries a failed trial again with the same parameters, as often as it may, beyond `trials`', async () => {
    const study = await openStudy()
    const calls: number[] = []
    const flaky = ({ x }: { readonly x: number }) => {
      calls.push(x)
      return calls.length < 3 ? Number.NaN : x
    }
    await study.optimize(line, flaky, { trials: 2, retries: 5 })
    expect(study.trials.map(({ state }) => state)).toEqual(['fail', 'fail', 'complete', 'complete'])
    expect(new Set(calls.slice(0, 3)).size).toBe(1)
    expect(study.trials[2].systemAttrs).toMatchObject({ failed_trial: 0, retry_history: [0, 1] })
  })

  test('gives up in the end', async () => {
    const study = await openStudy()
    await study.optimize(line, () => Number.NaN, { trials: 2, retries: 1 })
    expect(study.trials.map(({ state }) => state)).toEqual(['fail', 'fail', 'fail', 'fail'])
  })
})

describe('study.optimize with repeats', () => {
  test('tells the mean, keeps every value, and gives each repeat its own random numbers', async () => {
    const study = await openStudy()
    const drawn: number[] = []
    await study.optimize(
      line,
      (_, { rng }) => {
        const value = rng.uniform()
        drawn.push(value)
        return value
      },
      { trials: 2, repeats: 3 },
    )
    expect(new Set(drawn).size).toBe(6)
    expect(study.trials[0].systemAttrs['ansatz:repeats']).toEqual(drawn.slice(0, 3))
    expect(study.trials[0].values![0]).toBeCloseTo((drawn[0] + drawn[1] + drawn[2]) / 3, 12)
    expect(study.likelyBest().interval).not.toBeNull()
  })

  test('takes the worst of each constraint, and reports the first repeat only', async () => {
    const study = await openStudy()
    let call = 0
    const objective = async (_: unknown, trial: { report(value: number, step: number): Promise<void> }) => {
      call++
      await trial.report(call, 0)
      return { values: call, constraints: [call - 2] }
    }
    await study.optimize(line, objective, { trials: 1, repeats: 3 })
    expect(study.trials[0].systemAttrs['constraints']).toEqual([1])
    expect(study.trials[0].intermediateValues).toEqual(new Map([[0, 1]]))
  })

  test('gives the objective the same numbers whatever else runs', async () => {
    const run = async (concurrency: number) => {
      const study = await openStudy({ seed: 5 })
      await study.optimize(line, (_, { rng }) => rng.uniform(), { trials: 4, concurrency })
      return study.trials.map(({ values }) => values)
    }
    expect(await run(1)).toEqual(await run(4))
  })
})

describe('study.optimize with duplicates', () => {
  test("'reuse' tells what the earlier trial gave, without calling the objective", async () => {
    const study = await openStudy()
    let calls = 0
    await study.optimize(letters, () => ++calls, { trials: 30, duplicates: 'reuse' })
    expect(calls).toBe(4)
    expect(study.trials).toHaveLength(30)
    const values = new Map<string, Set<number>>()
    for (const { params, values: told } of study.trials) {
      const key = JSON.stringify(params)
      values.set(key, (values.get(key) ?? new Set()).add(told![0]))
    }
    expect([...values.values()].every((told) => told.size === 1)).toBe(true)
  })

  test("'resample' tries everything before it repeats anything", async () => {
    const study = await openStudy()
    await study.optimize(letters, () => 1, { trials: 6, duplicates: 'resample' })
    const tried = study.trials.map(({ params }) => JSON.stringify(params))
    expect(new Set(tried.slice(0, 4)).size).toBe(4)
    expect(tried).toHaveLength(6)
  })

  test('refuses a policy that it does not know', async () => {
    const study = await openStudy()
    const error = await refusal(() => study.optimize(line, () => 1, { duplicates: 'skip' as never }))
    expect(error.message).toMatch(/"duplicates".*'repeat', 'reuse' or 'resample'/)
  })
})

describe('study.addTrial', () => {
  test('adds what was evaluated elsewhere, which samplers then learn from', async () => {
    const study = await openStudy()
    const added = await study.addTrial({
      space: line,
      params: { x: 0.25 },
      values: 3,
      intermediateValues: { 1: 5, 2: 4 },
      constraints: [-1],
      userAttrs: { from: 'paper' },
    })
    expect(added).toMatchObject({ number: 0, state: 'complete', params: { x: 0.25 }, values: [3], userAttrs: { from: 'paper' } }) // prettier-ignore
    expect([...added.intermediateValues]).toEqual([[1, 5], [2, 4]]) // prettier-ignore
    expect(study.bestValue).toBe(3)
  })

  test('refuses values outside the space, and a complete trial without values', async () => {
    const study = await openStudy()
    expect((await refusal(() => study.addTrial({ space: line, params: { x: 2 }, values: 1 }))).code).toBe('space/invalid-value') // prettier-ignore
    expect((await refusal(() => study.addTrial({ space: line, params: { x: 0.5 } }))).code).toBe('study/bad-argument')
    expect((await study.refresh()).trials).toEqual([])
  })
})
