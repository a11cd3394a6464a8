import { describe, expect, it } from 'vitest'
import { InputError } from '../../../src/base/errors.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { createStudy } from '../../../src/hpo/setup/create-study.ts'
import { heat } from '../../../src/train/pinn/problems/heat.ts'
import { oscillator } from '../../../src/train/pinn/problems/oscillator.ts'
import { train } from '../../../src/train/pinn/train.ts'
import type { Schedule } from '../../../src/train/pinn/run/phase-spec.ts'
import type { TrainOptions } from '../../../src/train/pinn/train-options.ts'
import type { TrainProgress } from '../../../src/train/pinn/run/train-progress.ts'

type Terms = 'residual' | 'position' | 'velocity'

const problem = oscillator()
const equal = { residual: 1, position: 1, velocity: 1 }
const tuned = { residual: 1, position: 1e4, velocity: 10 }
const net = { width: 16, depth: 3, activation: 'sin' } as const
/** A few steps of a tiny network, for promises that do not depend on learning. */
const tiny = { weights: tuned, net: { width: 4, depth: 1 }, points: 8, seed: 1, schedule: { adam: 6, lbfgs: 4 } }

describe('train', () => {
  it('learns with tuned weights what it cannot learn with equal ones', async () => {
    const options = { net, learningRate: 3e-3, schedule: { adam: 500, lbfgs: 1500 }, seed: 1 }
    const [good, bad] = [
      await train(problem, { ...options, weights: tuned }),
      await train(problem, { ...options, weights: equal }),
    ]
    expect(good.relativeL2).toBeLessThan(1e-2)
    expect(good.worstTerm).toBeLessThan(1e-2)
    expect(bad.relativeL2).toBeGreaterThan(0.9)
    expect(bad.worstTerm).toBeGreaterThan(0.9)
    const middle = good.predict([0, 0.5, 1])
    ;[0, 0.5, 1].forEach((t, i) => expect(middle[i]).toBeCloseTo(problem.exact([t]), 1))
  })

  it('gives the same result bit for bit from the same seed, and another from another', async () => {
    const options = { weights: tuned, net, points: 32, schedule: { adam: 20, lbfgs: 20 } }
    const first = await train(problem, { ...options, seed: 'a' })
    const again = await train(problem, { ...options, seed: 'a' })
    const other = await train(problem, { ...options, seed: 'b' })
    expect([...again.parameters]).toEqual([...first.parameters])
    expect(again.history).toEqual(first.history)
    expect([again.worstTerm, again.relativeL2, again.terms]).toEqual([first.worstTerm, first.relativeL2, first.terms])
    expect([...other.parameters]).not.toEqual([...first.parameters])
  })

  it('reports the seed that it drew, with which the run can be repeated', async () => {
    const { seed: _, ...unseeded } = tiny
    const first = await train(problem, unseeded)
    const again = await train(problem, { ...tiny, seed: first.seed })
    expect([...again.parameters]).toEqual([...first.parameters])
  })

  it('gives the same result whether or not progress is reported', async () => {
    const silent = await train(problem, tiny)
    const chatty = await train(problem, { ...tiny, progressPoints: 5, onProgress: () => sleep(1) })
    expect([...chatty.parameters]).toEqual([...silent.parameters])
  })
})

