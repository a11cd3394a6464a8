import { describe, expect, it } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { initialParameters } from '../../../src/train/jets/net-layout.ts'
import { balancing } from '../../../src/train/balancing/registry.ts'
import { replayBalance } from '../../../src/train/balancing/balancer.ts'
import type { TrainCheckpoint } from '../../../src/train/pinn/run/checkpoint.ts'
import { pinnLoss, type PointFactors } from '../../../src/train/pinn/pinn-loss.ts'
import { burgers } from '../../../src/train/pinn/problems/burgers.ts'
import { createTermBatch, termNames, type TermPoints } from '../../../src/train/pinn/term-batch.ts'
import { train } from '../../../src/train/pinn/train.ts'
import type { TrainOptions } from '../../../src/train/pinn/train-options.ts'
import { schedules } from '../../../src/train/schedules/registry.ts'

const problem = burgers()
const names = termNames(problem)
type Term = (typeof names)[number]
const equal = Object.fromEntries(names.map((name) => [name, 1])) as Record<Term, number>
const small: TrainOptions<Term> = {
  net: { width: 6, depth: 2 },
  points: 16,
  seed: 3,
  weights: equal,
  resampleEvery: 0,
  schedule: { adam: 60, lbfgs: 5 },
}

describe.each([
  'lra',
  'gradientNorms',
  'ntk',
  'gradNorm',
  'softAdapt',
  'reLoBRaLo',
  'selfAdaptive',
  'residualAttention',
  'causal',
] as const)('training with %s', (name) => {
  // prettier-ignore
  const rule = balancing[name]({ every: 10 })

  it('moves the loss, and its log replays to the same weights', async () => {
    const balanced = await train(problem, { ...small, balancing: rule })
    expect(balanced.balance).toHaveLength(6)
    expect(balanced.stopReason).toBe('schedule')
    const fixed = await train(problem, small)
    expect(balanced.parameters).not.toEqual(fixed.parameters)
    if (rule.needs.includes('squares')) return
    const setup = { terms: names, weights: names.map(() => 1), points: names.map(() => 1), seed: 3 }
    const replayed = replayBalance(
      rule,
      setup,
      balanced.balance.map(({ observation }) => observation),
    )
    expect(replayed.map(({ weights }) => weights)).toEqual(balanced.balance.map(({ weights }) => weights))
    expect(balanced.history.at(-1)?.weights).toEqual(
      Object.fromEntries(names.map((term, k) => [term, replayed[5].weights[k]])),
    )
  })

  it('goes on bit for bit from a checkpoint, also with fresh points', async () => {
    const options = { ...small, balancing: rule, resampleEvery: 25 }
    const saved: TrainCheckpoint[] = []
    const through = await train(problem, { ...options, onCheckpoint: (checkpoint) => void saved.push(checkpoint) })
    for (const resumeFrom of [saved[2], saved[6]]) {
      const resumed = await train(problem, { ...options, resumeFrom: structuredClone(resumeFrom) })
      expect(resumed.parameters).toEqual(through.parameters)
      expect(resumed.history).toEqual(through.history)
    }
  })
})

describe('the loss with factors of points', () => {
  const rng = createRng(1)
  const points = Object.fromEntries(names.map((name) => [name, problem.terms[name].points(rng.fork(name), 9)]))
  const batch = createTermBatch(problem, { width: 4, depth: 2, activation: 'tanh' }, points as TermPoints<Term>)
  const x = initialParameters(batch.network.layout, rng)
  const loss = pinnLoss(batch, equal)
  const factors = Object.fromEntries(batch.terms.map(({ name, count }, k) => [name, k === 1 ? null : Float64Array.from({ length: count }, (_, p) => 0.5 + p)])) // prettier-ignore
  loss.setWeights(
    Object.fromEntries(names.map((name, k) => [name, k + 0.5])) as typeof equal,
    factors as PointFactors<Term>,
  )

  it('has the gradient that finite differences give', () => {
    const gradient = new Float64Array(x.length)
    loss.objective(x, gradient)
    const scratch = new Float64Array(x.length)
    for (let i = 0; i < x.length; i += 3) {
      const at = (h: number): number =>
        loss.objective(
          x.map((value, j) => (j === i ? value + h : value)),
          scratch,
        )
      const slope = (8 * (at(1e-3) - at(-1e-3)) - (at(2e-3) - at(-2e-3))) / 12e-3
      expect(Math.abs(gradient[i] - slope)).toBeLessThan(1e-8 * Math.max(1, Math.abs(slope)))
    }
  })

  it('is the same as a sum of squares, value and gradient', () => {
    const gradient = new Float64Array(x.length)
    const value = loss.objective(x, gradient)
    const { count } = loss.leastSquares
    const [residuals, rows] = [new Float64Array(count), new Float64Array(count * x.length)]
    loss.leastSquares.linearize(x, residuals, rows)
    expect(residuals.reduce((sum, r) => sum + r * r, 0)).toBeCloseTo(value, 12)
    for (let i = 0; i < x.length; i++) {
      let sum = 0
      for (let row = 0; row < count; row++) sum += 2 * residuals[row] * rows[row * x.length + i]
      expect(sum).toBeCloseTo(gradient[i], 10)
    }
  })

  it('kernels are the mean squares of the residuals’ gradients, whatever the weights', () => {
    const before = loss.kernels(x)
    loss.setWeights(Object.fromEntries(names.map((name) => [name, 7])) as typeof equal)
    expect(loss.kernels(x)).toEqual(before)
    // With one residual per term its kernel is ‖∇L‖² / (4 L).
    const single = Object.fromEntries(names.map((name) => [name, points[name].slice(0, problem.terms[name].width)]))
    const one = pinnLoss(
      createTermBatch(problem, { width: 4, depth: 2, activation: 'tanh' }, single as TermPoints<Term>),
      equal,
    )
    const gradient = new Float64Array(x.length)
    const kernels = one.kernels(x)
    names.forEach((name, k) => {
      one.termGradient(name, x, gradient)
      const square = gradient.reduce((sum, value) => sum + value * value, 0)
      expect(kernels[k]).toBeCloseTo(square / (4 * one.termLosses()[name]), 8)
    })
  })
})

it('the learning rate follows its schedule over the steps of Adam: a rate of 0 stands still', async () => {
  const frozen = schedules.constant(0)
  const still = await train(problem, { ...small, schedule: { adam: 5 }, learningRate: frozen })
  const start = await train(problem, { ...small, schedule: { adam: 1 }, learningRate: frozen })
  expect(still.parameters).toEqual(start.parameters)
  const constant = await train(problem, { ...small, learningRate: 1e-2 })
  const scheduled = await train(problem, { ...small, learningRate: schedules.constant(1e-2) })
  expect(scheduled.parameters).toEqual(constant.parameters)
  const decaying = await train(problem, { ...small, learningRate: schedules.cosine({ from: 1e-2 }).warmup(0.1) })
  expect(decaying.parameters).not.toEqual(constant.parameters)
})
