import { describe, expect, it } from 'vitest'
import { InputError } from '../../../src/base/errors.ts'
import { adam } from '../../../src/math/optimize/adam.ts'
import { sgd } from '../../../src/math/optimize/sgd.ts'
import type { Objective } from '../../../src/math/optimize/optimizer.ts'
import { hypergradients, type HypergradientOptions } from '../../../src/train/hypergradients/hypergradients.ts'

/** Fits a tanh unit pair to a curve (term 0) and to its value and slope at 0 (term 1); p = [a, b, c, d]. */
const model = (t: number, [a, b, c, d]: Float64Array): number => a * Math.tanh(b * t + c) + d
const modelSlopes = (t: number, [a, b, c]: Float64Array): number[] => {
  const h = Math.tanh(b * t + c)
  return [h, a * (1 - h * h) * t, a * (1 - h * h), 1]
}

function meanSquareOver(times: readonly number[], target: (t: number) => number): Objective {
  return (x, gradient) => {
    gradient.fill(0)
    let loss = 0
    for (const t of times) {
      const r = model(t, x) - target(t)
      loss += (r * r) / times.length
      modelSlopes(t, x).forEach((slope, i) => (gradient[i] += (2 * r * slope) / times.length))
    }
    return loss
  }
}

const curve = (t: number): number => Math.sin(2 * t)
const terms = [meanSquareOver([0.2, 0.4, 0.6, 0.8, 1], curve), meanSquareOver([0], curve)]

const base: HypergradientOptions = {
  training: { terms: 2, gradient: (term, x, gradient) => void terms[term](x, gradient) },
  validation: meanSquareOver([0.1, 0.3, 0.5, 0.7, 0.9], curve),
  start: Float64Array.of(0.5, 1.1, 0.3, -0.2),
  steps: 60,
  learningRate: 0.02,
  weights: [1, 3],
}

describe.each(['sgd', 'adam'] as const)('hypergradients through %s', (optimizer) => {
  const lossAt = (logRate: number, logWeights: readonly number[]): number =>
    hypergradients({
      ...base,
      optimizer,
      learningRate: base.learningRate * Math.exp(logRate),
      weights: base.weights.map((weight, k) => weight * Math.exp(logWeights[k])),
    }).loss
  /** Fourth order, so that the comparison is not limited by it. */
  const slope = (loss: (h: number) => number, h = 2e-3): number =>
    (8 * (loss(h) - loss(-h)) - (loss(2 * h) - loss(-2 * h))) / (12 * h)

  it.each(['forward', 'unrolled'] as const)('%s: as finite differences of whole trainings, to 1e-6', (mode) => {
    const { logLearningRate, logWeights } = hypergradients({ ...base, optimizer, mode })
    const expected = [slope((h) => lossAt(h, [0, 0])), slope((h) => lossAt(0, [h, 0])), slope((h) => lossAt(0, [0, h]))]
    ;[logLearningRate, ...logWeights].forEach((value, i) => {
      expect(Math.abs(value - expected[i])).toBeLessThan(1e-6 * Math.abs(expected[i]))
      expect(value).not.toBe(0)
    })
  })

  it('forward and unrolled agree to 1e-9', () => {
    const forward = hypergradients({ ...base, optimizer })
    const unrolled = hypergradients({ ...base, optimizer, mode: 'unrolled' })
    expect(unrolled.loss).toBe(forward.loss)
    const scale = Math.abs(forward.logLearningRate)
    expect(Math.abs(unrolled.logLearningRate - forward.logLearningRate)).toBeLessThan(1e-9 * scale)
    forward.logWeights.forEach((value, k) =>
      expect(Math.abs(unrolled.logWeights[k] - value)).toBeLessThan(1e-9 * Math.abs(value)),
    )
  })

  it('trains as the optimiser of that name does, bit for bit', () => {
    const make = { sgd, adam }[optimizer]
    const gradients = terms.map(() => new Float64Array(4))
    const optimiser = make(
      (x, gradient) => {
        terms.forEach((term, k) => term(x, gradients[k]))
        for (let i = 0; i < 4; i++) gradient[i] = base.weights[0] * gradients[0][i] + base.weights[1] * gradients[1][i]
        return 0
      },
      base.start,
      { learningRate: base.learningRate },
    )
    for (let step = 0; step < base.steps; step++) optimiser.step()
    expect([...hypergradients({ ...base, optimizer }).x]).toEqual([...optimiser.x])
  })
})

it('a few steps along them lower the validation loss of the next training', () => {
  let [logRate, logWeights] = [0, [0, 0]]
  const losses: number[] = []
  for (let round = 0; round < 4; round++) {
    const result = hypergradients({
      ...base,
      learningRate: base.learningRate * Math.exp(logRate),
      weights: base.weights.map((weight, k) => weight * Math.exp(logWeights[k])),
    })
    losses.push(result.loss)
    const size = Math.hypot(result.logLearningRate, ...result.logWeights)
    logRate -= (0.05 * result.logLearningRate) / size
    logWeights = logWeights.map((value, k) => value - (0.05 * result.logWeights[k]) / size)
  }
  for (let round = 1; round < 4; round++) expect(losses[round]).toBeLessThan(losses[round - 1])
})

it.each([
  [{ steps: 0 }, 'steps'],
  [{ learningRate: -1 }, 'learningRate'],
  [{ weights: [1] }, 'weights'],
  [{ weights: [1, 0] }, 'weights'],
  [{ optimizer: 'lion' as 'sgd' }, 'optimizer'],
  [{ mode: 'both' as 'forward' }, 'mode'],
])('refuses %o by name', (change, option) => {
  const run = (): unknown => hypergradients({ ...base, ...change })
  expect(run).toThrow(InputError)
  expect(run).toThrow(`"${option}"`)
})
