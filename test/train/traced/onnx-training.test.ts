import { describe, expect, test } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { adam } from '../../../src/math/optimize/adam.ts'
import type { Objective } from '../../../src/math/optimize/optimizer.ts'
import { createJetNetwork } from '../../../src/train/jets/jet-network.ts'
import { secondOrderPartials } from '../../../src/train/jets/jet-set.ts'
import { initialParameters, netLayout } from '../../../src/train/jets/net-layout.ts'
import type { NetOptions } from '../../../src/train/jets/net-options.ts'
import { circle } from '../pinn/circle.ts'
import { train } from '../../../src/train/pinn/train.ts'
import { onnxTraining } from '../../../src/train/traced/onnx-training.ts'
import type { TrainingPlan } from '../../../src/train/traced/trace-training.ts'
import { powers, sines } from '../jets/nets.ts'
import { burgersPlan } from './burgers-plan.ts'

describe('training on ONNX Runtime', () => {
  const net: NetOptions = { width: 12, depth: 3, activation: 'tanh' }
  const weights = [1, 2.5]

  test.each([
    ['f64', 1e-12],
    ['f32', 1e-5],
  ] as const)('follows the plain engine for four steps in %s', async (precision, tolerance) => {
    const plan = burgersPlan(net, 150, 20)
    const parameters = initialParameters(netLayout(net, 2), createRng('start'))
    const plain = adam(plainBurgers(plan, weights), parameters, { learningRate: 1e-3 })
    const training = await onnxTraining({ plan, parameters, weights }, { precision })
    for (let step = 0; step < 4; step++) {
      plain.step()
      const { loss, losses } = await training.step(1e-3)
      expect(Math.abs(loss[0] / plain.loss - 1)).toBeLessThan(tolerance)
      expect(Math.abs((losses[0] * weights[0] + losses[1] * weights[1]) / loss[0] - 1)).toBeLessThan(1e-6)
    }
    const end = await training.parameters()
    plain.x.forEach((value, i) => expect(Math.abs(end[i] - value)).toBeLessThan(10 * tolerance))
    await training.close()
  })

  test('does not depend on how points are cut into chunks, and repeats itself bit for bit', async () => {
    // 2500 points are three chunks.
    const plan = burgersPlan(net, 2500, 3)
    const parameters = initialParameters(netLayout(net, 2), createRng('start'))
    const run = async (): Promise<number[]> => {
      const training = await onnxTraining({ plan, parameters, weights }, { precision: 'f64' })
      const losses = [(await training.step(1e-3)).loss[0], (await training.step(1e-3)).loss[0]]
      await training.close()
      return losses
    }
    const gradient = new Float64Array(parameters.length)
    const losses = await run()
    expect(losses[0]).toBeCloseTo(plainBurgers(plan, weights)(parameters, gradient), 12)
    expect(await run()).toEqual(losses)
  })

  test('trains a population at once, each member as if it were alone', async () => {
    const plan = burgersPlan(net, 60, 10)
    const starts = [1, 2, 3].map((seed) => initialParameters(netLayout(net, 2), createRng(seed)))
    const memberWeights = [[1, 1], [0.5, 3], [2, 0]] // prettier-ignore
    const together = await onnxTraining(
      {
        plan: { ...plan, members: 3 },
        parameters: starts.flatMap((start) => [...start]),
        weights: memberWeights.flat(),
      },
      { precision: 'f64' },
    )
    const count = starts[0].length
    await together.step(2e-3)
    const second = await together.step(1e-3)
    const end = await together.parameters()
    for (const [p, parameters] of starts.entries()) {
      const alone = await onnxTraining({ plan, parameters, weights: memberWeights[p] }, { precision: 'f64' })
      await alone.step(2e-3)
      const { loss, losses } = await alone.step(1e-3)
      expect(second.loss[p]).toBeCloseTo(loss[0], 12)
      expect([...second.losses.subarray(2 * p, 2 * p + 2)]).toEqual(
        [...losses].map((value) => expect.closeTo(value, 12)),
      )
      const own = await alone.parameters()
      own.forEach((value, i) => expect(end[p * count + i]).toBeCloseTo(value, 10))
      await alone.close()
    }
    await together.close()
  })

  test('trains a population of networks with everything built in', async () => {
    const rich: NetOptions = {
      width: 5,
      depth: 2,
      activation: 'silu',
      architecture: 'modifiedMlp',
      fourier: { features: 2, scale: 0.3 },
      symmetry: ['odd', null],
      transform: { offset: sines, factor: powers },
    }
    const plan = burgersPlan(rich, 40, 8)
    const starts = [1, 2].map((seed) => initialParameters(netLayout(rich, 2), createRng(seed)))
    const together = await onnxTraining(
      { plan: { ...plan, members: 2 }, parameters: starts.flatMap((start) => [...start]), weights: [1, 2, 1, 2] },
      { precision: 'f64' },
    )
    const plain = starts.map((start) => adam(plainBurgers(plan, [1, 2]), start, { learningRate: 1e-3 }))
    for (let step = 0; step < 3; step++) {
      const { loss } = await together.step(1e-3)
      for (const [p, alone] of plain.entries()) {
        alone.step()
        expect(loss[p] / alone.loss).toBeCloseTo(1, 10)
      }
    }
    await together.close()
  })

  test('trains a network of several outputs as `train` does', async () => {
    const two: NetOptions = { ...net, outputs: 2 }
    const wanted = await train(circle, { net, schedule: { adam: 3 }, learningRate: 1e-3, precision: 'f64', seed: 1 })
    const names = ['first', 'second', 'start'] as const
    const plan: TrainingPlan = {
      net: two,
      inputs: 1,
      terms: names.map((name) => ({
        residual: circle.terms[name].residual.expression!,
        coordinates: wanted.points[name],
      })),
    }
    const parameters = initialParameters(netLayout(two, 1), createRng(1).fork('parameters'))
    const training = await onnxTraining({ plan, parameters, weights: [1, 1, 1] }, { precision: 'f64' })
    for (let step = 0; step < 3; step++) await training.step(1e-3)
    const end = await training.parameters()
    wanted.parameters.forEach((value, i) => expect(end[i]).toBeCloseTo(value, 10))
    await training.close()
  })

  test('takes new weights between steps', async () => {
    const plan = burgersPlan(net, 30, 10)
    const parameters = initialParameters(netLayout(net, 2), createRng('start'))
    const training = await onnxTraining({ plan, parameters, weights: [1, 0] }, { precision: 'f64' })
    const first = await training.step(0)
    training.setWeights([0, 3])
    const second = await training.step(0)
    expect(first.loss[0]).toBeCloseTo(first.losses[0], 12)
    expect(second.loss[0]).toBeCloseTo(3 * first.losses[1], 12)
    await training.close()
  })

  test('trains a coefficient of the equation', async () => {
    // u = c x with the coefficient c and the data u = 2 x: the network is left out, c has to become 2.
    const plan: TrainingPlan = {
      net,
      inputs: 1,
      coefficients: 1,
      terms: [
        {
          residual: {
            kind: 'binary',
            op: 'mul',
            left: {
              kind: 'binary',
              op: 'sub',
              left: { kind: 'parameter', index: 0 },
              right: { kind: 'constant', value: 2 },
            },
            right: { kind: 'input', axis: 0 },
          },
          coordinates: Float64Array.of(0.5, 1),
        },
      ],
    }
    const network = initialParameters(netLayout(net, 1), createRng('start'))
    const start = { plan, parameters: [...network, 0.5], weights: [1] }
    const training = await onnxTraining(start, { precision: 'f64' })
    for (let step = 0; step < 200; step++) await training.step(0.05)
    const end = await training.parameters()
    expect(end[end.length - 1]).toBeCloseTo(2, 2)
    expect([...end.subarray(0, -1)]).toEqual([...network])
    await training.close()
  })
})