describe('train: schedule and progress', () => {
  it('calls onProgress at even fractions of the whole schedule and waits for it', async () => {
    const seen: TrainProgress[] = []
    let running = 0
    const result = await train(problem, {
      ...tiny,
      schedule: { adam: 60, lbfgs: 40 },
      onProgress: async (progress) => {
        expect(running++).toBe(0)
        await sleep(1)
        running--
        seen.push(progress)
      },
    })
    expect(seen.map((p) => p.fraction)).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
    expect(seen.map((p) => p.step)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100])
    expect(seen.map((p) => p.phase)).toEqual([...Array(6).fill('adam'), ...Array(4).fill('lbfgs')])
    expect(result.history).toEqual(seen)
    expect(result.steps).toBe(100)
    expect(result.stopReason).toBe('schedule')
    expect(seen[9].worstTerm).toBe(result.worstTerm)
    for (const { loss } of seen) expect(loss).toBeGreaterThan(0)
  })

  it('lets through, unchanged, what onProgress throws: a pruned trial ends its training', async () => {
    const pruned = new Error('pruned')
    let calls = 0
    const running = train(problem, {
      ...tiny,
      onProgress: () => {
        if (++calls === 3) throw pruned
      },
    })
    await expect(running).rejects.toBe(pruned)
    expect(calls).toBe(3)
  })

  it.each<[Schedule, number, readonly string[]]>([
    [{ adam: 5, lbfgs: 0 }, 5, ['adam']],
    [{ adam: 0, lbfgs: 5 }, 5, ['lbfgs']],
    [{ steps: 10, adamFraction: 0.3 }, 10, ['adam', 'lbfgs']],
    [{ steps: 9 }, 9, ['adam', 'lbfgs']],
  ])('runs the schedule %o: %i steps', async (schedule, steps, phases) => {
    const result = await train(problem, { ...tiny, schedule })
    expect(result.steps).toBe(steps)
    expect([...new Set(result.history.map((p) => p.phase))]).toEqual(phases)
  })

  it('ends early, with the last report at fraction 1, where L-BFGS has converged', async () => {
    // Two points and one term that a constant satisfies: the gradient vanishes within a few steps.
    const weights = { residual: 0, position: 1, velocity: 0 }
    const result = await train(problem, { ...tiny, weights, schedule: { adam: 0, lbfgs: 500 } })
    expect(result.stopReason).toBe('gradient')
    expect(result.steps).toBeLessThan(500)
    expect(result.history[result.history.length - 1].fraction).toBe(1)
  })
})

describe('train: stopping', () => {
  it('rejects with the reason of a signal that aborts on the way, and gives other work its turn', async () => {
    const controller = new AbortController()
    const reason = new Error('stop button')
    let turns = 0
    const ticking = setInterval(() => {
      if (++turns === 3) controller.abort(reason)
    }, 1)
    const running = train(problem, { weights: tuned, schedule: { adam: 1e8, lbfgs: 0 }, signal: controller.signal })
    await expect(running).rejects.toBe(reason)
    clearInterval(ticking)
    expect(turns).toBeGreaterThanOrEqual(3)
  })

  it('does not start under an aborted signal', async () => {
    let called = false
    const onProgress = (): void => void (called = true)
    await expect(train(problem, { ...tiny, onProgress, signal: AbortSignal.abort('no') })).rejects.toBe('no')
    expect(called).toBe(false)
  })

  it('reports divergence as a result that names the term, with NaN for an objective to return', async () => {
    const overflow = oscillator({ frequency: 1e80 })
    for (const schedule of [
      { adam: 5, lbfgs: 5 },
      { adam: 0, lbfgs: 5 },
    ]) {
      const result = await train(overflow, { ...tiny, schedule })
      expect(result.stopReason).toBe('diverged')
      expect(result.divergedTerm).toBe('residual')
      expect(result.worstTerm).toBeNaN()
      expect(result.relativeL2).toBeNaN()
      expect(result.steps).toBe(1)
      expect(result.history.map((p) => p.fraction)).toEqual([1])
    }
  })

  it('names no term where each share of the loss is finite and only the gradient is not', async () => {
    const result = await train(problem, { ...tiny, weights: { residual: 0, position: 0, velocity: 1e308 } })
    expect(result.stopReason).toBe('diverged')
    expect(result.divergedTerm).toBeNull()
  })
})

describe('train: in a study', () => {
  it('reports to a trial, which may prune it, and a training that diverges is a failed trial', async () => {
    // Without training worstTerm is about 1: the first report prunes.
    const study = await createStudy({
      storage: 'memory:',
      seed: 1,
      pruner: { name: 'threshold', options: { upper: 0.1 } },
    })
    const reported: number[] = []
    await study.optimize(
      space({ frequency: float(1, 30) }),
      async ({ frequency }, trial) => {
        const run = await train(oscillator({ frequency: trial.number === 1 ? 1e80 : frequency }), {
          ...tiny,
          onProgress: async ({ worstTerm, step }) => {
            reported.push(trial.number)
            if (trial.number === 0) await trial.report(worstTerm, step)
          },
        })
        return run.worstTerm
      },
      { trials: 3, progress: false },
    )
    expect(study.trials.map(({ state }) => state)).toEqual(['pruned', 'fail', 'complete'])
    expect(reported.filter((number) => number === 0)).toHaveLength(1)
    expect(study.trials[2].values![0]).toBeGreaterThan(0.1)
  })
})

