import { describe, expect, expectTypeOf, test } from 'vitest'
import { TrialPruned } from '../../../src/hpo/core/trial-pruned.ts'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { space } from '../../../src/hpo/space/space.ts'
import type { Study } from '../../../src/hpo/study/study.ts'
import { limitPruner, openStudy, refusal } from './setup.ts'

const s = space({ x: float(-1, 1), act: choice('tanh', 'sin') })
const states = (study: Study): string[] => study.trials.map(({ state }) => state)
const failReason = (study: Study, number = 0): unknown => study.trials[number].systemAttrs['ansatz:fail_reason']

describe('study.optimize', () => {
  test('of a space and an objective of its values finds small values', async () => {
    const study = await openStudy({ sampler: 'tpe' })
    await study.optimize(
      s,
      (p, trial) => {
        expectTypeOf(p).toEqualTypeOf<{ x: number; act: 'tanh' | 'sin' }>()
        expect(trial.params).toBe(p)
        return p.x ** 2 + (p.act === 'sin' ? 0 : 1)
      },
      { trials: 40 },
    )
    expect(study.trials).toHaveLength(40)
    expect(study.bestParams['act']).toBe('sin')
    expect(study.bestValue).toBeLessThan(0.05)
  })

  test('define by run takes the same path: the same seed gives the same trials', async () => {
    const declared = await openStudy({ sampler: 'tpe' })
    await declared.optimize(s, ({ x }) => x ** 2, { trials: 15 })
    const dynamic = await openStudy({ sampler: 'tpe' })
    await dynamic.optimize(
      async (trial) => {
        const x = trial.float('x', -1, 1)
        trial.categorical('act', ['tanh', 'sin'])
        return x ** 2
      },
      { trials: 15 },
    )
    expect(dynamic.trials.map(({ params }) => params)).toEqual(declared.trials.map(({ params }) => params))
  })

  test('runs as many trials as it is told, on top of those there are', async () => {
    const study = await openStudy()
    await study.optimize(s, () => 1, { trials: 3 })
    await study.optimize(s, () => 1, { trials: 2 })
    await study.optimize(s, () => 1, { trials: 0 })
    expect(states(study)).toEqual(Array.from({ length: 5 }, () => 'complete'))
  })

  test('keeps values, constraints and attributes that the objective returns', async () => {
    const study = await openStudy({ directions: ['minimize', 'maximize'] })
    await study.optimize(s, () => ({ values: [1, 2], constraints: [-1], attrs: { epochs: 3 } }), { trials: 1 })
    expect(study.trials[0]).toMatchObject({
      values: [1, 2],
      userAttrs: { epochs: 3 },
      systemAttrs: { constraints: [-1] },
    })
  })

  test('ends trials as pruned when report or the objective throws TrialPruned, and goes on', async () => {
    const study = await openStudy({ pruner: limitPruner(2) })
    await study.optimize(
      s,
      async (_, trial) => {
        if (trial.number === 3) throw new TrialPruned()
        for (let step = 0; step <= trial.number; step++) await trial.report(step + 1, step)
        return 0
      },
      { trials: 4 },
    )
    expect(states(study)).toEqual(['complete', 'complete', 'pruned', 'pruned'])
    expect(study.trials.map(({ values }) => values)).toEqual([[0], [0], [3], null])
  })

  test('fails a trial whose objective gives NaN, with the reason, and goes on', async () => {
    const study = await openStudy()
    await study.optimize(s, (_, { number }) => (number === 1 ? Number.NaN : number), { trials: 3 })
    expect(states(study)).toEqual(['complete', 'fail', 'complete'])
    expect(failReason(study, 1)).toBe('the value is NaN')
    expect(study.best.number).toBe(0)
  })

  test('says once what a NaN is, what is allowed and what to do', async () => {
    const warnings: Error[] = []
    const listen = (warning: Error): void => void warnings.push(warning)
    process.on('warning', listen)
    const study = await openStudy()
    await study.optimize(s, () => Number.NaN, { trials: 3 })
    await new Promise((resolve) => setTimeout(resolve))
    process.off('warning', listen)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatchObject({ name: 'AnsatzWarning', code: 'ANSATZ_UNUSABLE_RESULT' })
    expect(warnings[0].message).toMatch(/Trial 0 failed: the value is NaN\. Allowed: .* narrow the range/)
  })

  test.each([
    ['a text', '0.1'],
    ['nothing', undefined],
    ['an object of its own', { loss: 1 }],
    ['too many values', [1, 2]],
    ['a promise of nothing', Promise.resolve()],
  ])('rejects when the objective gives %s; the trial has failed, and no other starts', async (_, value) => {
    const study = await openStudy()
    const error = await refusal(() => study.optimize(s, () => value as never, { trials: 3 }))
    expect(error).toMatchObject({ name: 'InputError', code: 'study/bad-objective-value' })
    expect(error.allowed).toContain('a number')
    expect(states(study)).toEqual(['fail'])
    expect(failReason(study)).toContain('The objective gave')
  })

  test('rejects with what the objective throws; the trial has failed with the reason', async () => {
    const study = await openStudy()
    const problem = new RangeError('too deep')
    const objective = (_: unknown, { number }: { number: number }): number => {
      if (number === 1) throw problem
      return 1
    }
    await expect(study.optimize(s, objective, { trials: 5 })).rejects.toBe(problem)
    expect(states(study)).toEqual(['complete', 'fail'])
    expect(failReason(study, 1)).toBe('RangeError: too deep')
  })

  test('goes on after errors of the classes in catch, and of these only', async () => {
    class Diverged extends Error {}
    const study = await openStudy()
    const run = study.optimize(
      s,
      async (_, { number }) => {
        if (number === 1) throw new Diverged('at step 7')
        if (number === 3) throw new TypeError('a bug')
        return 1
      },
      { trials: 9, catch: [Diverged, RangeError] },
    )
    await expect(run).rejects.toThrow('a bug')
    expect(states(study)).toEqual(['complete', 'fail', 'complete', 'fail'])
    expect(failReason(study, 1)).toBe('Error: at step 7')
  })

  test.each([['a thrown text'], [null], [undefined]])('copes with an objective that throws %j', async (thrown) => {
    const study = await openStudy()
    const outcome = await study
      .optimize(
        s,
        () => {
          throw thrown
        },
        { trials: 1 },
      )
      .then(
        () => 'resolved',
        (error: unknown) => ({ error }),
      )
    expect(outcome).toEqual({ error: thrown })
    expect(failReason(study)).toBe(`threw ${thrown === 'a thrown text' ? '"a thrown text"' : String(thrown)}`)
  })

  test('does not leave a trial running whose result cannot be stored', async () => {
    const study = await openStudy()
    const attrs = { f: (() => 1) as never }
    expect((await refusal(() => study.optimize(s, () => ({ values: 1, attrs }), { trials: 1 }))).code).toBe(
      'storage/not-json',
    )
    expect(states(study)).toEqual(['fail'])
  })

  test('calls onTrial after each trial, awaits it, and ends with what it throws', async () => {
    const study = await openStudy()
    const seen: unknown[] = []
    await study.optimize(s, (_, { number }) => number, {
      trials: 3,
      onTrial: async (of, trial) => {
        expect(of).toBe(study)
        await new Promise((resolve) => setTimeout(resolve, 1))
        seen.push([trial.number, trial.state, of.trials.length])
      },
    })
    expect(seen).toEqual([
      [0, 'complete', 1],
      [1, 'complete', 2],
      [2, 'complete', 3],
    ])
    const run = study.optimize(s, () => 1, {
      trials: 3,
      onTrial: () => {
        throw new Error('callback')
      },
    })
    await expect(run).rejects.toThrow('callback')
    expect(states(study)).toEqual(Array.from({ length: 4 }, () => 'complete'))
  })

  test('starts no trial after the timeout, and finishes the one that runs', async () => {
    let now = 0
    const study = await openStudy({ clock: { now: () => now } })
    const objective = (): number => {
      now += 40_000
      return 1
    }
    await study.optimize(s, objective, { timeout: '2 min' })
    expect(states(study)).toEqual(['complete', 'complete', 'complete'])
  })

  test('stops after the running trials when stop is called', async () => {
    const study = await openStudy()
    await study.optimize(s, () => 1, { onTrial: ({ trials }) => (trials.length === 4 ? study.stop() : undefined) })
    expect(study.trials).toHaveLength(4)
    study.stop()
    await study.optimize(s, () => 1, { trials: 1 })
    expect(study.trials).toHaveLength(5)
  })

  test('lets timers run between trials of an objective that never waits', async () => {
    const study = await openStudy()
    setTimeout(() => study.stop(), 1)
    await study.optimize(s, () => 1)
    expect(study.trials.length).toBeGreaterThan(0)
  })

  test.each([
    ['trials', -1],
    ['trials', 1.5],
    ['trials', '10'],
    ['concurrency', 0],
    ['signal', {}],
    ['catch', Error],
    ['catch', ['Error']],
    ['onTrial', 'log'],
    ['progress', 'no'],
    ['observers', {}],
    ['timeout', true],
  ])('refuses the option %s: %j', async (option, value) => {
    const study = await openStudy()
    const error = await refusal(() => study.optimize(s, () => 1, { [option]: value }))
    expect(error.code).toBe('study/bad-option')
    expect(error.message).toContain(`"${option}`)
    expect(study.trials).toHaveLength(0)
  })

  test('refuses options that it does not know, bad durations, and a missing objective', async () => {
    const study = await openStudy()
    const unknown = await refusal(() => study.optimize(s, () => 1, { nTrials: 5 } as never))
    expect(unknown.code).toBe('study/unknown-option')
    expect(unknown.allowed).toContain('trials')
    expect((await refusal(() => study.optimize(s, () => 1, { timeout: 'soon' }))).code).toBe('base/bad-duration')
    expect((await refusal(() => study.optimize(s, { trials: 1 } as never))).code).toBe('study/bad-argument')
    expect((await refusal(() => study.optimize({ x: 1 } as never))).code).toBe('study/bad-argument')
    const bare = { x: float(0, 1), y: float(0, 1) }
    const unwrapped = await refusal(() => study.optimize(bare as never, (() => 1) as never))
    expect(unwrapped.message).toContain('space({ x, y })')
  })
})

describe('study.optimize with concurrency', () => {
  test('runs that many at once, and no more', async () => {
    const study = await openStudy()
    let [running, most] = [0, 0]
    const objective = async (): Promise<number> => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, 2))
      running--
      return 1
    }
    await study.optimize(s, objective, { trials: 10, concurrency: 3 })
    expect(most).toBe(3)
    expect(states(study)).toEqual(Array.from({ length: 10 }, () => 'complete'))
  })

  test('waits for the other trials after an error, tells them, then rejects', async () => {
    const study = await openStudy()
    const objective = async (_: unknown, { number }: { number: number }): Promise<number> => {
      if (number === 1) throw new Error('first')
      await new Promise((resolve) => setTimeout(resolve, 10 + number))
      if (number === 2) throw new Error('second')
      return 1
    }
    await expect(study.optimize(s, objective, { trials: 20, concurrency: 3 })).rejects.toThrow('first')
    expect(states(study)).toEqual(['complete', 'fail', 'fail'])
  })
})
