import { describe, expect, it } from 'vitest'
import { oneOf } from '../../../src/hpo/space/kinds/one-of.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { bool } from '../../../src/hpo/space/kinds/bool.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { createStudy } from '../../../src/hpo/setup/create-study.ts'
import { scheduleShape } from '../../../src/lab/schedule-shape.ts'
import { balancing } from '../../../src/train/balancing/registry.ts'
import type { TrainCheckpoint } from '../../../src/train/pinn/run/checkpoint.ts'
import { optimizerNames, phaseOptimizers, type OptimizerName } from '../../../src/train/pinn/run/phase-optimizers.ts'
import type { PhaseSpec } from '../../../src/train/pinn/run/phase-spec.ts'
import { heat } from '../../../src/train/pinn/problems/heat.ts'
import { poisson } from '../../../src/train/pinn/problems/poisson.ts'
import { train } from '../../../src/train/pinn/train.ts'
import type { TrainOptions } from '../../../src/train/pinn/train-options.ts'
import type { AdaptiveState } from '../../../src/train/schedules/adaptive.ts'
import { sampling } from '../../../src/train/sampling/registry.ts'
import { schedules } from '../../../src/train/schedules/registry.ts'

const problem = heat()
const equal = { equation: 1, initial: 1, boundary: 1 }
type Terms = keyof typeof equal
const small: TrainOptions<Terms> = { net: { width: 6, depth: 2 }, points: 20, seed: 3, weights: equal }
const paced = optimizerNames.filter((name) => phaseOptimizers[name].pace !== null)
type PacedName = Exclude<OptimizerName, 'lbfgs' | 'levenbergMarquardt'>

describe.each(optimizerNames)('a phase of %s', (optimizer) => {
  it('goes on from any checkpoint bit for bit, with points, weights and pace that change', async () => {
    const checkpoints: TrainCheckpoint[] = []
    const options: TrainOptions<Terms> = {
      ...small,
      schedule: [
        { optimizer, steps: 11 },
        { optimizer: 'adam', steps: 5, beta1: 0.8 },
      ],
      learningRate: schedules.plateau({ patience: 1 }).lowers(1e-2, { every: 2 }),
      balancing: balancing.lra({ every: 3 }),
      sampling: sampling.rar({ every: 4, add: 3, candidates: 4 }),
      progressPoints: 16,
    }
    const whole = await train(problem, {
      ...options,
      onCheckpoint: (one) => void checkpoints.push(structuredClone(one)),
    })
    expect(checkpoints).toHaveLength(16)
    expect(whole.phases.map((phase) => [phase.optimizer, phase.steps])).toEqual([[optimizer, 11], ['adam', 5]]) // prettier-ignore
    for (const at of [2, 7, 10, 13]) {
      const rest = await train(problem, { ...options, resumeFrom: checkpoints[at] })
      expect(rest.parameters).toEqual(whole.parameters)
      expect(rest.history).toEqual(whole.history)
      expect(rest.phases).toEqual(whole.phases)
    }
  })

  it('lowers the loss, and says that it made all its steps', async () => {
    const learningRate = optimizer === 'sgd' ? 0.1 : 1e-2
    const run = await train(problem, {
      ...small,
      schedule: [{ optimizer, steps: 120 }],
      learningRate,
      progressPoints: 120,
    })
    expect(run.phases).toEqual([
      { optimizer, engine: expect.anything(), steps: 120, stopReason: 'schedule', pace: null },
    ])
    expect(run.history.at(-1)!.loss).toBeLessThan(0.85 * run.history[0].loss)
    const counted = await train(problem, { ...small, schedule: { [optimizer]: 120 }, learningRate })
    expect(counted.parameters).toEqual(run.parameters)
  })
})