describe('train: bad input', () => {
  const wrong: readonly [title: string, options: unknown, code: string, ...texts: readonly string[]][] = [
    ['an unknown term', { weights: { ...equal, boundary: 1 } }, 'train/unknown-term', '"boundary"', 'position'],
    ['a missing term', { weights: { residual: 1, position: 1 } }, 'train/missing-term', '"velocity"'],
    ['a negative weight', { weights: { ...equal, velocity: -1 } }, 'train/bad-weight', '"velocity"', '-1'],
    ['a NaN weight', { weights: { ...equal, position: Number.NaN } }, 'train/bad-weight', '"position"', 'NaN'],
    ['a text as weight', { weights: { ...equal, position: '1' } }, 'train/bad-weight', '"position"', '"1"'],
    ['only zero weights', { weights: { residual: 0, position: 0, velocity: 0 } }, 'train/bad-weight', '0'],
    ['width 0', { weights: equal, net: { width: 0 } }, 'train/bad-option', 'net.width', '0'],
    ['depth 1.5', { weights: equal, net: { depth: 1.5 } }, 'train/bad-option', 'net.depth', '1.5'],
    [
      'relu',
      { weights: equal, net: { activation: 'relu' } },
      'train/bad-option',
      'net.activation',
      '"relu"',
      'tanh, sin',
    ],
    [
      'an activation without enough derivatives',
      { weights: equal, net: { activation: { name: 'bent', derivatives: [Math.abs, Math.sign] } } },
      'train/rough-activation',
      '"bent"',
    ],
    ['learningRate 0', { weights: equal, learningRate: 0 }, 'train/bad-option', 'learningRate', '0'],
    ['learningRate NaN', { weights: equal, learningRate: Number.NaN }, 'train/bad-option', 'learningRate', 'NaN'],
    ['points 0', { weights: equal, points: 0 }, 'train/bad-option', 'points', '0'],
    ['progressPoints 0', { weights: equal, progressPoints: 0 }, 'train/bad-option', 'progressPoints', '0'],
    ['an empty schedule', { weights: equal, schedule: { adam: 0, lbfgs: 0 } }, 'train/bad-option', 'schedule'],
    ['a number as schedule', { weights: equal, schedule: 900 }, 'train/bad-option', 'schedule', '900'],
    ['negative steps', { weights: equal, schedule: { adam: -1, lbfgs: 5 } }, 'train/bad-option', 'schedule.adam', '-1'],
    [
      'a share above 1',
      { weights: equal, schedule: { steps: 9, adamFraction: 2 } },
      'train/bad-option',
      'adamFraction',
    ],
  ]

  it.each(wrong)('rejects %s with one clear error', async (...[, options, code, ...texts]) => {
    const error = await train(problem, options as TrainOptions<Terms>).then(
      () => null,
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(InputError)
    expect(error).toMatchObject({ code })
    for (const text of texts) expect((error as Error).message).toContain(text)
  })

  it('accepts, in TypeScript, weights for exactly the terms of the problem', () => {
    // @ts-expect-error "boundary" is no term of the oscillator.
    const unknown: TrainOptions<Terms> = { weights: { ...equal, boundary: 1 } }
    // @ts-expect-error "velocity" is missing.
    const missing: TrainOptions<Terms> = { weights: { residual: 1, position: 1 } }
    expect([unknown, missing]).toHaveLength(2)
  })

  it('predict rejects a part of a point', async () => {
    const run = await train(heat(), { net: { width: 3, depth: 1 }, points: 4, schedule: { adam: 1 }, seed: 1 })
    expect(() => run.predict([0.1, 0.2, 0.3])).toThrow(expect.objectContaining({ code: 'train/bad-points' }))
  })

  it('predict rejects an empty list of points', async () => {
    const result = await train(problem, tiny)
    expect(() => result.predict([])).toThrow(InputError)
    expect(result.predict([0.2, 0.4, 0.6])).toHaveLength(3)
  })
})

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