/** Burgers' loss on the plain engine, for the terms of `burgersPlan`. */
function plainBurgers({ net, terms }: TrainingPlan, weights: readonly number[]): Objective {
  const networks = terms.map(({ coordinates }) =>
    createJetNetwork(net, { coordinates, inputs: 2, partials: secondOrderPartials(2) }),
  )
  return (parameters, gradient) => {
    gradient.fill(0)
    const own = new Float64Array(gradient.length)
    let loss = 0
    for (const [t, network] of networks.entries()) {
      const { coordinates } = terms[t]
      const count = coordinates.length / 2
      network.forward(parameters)
      const [u, ux, ut, uxx] = network.output
      const [uBar, uxBar, utBar, uxxBar] = network.adjoint
      for (let p = 0; p < count; p++) {
        const isEquation = t === 0
        const r = isEquation
          ? ut[p] + u[p] * ux[p] - (0.01 / Math.PI) * uxx[p]
          : u[p] + Math.sin(Math.PI * coordinates[2 * p])
        loss += (weights[t] * r * r) / count
        const factor = (2 * weights[t] * r) / count
        uBar[p] = isEquation ? factor * ux[p] : factor
        if (!isEquation) continue
        uxBar[p] = factor * u[p]
        utBar[p] = factor
        uxxBar[p] = (-factor * 0.01) / Math.PI
      }
      network.reverse(parameters, own)
      for (let i = 0; i < own.length; i++) gradient[i] += own[i]
    }
    return loss
  }
}
