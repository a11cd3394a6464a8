import { describe, expect, it } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import type { TrainCheckpoint } from '../../../src/train/pinn/run/checkpoint.ts'
import { problem } from '../../../src/train/pinn/define-problem.ts'
import { burgers } from '../../../src/train/pinn/problems/burgers.ts'
import { inverseDiffusion } from '../../../src/train/pinn/problems/inverse-diffusion.ts'
import type { Predict } from '../../../src/train/pinn/predictor.ts'
import { stratifiedPoints } from '../../../src/train/pinn/stratified-points.ts'
import { train } from '../../../src/train/pinn/train.ts'
import type { TrainOptions } from '../../../src/train/pinn/train-options.ts'
import type { PointRule } from '../../../src/train/sampling/point-rule.ts'
import { sampling } from '../../../src/train/sampling/registry.ts'

const steep = burgers()
type Terms = 'equation' | 'initial' | 'boundary'
/** A few steps of a tiny network in every kind of phase. */
const tiny: TrainOptions<Terms> = {
  net: { width: 5, depth: 1, activation: 'tanh' },
  schedule: { adam: 9, lbfgs: 8, levenbergMarquardt: 6 },
  points: 30,
  seed: 3,
  progressPoints: 23,
}

const rules: Record<string, () => PointRule> = {
  resample: () => sampling.resample({ every: 4 }),
  rad: () => sampling.rad({ every: 4 }),
  rar: () => sampling.rar({ every: 4, add: 5, candidates: 10 }),
  'rar, drawn': () => sampling.rar({ every: 4, add: 5, candidates: 10, drawn: true }),
}

describe.each(Object.entries(rules))('train(problem, { sampling: %s })', (name, rule) => {
  it('goes on from any checkpoint, in any phase, bit for bit as if it had never stopped', async () => {
    const checkpoints: TrainCheckpoint[] = []
    const options = { ...tiny, sampling: rule() }
    const whole = await train(steep, { ...options, onCheckpoint: (one) => void checkpoints.push(structuredClone(one)) })
    for (const at of [3, 20]) {
      const rest = await train(steep, { ...options, resumeFrom: checkpoints[at] })
      expect(rest.parameters).toEqual(whole.parameters)
      expect(rest.history).toEqual(whole.history)
      expect(rest.points).toEqual(whole.points)
    }
  })

  it('changes the points of the equation, as many as the rule says, through all phases', async () => {
    const [moved, kept] = [
      await train(steep, { ...tiny, sampling: rule() }),
      await train(steep, { ...tiny, resampleEvery: 0 }),
    ]
    // Changes before the steps that follow 4, 8, 12, 16 and 20.
    const grows = name.startsWith('rar')
    expect(moved.steps).toBe(23)
    expect(moved.points.equation).toHaveLength(2 * (grows ? 30 + 5 * 5 : 30))
    if (grows) expect(moved.points.equation.slice(0, 60)).toEqual(kept.points.equation)
    else expect(moved.points.equation).not.toEqual(kept.points.equation)
    expect(moved.points.initial.length).toBe(kept.points.initial.length)
    expect(moved.parameters.every(Number.isFinite)).toBe(true)
  })

  it('leaves the held-out points alone: a network that stands still is measured the same', async () => {
    const still = { ...tiny, schedule: { adam: 20 }, learningRate: 1e-300 }
    const [moved, kept] = [
      await train(steep, { ...still, sampling: rule() }),
      await train(steep, { ...still, resampleEvery: 0 }),
    ]
    expect(moved.history.map(({ worstTerm }) => worstTerm)).toEqual(kept.history.map(({ worstTerm }) => worstTerm))
    expect(new Set(moved.history.map(({ worstTerm }) => worstTerm)).size).toBe(1)
    expect(new Set(moved.history.map(({ loss }) => loss)).size).toBeGreaterThan(1)
  })
})

/** A peak at x = 0.6: a network of nearly 0 violates the equation there alone. */
const front = problem({
  name: 'front',
  domain: { x: [0, 1], t: [0, 1] },
  constants: { w: 0.02 },
  terms: {
    equation: { residual: ({ u, x }, { w }) => u - Math.exp(-(((x - 0.6) / w) ** 2)) },
    start: { at: { t: 0 }, residual: ({ u_t }) => u_t },
  },
})