describe('stop reasons', () => {
  const constant: TrainOptions<Terms> = { ...small, weights: { equation: 0, initial: 0, boundary: 1 }, points: 1 }

  it('an optimiser that cannot go on says why, and leaves the rest to the next, also after a resume', async () => {
    const checkpoints: TrainCheckpoint[] = []
    const options: TrainOptions<Terms> = {
      ...constant,
      schedule: [
        { optimizer: 'lbfgs', steps: 90, gradientTolerance: 1e-4 },
        { optimizer: 'adam', steps: 10 },
        { optimizer: 'levenbergMarquardt', steps: 90 },
      ],
      progressPoints: 190,
    }
    const run = await train(problem, { ...options, onCheckpoint: (one) => void checkpoints.push(structuredClone(one)) })
    const [first, second, third] = run.phases
    expect(first).toMatchObject({ optimizer: 'lbfgs', stopReason: 'gradient' })
    expect(first.steps).toBeLessThan(90)
    expect(second).toMatchObject({ optimizer: 'adam', steps: 10, stopReason: 'schedule' })
    expect(['gradient', 'progress', 'damping']).toContain(third.stopReason)
    expect(run.stopReason).toBe(third.stopReason)
    expect(run.steps).toBe(first.steps + second.steps + third.steps)
    // The last checkpoint of L-BFGS, where it had stopped already.
    const rest = await train(problem, { ...options, resumeFrom: checkpoints[first.steps - 1] })
    expect(rest.parameters).toEqual(run.parameters)
    expect(rest.phases).toEqual(run.phases)
    expect(rest.history).toEqual(run.history)
  })

  it.each(paced)('%s stops where the loss is not finite', async (optimizer) => {
    const weights = { equation: 1e308, initial: 1, boundary: 1 }
    const run = await train(problem, {
      ...small,
      weights,
      schedule: [{ optimizer: optimizer as PacedName, steps: 50 }],
    })
    expect(run.phases).toMatchObject([{ optimizer, stopReason: 'diverged' }])
    expect(run.worstTerm).toBeNaN()
  })

  it('goes on to be over, from a checkpoint at which early stopping had ended it', async () => {
    const checkpoints: TrainCheckpoint[] = []
    const options: TrainOptions<Terms> = {
      ...small,
      schedule: { adam: 60 },
      learningRate: 0.5,
      progressPoints: 60,
      earlyStopping: { patience: 3 },
    }
    const run = await train(problem, { ...options, onCheckpoint: (one) => void checkpoints.push(structuredClone(one)) })
    expect(run.phases).toMatchObject([{ stopReason: 'early' }])
    const rest = await train(problem, { ...options, resumeFrom: checkpoints.at(-1) })
    expect(rest).toMatchObject({ steps: run.steps, stopReason: 'early', parameters: run.parameters })
  })
})

