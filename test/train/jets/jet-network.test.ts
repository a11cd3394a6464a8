import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { createJetNetwork } from '../../../src/train/jets/jet-network.ts'
import { totalOrder } from '../../../src/train/jets/jet-set.ts'
import { initialParameters } from '../../../src/train/jets/net-layout.ts'
import type { NetOptions } from '../../../src/train/jets/net-options.ts'
import { gradientError } from './finite-difference.ts'
import { cases, differencedPartials, entangledLoss } from './nets.ts'

describe('createJetNetwork', () => {
  it('forward gives every partial derivative as the slope of the one an order below, to 1e-6', () => {
    fc.assert(
      fc.property(cases, ({ net, batch, parameters }) => {
        const partials = batch.partials.filter((orders) => totalOrder(orders) > 0)
        fc.pre(partials.length > 0)
        const network = createJetNetwork(net, { ...batch, partials })
        network.forward(parameters)
        const expected = differencedPartials({ net, batch: { ...batch, partials }, parameters })
        network.output.forEach((row, k) => {
          const scale = Math.max(1, ...row.map(Math.abs))
          row.forEach((value, i) => {
            if (i % network.stride < network.points) expect(Math.abs(value - expected[k][i]) / scale).toBeLessThan(1e-6)
          })
        })
      }),
      { numRuns: 100 },
    )
  })

  it('reverse gives the gradient of any function of what forward gives, to 1e-6', () => {
    fc.assert(
      fc.property(cases, fc.nat(), ({ net, batch, parameters }, seed) => {
        const objective = entangledLoss(createJetNetwork(net, batch), seed)
        expect(gradientError(objective, parameters)).toBeLessThan(1e-6)
      }),
      { numRuns: 60 },
    )
  })

  it('jacobian gives a row per point, whose weighted sum is the gradient', () => {
    fc.assert(
      fc.property(cases, fc.nat(), ({ net, batch, parameters }, seed) => {
        const network = createJetNetwork(net, batch)
        const rng = createRng(seed)
        const { points, stride } = network
        const seeds = network.output.map((row) =>
          Float64Array.from(row, (_, i) => (i % stride < points ? rng.normal() : 0)),
        )
        const weights = Float64Array.from({ length: points }, () => rng.normal())
        const rows = new Float64Array(points * parameters.length)
        network.forward(parameters)
        network.jacobian(parameters, seeds, rows)
        network.adjoint.forEach((row, k) => {
          for (let i = 0; i < row.length; i++) row[i] = i % stride < points ? weights[i % stride] * seeds[k][i] : 0
        })
        const gradient = new Float64Array(parameters.length)
        network.reverse(parameters, gradient)
        const size = Math.max(1, ...gradient.map(Math.abs))
        gradient.forEach((slope, i) => {
          let sum = 0
          for (let p = 0; p < points; p++) sum += weights[p] * rows[p * parameters.length + i]
          expect(Math.abs(sum - slope) / size).toBeLessThan(1e-12)
        })
      }),
      { numRuns: 50 },
    )
  })

  it('gives the same numbers for a point whatever else is in the batch, and whatever else is asked for', () => {
    const net = { width: 6, depth: 2, activation: 'tanh' } as const
    const alone = createJetNetwork(net, { coordinates: Float64Array.of(0.3), inputs: 1, partials: [[2], [0]] })
    const coordinates = Float64Array.of(0.1, 0.9, 0.5, 0.7, 0.3)
    const together = createJetNetwork(net, { coordinates, inputs: 1, partials: [[0], [1], [2]] })
    const parameters = initialParameters(alone.layout, createRng(1))
    alone.forward(parameters)
    together.forward(parameters)
    expect(together.output[2][4]).toBe(alone.output[0][0])
    expect(together.output[0][4]).toBe(alone.output[1][0])
  })

  it('computes several times on the same arrays without a trace of what was there', () => {
    fc.assert(
      fc.property(cases, ({ net, batch, parameters }) => {
        const objective = entangledLoss(createJetNetwork(net, batch), 1)
        const [first, again] = [new Float64Array(parameters.length), new Float64Array(parameters.length)]
        const loss = objective(parameters, first)
        objective(
          parameters.map((x) => x + 1),
          again,
        )
        expect(objective(parameters, again)).toBe(loss)
        expect(again).toEqual(first)
      }),
      { numRuns: 30 },
    )
  })
})

