import fc from 'fast-check'
import { createRng } from '../../../src/base/rng.ts'
import { createJetNetwork, type JetBatch, type JetNetwork } from '../../../src/train/jets/jet-network.ts'
import type { PartialOrders } from '../../../src/train/jets/jet-set.ts'
import { initialParameters } from '../../../src/train/jets/net-layout.ts'
import { architectures, type NetOptions } from '../../../src/train/jets/net-options.ts'

/** A network on a batch of random points, with parameters. */
export interface Case {
  readonly net: NetOptions
  readonly batch: JetBatch
  readonly parameters: Float64Array
}

/** Every kind of network, small: widths and batches on both sides of the blocks of four, and any set of partials. */
export const cases: fc.Arbitrary<Case> = fc
  .integer({ min: 1, max: 3 })
  .chain((inputs) =>
    fc.record({
      inputs: fc.constant(inputs),
      partials: partialSets(inputs),
      width: fc.integer({ min: 1, max: 7 }),
      depth: fc.integer({ min: 1, max: 3 }),
      outputs: fc.integer({ min: 1, max: 3 }),
      activation: fc.constantFrom('tanh' as const, 'sin' as const, 'silu' as const, 'gelu' as const),
      architecture: fc.constantFrom(...architectures),
      fourier: fc.option(fc.record({ features: fc.integer({ min: 1, max: 3 }), scale: fc.constantFrom(0.1, 0.3) })),
      symmetry: fc.option(fc.array(fc.constantFrom('odd', 'even', null), { minLength: inputs, maxLength: inputs })),
      isTransformed: fc.boolean(),
      count: fc.integer({ min: 1, max: 9 }),
      seed: fc.nat(),
    }),
  )
  .map(({ inputs, partials, count, seed, fourier, symmetry, isTransformed, ...shape }) => {
    const rng = createRng(seed)
    const coordinates = Float64Array.from({ length: count * inputs }, () => rng.normal())
    const net: NetOptions = {
      ...shape,
      ...(fourier !== null && { fourier: { ...fourier, seed } }),
      ...(symmetry !== null && { symmetry }),
      ...(isTransformed && { transform: { offset: sines, factor: powers } }),
    }
    const batch = { coordinates, inputs, partials }
    return { net, batch, parameters: initialParameters(createJetNetwork(net, batch).layout, rng) }
  })

/** Some multi-indices of total order 0 to 4, mixed and lacunary; often just u, u_d and u_dd. */
function partialSets(inputs: number): fc.Arbitrary<PartialOrders[]> {
  const orders = (top: number): fc.Arbitrary<number[]> =>
    fc
      .array(fc.integer({ min: 0, max: inputs - 1 }), { maxLength: top })
      .map((axes) => Array.from({ length: inputs }, (_, d) => axes.filter((axis) => axis === d).length))
  const list = (top: number): fc.Arbitrary<number[][]> =>
    fc.uniqueArray(orders(top), { minLength: 1, maxLength: 4, selector: (order) => order.join() })
  const axes = fc
    .uniqueArray(fc.tuple(fc.integer({ min: 0, max: inputs - 1 }), fc.integer({ min: 0, max: 2 })), {
      minLength: 1,
      selector: ([axis, order]) => (order === 0 ? 'u' : `${axis} ${order}`),
    })
    .map((list) => list.map(([axis, order]) => Array.from({ length: inputs }, (_, d) => (d === axis ? order : 0))))
  return fc.oneof(list(4), list(2), axes)
}

/** Π_d sin(x_d + d + output): a smooth field with every derivative. */
export function sines(point: ArrayLike<number>, orders: PartialOrders, output: number): number {
  return orders.reduce((product, order, d) => product * Math.sin(point[d] + d + output + (order * Math.PI) / 2), 1)
}

/** Π_d (1 + x_d³): its derivatives end at the third. */
export function powers(point: ArrayLike<number>, orders: PartialOrders): number {
  const slopes = [(x: number) => 1 + x ** 3, (x: number) => 3 * x * x, (x: number) => 6 * x, () => 6, () => 0]
  return orders.reduce((product, order, d) => product * slopes[order](point[d]), 1)
}

/** A function of all that a network gives that depends on every entry: Σ c (y + y² / 2), and its gradient. */
export function entangledLoss(
  network: JetNetwork,
  seed: number,
): (parameters: Float64Array, gradient: Float64Array) => number {
  const rng = createRng(seed)
  const { output, adjoint, points, stride } = network
  const weights = output.map((row) => Float64Array.from(row, (_, i) => (i % stride < points ? rng.normal() : 0)))
  return (parameters, gradient) => {
    network.forward(parameters)
    let loss = 0
    weights.forEach((weight, k) => {
      weight.forEach((c, i) => {
        const y = output[k][i]
        loss += c === 0 ? 0 : c * (y + y ** 2 / 2)
        adjoint[k][i] = c === 0 ? 0 : c * (1 + y)
      })
    })
    network.reverse(parameters, gradient)
    return loss
  }
}

/** Each asked-for partial from differences of the partial one order below it, at every output and point. */
export function differencedPartials({ net, batch, parameters }: Case): Float64Array[] {
  const { coordinates, inputs, partials } = batch
  return partials.map((orders) => {
    const axis = orders.findIndex((order) => order > 0)
    const lower = orders.map((order, d) => (d === axis ? order - 1 : order))
    const at = (shift: number): Float64Array => {
      const moved = coordinates.map((x, i) => (i % inputs === axis ? x + shift : x))
      const network = createJetNetwork(net, { coordinates: moved, inputs, partials: [lower] })
      network.forward(parameters)
      return network.output[0]
    }
    const h = 4e-3
    const samples = [-3, -2, -1, 1, 2, 3].map((k) => at(k * h))
    const weights = [-1, 9, -45, 45, -9, 1]
    return samples[0].map((_, i) => samples.reduce((sum, sample, k) => sum + weights[k] * sample[i], 0) / (60 * h))
  })
}