describe('pace', () => {
  const rates = async (
    phase: Partial<PhaseSpec>,
    options: TrainOptions<Terms> = {},
  ): Promise<(number | undefined)[]> => {
    const schedule = [{ optimizer: 'adam', steps: 8, ...phase } as PhaseSpec]
    const run = await train(problem, { ...small, schedule, progressPoints: 8, ...options })
    return run.history.map(({ learningRate }) => learningRate)
  }

  it('each phase has its own schedule over its own steps: warm-up, restarts, names', async () => {
    const warm = schedules.cosine({ from: 1e-2 }).restarts(2).warmup(0.25)
    expect(await rates({ learningRate: warm })).toEqual(Array.from({ length: 8 }, (_, i) => warm.at(i, 8)))
    const found = { name: 'step', peak: 1e-2, end: 0.01 } as const
    expect(await rates({ learningRate: found })).toEqual([1, 1, 1, 1, 0.1, 0.1, 0.01, 0.01].map((f) => expect.closeTo(1e-2 * f, 10))) // prettier-ignore
    const line = schedules.linear({ from: 4e-3 })
    const run = await train(problem, {
      ...small,
      schedule: [
        { optimizer: 'soap', steps: 4, learningRate: line },
        { optimizer: 'lbfgs', steps: 2 },
        { optimizer: 'adamW', steps: 2, weightDecay: schedules.linear({ from: 0.2 }) },
      ],
      learningRate: 1e-3,
      progressPoints: 8,
    })
    expect(run.history.map((one) => one.learningRate)).toEqual([4e-3, 3e-3, 2e-3, 1e-3, undefined, undefined, 1e-3, 1e-3]) // prettier-ignore
    expect(run.history.map((one) => one.weightDecay)).toEqual([0, 0, 0, 0, undefined, undefined, 0.2, 0.1])
  })

  it('a plateau lowers the rate of any schedule when the training loss no longer falls', async () => {
    const still = schedules.plateau({ patience: 1, threshold: 0.999 }).lowers(1e-3, { every: 2 })
    // Nothing is an improvement after the first look, before step 2.
    expect(await rates({ learningRate: still })).toEqual([1e-3, 1e-3, 1e-3, 1e-3, 5e-4, 5e-4, 2.5e-4, 2.5e-4])
  })

  it('an adaptive rule raises the weight decay on overfitting, and keeps its history', async () => {
    // Two points in the domain are learned by heart.
    const rule = schedules.adaptive({ learningRate: 1e-2, weightDecay: 1e-3, every: 20, tolerance: 1.01 })
    const run = await train(problem, { ...small, points: 2, schedule: { adamW: 200 }, learningRate: rule })
    const { history } = run.phases[0].pace as AdaptiveState
    expect(history.map(({ step }) => step)).toEqual([20, 40, 60, 80, 100, 120, 140, 160, 180])
    for (const { metrics } of history) expect(metrics.validationLoss).toBeGreaterThan(0)
    const overfits = history.filter(({ metrics }) => metrics.validationLoss > 1.01 * metrics.loss).length
    expect(overfits).toBeGreaterThan(2)
    const decay = Math.min(1e-2, 1e-3 * 1.1 ** overfits)
    expect(run.history.at(-1)!.weightDecay).toBeCloseTo(decay, 12)
    expect(history.at(-1)!.settings.weightDecay).toBeCloseTo(decay, 12)
  })

  it('what a study has found fits as it is', async () => {
    const s = space({
      ...scheduleShape({ peak: [1e-3, 1e-2] }),
      opt: oneOf('optimizer', {
        adamW: { beta1: float(0.85, 0.99), weightDecay: float(1e-6, 1e-2).log() },
        sgd: { momentum: float(0.5, 0.99), nesterov: bool() },
        soap: {},
      }),
    })
    const study = await createStudy({ storage: 'memory:', seed: 5 })
    await study.optimize(
      s,
      async (p) => {
        const learningRate = { ...p.lr_schedule, peak: p.lr, warmup: p.warmup_ratio }
        const run = await train(poisson(), {
          net: { width: 4, depth: 1 },
          points: 8,
          seed: 1,
          schedule: [{ ...p.opt, steps: 6, learningRate }],
        })
        return run.worstTerm
      },
      { trials: 4, progress: false },
    )
    expect(study.trials.map(({ state }) => state)).toEqual(Array.from({ length: 4 }, () => 'complete'))
  })
})

describe('balancing', () => {
  it.each(paced)('acts while %s trains, through the same code as with Adam', async (optimizer) => {
    const run = await train(problem, {
      ...small,
      schedule: [{ optimizer: optimizer as PacedName, steps: 30 }],
      learningRate: 1e-4,
      balancing: balancing.lra({ every: 10 }),
    })
    expect(run.balance.map(({ observation }) => observation.step)).toEqual([0, 10, 20])
    expect(run.history.at(-1)!.weights!['boundary']).not.toBe(1)
    expect(run.history.at(-1)!.weights!['equation']).toBe(1)
  })

  it.each(['lbfgs', 'levenbergMarquardt'] as const)('leaves the weights to %s as it finds them', async (optimizer) => {
    const run = await train(problem, {
      ...small,
      schedule: [
        { optimizer: 'adam', steps: 30 },
        { optimizer, steps: 10 },
        { optimizer: 'sgd', steps: 11, learningRate: 1e-5 },
      ],
      balancing: balancing.gradientNorms({ every: 10 }),
      progressPoints: 51,
      sampling: sampling.resample({ every: 7 }),
    })
    const weights = run.history.map((one) => one.weights)
    // Set before the steps that follow 0, 10 and 20; kept until 40, where the next phase of first order begins.
    for (let step = 20; step < 40; step++) expect(weights[step]).toEqual(weights[20])
    expect(weights[19]).not.toEqual(weights[20])
    expect(weights[40]).not.toEqual(weights[39])
    expect(run.balance.map(({ observation }) => observation.step)).toEqual([0, 10, 20, 40, 50])
  })

  it('does not change how far SGD goes, whose steps grow with the loss: only the ratios of the weights count', async () => {
    const options: TrainOptions<Terms> = {
      ...small,
      schedule: { sgd: 200 },
      learningRate: 1e-3,
      balancing: balancing.lra({ every: 5 }),
      progressPoints: 200,
    }
    const run = await train(problem, options)
    expect(run.stopReason).toBe('schedule')
    for (const { weights, learningRate } of run.history) {
      const growth = Object.values(weights!).reduce((sum, weight) => sum + weight, 0) / 3
      expect(learningRate! * growth).toBeCloseTo(1e-3, 12)
    }
    expect(run.history.at(-1)!.weights).not.toEqual(equal)
  })
})