describe('createJetNetwork: what is built in', () => {
  const small: NetOptions = { width: 5, depth: 2, activation: 'tanh' }
  const at = (net: NetOptions, coordinates: number[], partials = [[0, 0]]): number[][] => {
    const network = createJetNetwork(net, { coordinates: Float64Array.from(coordinates), inputs: 2, partials })
    network.forward(initialParameters(network.layout, createRng(3)))
    return network.output.map((row) => Array.from(row.subarray(0, network.points)))
  }

  it('symmetry holds to the last bit, derivatives too', () => {
    const net: NetOptions = { ...small, symmetry: ['odd', 'even'] }
    const partials = [
      [0, 0],
      [1, 0],
      [0, 1],
      [2, 0],
      [1, 1],
    ]
    const [u, ux, uy, uxx, uxy] = at(net, [0.3, 0.8, -0.3, 0.8, 0.3, -0.8, -0.3, -0.8], partials)
    expect([u[1], u[2], u[3]]).toEqual([-u[0], u[0], -u[0]])
    expect([ux[1], ux[2], ux[3]]).toEqual([ux[0], ux[0], ux[0]])
    expect([uy[1], uy[2], uy[3]]).toEqual([-uy[0], -uy[0], uy[0]])
    expect([uxx[1], uxx[2], uxx[3]]).toEqual([-uxx[0], uxx[0], -uxx[0]])
    expect([uxy[1], uxy[2], uxy[3]]).toEqual([uxy[0], -uxy[0], -uxy[0]])
    expect(u[0]).not.toBe(0)
  })

  it('a transform makes boundary values exact: u = x + x (1 − x) N', () => {
    const line = [(x: number) => x, () => 1, () => 0]
    const hill = [(x: number) => x * (1 - x), (x: number) => 1 - 2 * x, () => -2]
    const along =
      (slopes: ((x: number) => number)[]) =>
      (point: ArrayLike<number>, [dx, dy]: readonly number[]): number =>
        dy === 0 ? slopes[dx](point[0]) : 0
    const net = { ...small, transform: { offset: along(line), factor: along(hill) } }
    const [u] = at(net, [0, 0.2, 1, 0.7, 0.5, 0.5])
    expect(u.slice(0, 2)).toEqual([0, 1])
    expect(u[2]).not.toBe(0.5)
  })

  it('Fourier features replay from their seed', () => {
    const waves = (seed: number): number[][] => at({ ...small, fourier: { features: 4, scale: 2, seed } }, [0.1, 0.2])
    expect(waves(1)).toEqual(waves(1))
    expect(waves(1)).not.toEqual(waves(2))
  })

  it('every architecture is another function of as many parameters as its layers have', () => {
    const sizes = (['mlp', 'modifiedMlp', 'residual'] as const).map((architecture) => {
      const batch = { coordinates: Float64Array.of(0.1, 0.2), inputs: 2, partials: [[0, 0]] }
      return createJetNetwork({ ...small, architecture }, batch).layout.parameterCount
    })
    expect(sizes).toEqual([3 * 5 + 6 * 5 + 6, 3 * 3 * 5 + 6 * 5 + 6, 3 * 5 + 6 * 5 + 6])
    const values = (['mlp', 'residual'] as const).map(
      (architecture) => at({ ...small, architecture }, [0.1, 0.2])[0][0],
    )
    expect(values[0]).not.toBe(values[1])
  })
})