it.each(['rad', 'rar', 'rar, drawn'])('%s moves the density of the points to the residual', async (name) => {
  const at = async (rule: PointRule | undefined): Promise<number> => {
    const run = await train(front, {
      net: { width: 4, depth: 1 },
      points: 200,
      seed: 1,
      schedule: { adam: 41 },
      learningRate: 1e-300,
      sampling: rule,
    })
    const x = run.points.equation.filter((_, i) => i % 2 === 0)
    return x.filter((value) => Math.abs(value - 0.6) < 0.04).length
  }
  const make = { rad: () => sampling.rad({ every: 20, power: 2, evenness: 0 }) }
  const rule = name === 'rad' ? make.rad() : sampling.rar({ every: 20, add: 40, candidates: 10, drawn: name !== 'rar' })
  const even = await at(undefined)
  expect(even).toBeLessThan(25)
  expect(await at(rule)).toBeGreaterThan(2.5 * even)
})

it('the points of Burgers gather where the network that is trained violates the equation', async () => {
  const run = await train(steep, {
    seed: 2,
    points: 300,
    schedule: { adam: 101 },
    sampling: sampling.rad({ every: 50, power: 4, evenness: 0 }),
  })
  const even = stratifiedPoints(steep.domain, createRng(1), 300)
  expect(meanResidual(run.predict, run.points.equation)).toBeGreaterThan(1.5 * meanResidual(run.predict, even))
})

/** Mean |u_t + u u_x − ν u_xx| by central differences. */
function meanResidual(predict: Predict, points: Float64Array): number {
  const h = 1e-3
  const at = (dx: number, dt: number): Float64Array =>
    predict(points.map((value, i) => value + (i % 2 === 0 ? dx : dt)))
  const [u, left, right, before, after] = [at(0, 0), at(-h, 0), at(h, 0), at(0, -h), at(0, h)]
  const sizes = u.map((here, p) => {
    const slope = (right[p] - left[p]) / (2 * h)
    const bend = (right[p] - 2 * here + left[p]) / h ** 2
    return Math.abs((after[p] - before[p]) / (2 * h) + here * slope - (0.01 / Math.PI) * bend)
  })
  return sizes.reduce((sum, size) => sum + size, 0) / sizes.length
}

it('data keep their points, whatever the rule', async () => {
  const inverse = inverseDiffusion()
  const options = { net: { width: 4, depth: 1 }, points: 20, seed: 1, schedule: { adam: 7 } }
  const [moved, kept] = [
    await train(inverse, { ...options, sampling: sampling.rad({ every: 2 }) }),
    await train(inverse, options),
  ]
  expect(moved.points.observations).toEqual(kept.points.observations)
  expect(moved.points.equation).not.toEqual(kept.points.equation)
})

describe('bad input', () => {
  const rule = sampling.rad({ every: 2 })
  const half: PointRule = { ...rule, kind: 'half', next: ({ current }) => current.subarray(0, 3) }
  const none: PointRule = { ...rule, kind: 'none', next: () => new Float64Array(0) }
  it.each<[string, unknown, string, string]>([
    ['a name instead of a rule', { sampling: 'rad' }, 'train/bad-option', 'sampling'],
    ['null', { sampling: null }, 'train/bad-option', 'sampling'],
    ['a rule and an interval', { sampling: rule, resampleEvery: 5 }, 'train/bad-option', 'resampleEvery'],
    ['half an interval', { resampleEvery: 2.5 }, 'train/bad-option', 'resampleEvery'],
    ['a rule that gives half a point', { sampling: half }, 'train/bad-points', '"half" gave 3 numbers'],
    ['a rule that gives no point', { sampling: none }, 'train/bad-points', '"none" gave 0 numbers'],
    ['a balancing by name', { balancing: 'lra' }, 'train/bad-option', 'balancing'],
  ])('%s', async (...[, options, code, text]) => {
    const running = train(steep, { ...tiny, ...(options as TrainOptions<Terms>) })
    await expect(running).rejects.toMatchObject({ code, message: expect.stringContaining(text) })
  })
})