describe('bad input', () => {
  const adaptive = schedules.adaptive({ learningRate: 1e-2 })
  const wrong: readonly [title: string, options: unknown, code: string, ...texts: readonly string[]][] = [
    ['an unknown optimiser', { schedule: { lbgfs: 5 } }, 'train/unknown-optimizer', '"lbgfs"', 'adam, adamW, sgd'],
    ['an unknown one in a list', { schedule: [{ optimizer: 'lion', steps: 5 }] }, 'train/unknown-optimizer', '"lion"'],
    ['a phase without steps', { schedule: [{ optimizer: 'adam' }] }, 'train/bad-option', 'schedule[0].steps'],
    ['no phase', { schedule: [] }, 'train/bad-option', 'holds no steps'],
    ['a phase that is no object', { schedule: ['adam'] }, 'train/bad-option', 'schedule[0]', '"adam"'],
    [
      "another optimiser's option",
      { schedule: [{ optimizer: 'adam', steps: 5, momentum: 0.9 }] },
      'base/unknown-option',
      'schedule[0]',
      '"momentum"',
      'beta1',
    ],
    [
      'a rate for L-BFGS',
      { schedule: [{ optimizer: 'lbfgs', steps: 5, learningRate: 1 }] },
      'base/unknown-option',
      'schedule[0]',
      '"learningRate"',
    ],
    [
      'an option out of range, before the first step of any phase',
      { schedule: [{ optimizer: 'adam', steps: 1e9 }, { optimizer: 'soap', steps: 5, beta1: 1 }] }, // prettier-ignore
      'optimize/bad-option',
      'beta1',
    ],
    ['a rate of 0', { schedule: [{ optimizer: 'adam', steps: 5, learningRate: 0 }] }, 'train/bad-option', 'schedule[0].learningRate'], // prettier-ignore
    ['an unknown schedule', { learningRate: { name: 'zigzag', peak: 1 } }, 'schedules/unknown', 'zigzag'],
    ['an empty object as rate', { learningRate: {} }, 'train/bad-option', 'learningRate'],
    ['a text as rate', { learningRate: '1e-3' }, 'train/bad-option', 'learningRate'],
    ['a negative decay', { schedule: [{ optimizer: 'adamW', steps: 5, weightDecay: -1 }] }, 'train/bad-option', 'schedule[0].weightDecay'], // prettier-ignore
    ['a text as decay', { schedule: [{ optimizer: 'adamW', steps: 5, weightDecay: '0' }] }, 'train/bad-option', 'schedule[0].weightDecay'], // prettier-ignore
    [
      'a decay beside a rule that sets it',
      { schedule: [{ optimizer: 'adamW', steps: 5, learningRate: adaptive, weightDecay: 0 }] },
      'train/bad-option',
      'schedule[0].weightDecay',
    ],
  ]
  it.each(wrong)('%s is one clear error', async (...[, options, code, ...texts]) => {
    const error = await train(problem, { ...small, ...(options as TrainOptions<Terms>) }).catch(
      (thrown: unknown) => thrown as Error,
    )
    expect(error).toMatchObject({ name: 'InputError', code })
    for (const text of texts) expect((error as Error).message).toContain(text)
  })

  it('refuses the checkpoint of another optimiser', async () => {
    let saved: TrainCheckpoint | undefined
    await train(problem, { ...small, schedule: { adam: 1 }, onCheckpoint: (one) => void (saved = one) })
    const running = train(problem, { ...small, schedule: { soap: 5 }, resumeFrom: saved })
    await expect(running).rejects.toMatchObject({ code: 'train/bad-checkpoint' })
  })

  it('plateau.lowers refuses a bad interval', () => {
    expect(() => schedules.plateau().lowers(1e-2, { every: 0 })).toThrow('"every"')
  })
})
