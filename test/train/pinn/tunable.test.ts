import { describe, expect, it } from 'vitest'
import { hypergradients, type Hypergradients } from '../../../src/train/hypergradients/hypergradients.ts'
import { heat } from '../../../src/train/pinn/problems/heat.ts'
import { inverseDiffusion } from '../../../src/train/pinn/problems/inverse-diffusion.ts'
import { train } from '../../../src/train/pinn/train.ts'
import { tunable } from '../../../src/train/pinn/tunable.ts'

const net = { width: 5, depth: 1, activation: 'tanh' } as const
const problem = tunable(heat(), { net, points: 20, seed: 3 })

function trained(logRate: number, logWeights: readonly number[], mode: 'forward' | 'unrolled'): Hypergradients {
  return hypergradients({
    ...problem,
    steps: 15,
    learningRate: 1e-2 * Math.exp(logRate),
    weights: problem.weights.map((weight, k) => weight * Math.exp(logWeights[k])),
    mode,
  })
}

describe('tunable(problem)', () => {
  it.each(['forward', 'unrolled'] as const)('has hypergradients as finite differences of trainings: %s', (mode) => {
    const { logLearningRate, logWeights } = trained(0, [0, 0, 0], mode)
    const slope = (loss: (h: number) => number, h = 1e-2): number =>
      (8 * (loss(h) - loss(-h)) - (loss(2 * h) - loss(-2 * h))) / (12 * h)
    const expected = [
      slope((h) => trained(h, [0, 0, 0], mode).loss),
      ...problem.names.map((_, k) => slope((h) => trained(0, [0, 0, 0].with(k, h), mode).loss)),
    ]
    const size = Math.max(...expected.map(Math.abs))
    ;[logLearningRate, ...logWeights].forEach((value, i) =>
      expect(Math.abs(value - expected[i])).toBeLessThan(1e-6 * size),
    )
    expect(size).toBeGreaterThan(1e-4)
  })

  it('starts from the network and the points of a training with the same options', async () => {
    const steps = 4
    const weights = { equation: 1, initial: 10, boundary: 10 }
    const run = await train(heat(), { net, points: 20, seed: 3, schedule: { adam: steps }, learningRate: 1e-2, precision: 'f64', weights }) // prettier-ignore
    const { x } = hypergradients({ ...problem, steps, learningRate: 1e-2 })
    expect(problem.names.map((name) => weights[name])).toEqual(problem.weights)
    x.forEach((value, i) => expect(value).toBeCloseTo(run.parameters[i], 12))
  })

  it('trains coefficients too', () => {
    const { start, names } = tunable(inverseDiffusion({ start: 1.7 }), { net, seed: 1 })
    expect(start.at(-1)).toBe(1.7)
    expect(names).toEqual(['equation', 'initial', 'boundary', 'observations'])
  })
})
