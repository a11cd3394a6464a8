import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { activations, type ActivationName } from '../../../src/train/pinn/activation.ts'
import { createJetNetwork } from '../../../src/train/pinn/jet-network.ts'
import { initialParameters } from '../../../src/train/pinn/mlp.ts'
import { gradientError } from './finite-difference.ts'

// Batches and widths on both sides of the blocks of four.
const nets = fc.record({
  width: fc.integer({ min: 1, max: 9 }),
  depth: fc.integer({ min: 1, max: 3 }),
  activation: fc.constantFrom(...(Object.keys(activations) as ActivationName[])),
  inputs: fc.integer({ min: 1, max: 3 }),
  count: fc.integer({ min: 1, max: 9 }),
  seed: fc.nat(),
})

describe('createJetNetwork', () => {
  it('forward(parameters) gives first and second derivatives that finite differences of u confirm', () => {
    fc.assert(
      fc.property(nets, ({ inputs, count, seed, ...net }) => {
        const rng = createRng(seed)
        const coordinates = Float64Array.from({ length: count * inputs }, () => rng.normal())
        const network = createJetNetwork(net, coordinates, inputs)
        const parameters = initialParameters(network.layout, rng)
        network.forward(parameters)
        const h = 1e-3
        for (let axis = 0; axis < inputs; axis++) {
          const [up, down] = [h, -h].map((shift) => {
            const moved = coordinates.map((x, i) => (i % inputs === axis ? x + shift : x))
            const other = createJetNetwork(net, moved, inputs)
            other.forward(parameters)
            return other.output.value
          })
          for (let p = 0; p < count; p++) {
            const u = network.output.value[p]
            expect(network.output.first[axis][p]).toBeCloseTo((up[p] - down[p]) / (2 * h), 4)
            expect(network.output.second[axis][p]).toBeCloseTo((up[p] - 2 * u + down[p]) / h ** 2, 4)
          }
        }
      }),
      { numRuns: 50 },
    )
  })

  it('reverse(parameters, gradient) gives the gradient of any function of (u, u_x, u_xx) to 1e-6', () => {
    fc.assert(
      fc.property(nets, ({ inputs, count, seed, ...net }) => {
        const rng = createRng(seed)
        const coordinates = Float64Array.from({ length: count * inputs }, () => rng.normal())
        const network = createJetNetwork(net, coordinates, inputs)
        const { output, outputAdjoint } = network
        const weights = output.streams.map(() => Float64Array.from({ length: count }, () => rng.normal()))
        // Σ weight × (stream + stream² / 2): nonlinear, and sensitive to every stream at every point.
        const objective = (parameters: Float64Array, gradient: Float64Array): number => {
          network.forward(parameters)
          let loss = 0
          weights.forEach((weight, s) => {
            for (let p = 0; p < count; p++) {
              const y = output.streams[s][p]
              loss += weight[p] * (y + y ** 2 / 2)
              outputAdjoint.streams[s][p] = weight[p] * (1 + y)
            }
          })
          network.reverse(parameters, gradient)
          return loss
        }
        expect(gradientError(objective, initialParameters(network.layout, rng))).toBeLessThan(1e-6)
      }),
    )
  })

  it('gives the same numbers for a point whatever else is in the batch', () => {
    const net = { width: 6, depth: 2, activation: 'tanh' } as const
    const alone = createJetNetwork(net, Float64Array.of(0.3), 1)
    const together = createJetNetwork(net, Float64Array.of(0.1, 0.9, 0.5, 0.7, 0.3), 1)
    const parameters = initialParameters(alone.layout, createRng(1))
    alone.forward(parameters)
    together.forward(parameters)
    alone.output.streams.forEach((stream, s) => expect(together.output.streams[s][4]).toBe(stream[0]))
  })
})
