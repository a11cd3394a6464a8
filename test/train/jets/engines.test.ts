import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { adam } from '../../../src/math/optimize/adam.ts'
import type { ActivationName } from '../../../src/train/jets/activation.ts'
import { createJetNetwork, type EngineOptions, type JetBatch } from '../../../src/train/jets/jet-network.ts'
import { initialParameters } from '../../../src/train/jets/net-layout.ts'
import { architectures, type Architecture, type NetOptions } from '../../../src/train/jets/net-options.ts'
import { relativeDistance } from './finite-difference.ts'
import { cases, entangledLoss } from './nets.ts'

const precisions = [
  ['f64', 1e-10],
  ['f32', 1e-5],
] as const

/** The losses of four steps of Adam on Burgers' equation, and the gradient before the first. */
function trace(net: NetOptions, options: EngineOptions, how: 'passes' | 'sweep' = 'passes'): number[] {
  const rng = createRng('burgers')
  const points = 150
  const coordinates = Float64Array.from({ length: 2 * points }, (_, i) =>
    i % 2 === 0 ? 2 * rng.uniform() - 1 : rng.uniform(),
  )
  const partials = [[0, 0], [1, 0], [0, 1], [2, 0]] // prettier-ignore
  const network = createJetNetwork(net, { coordinates, inputs: 2, partials }, options)
  expect(network.engine).toBe(options.engine)
  expect(network.precision).toBe(options.precision ?? 'f64')
  let loss = 0
  const visit = (from: number, to: number): void => {
    const [u, ux, ut, uxx] = network.output
    for (let p = from; p < to; p++) {
      const f = ut[p] + u[p] * ux[p] - 0.003 * uxx[p]
      const e = p < 30 ? u[p] + Math.sin(Math.PI * coordinates[2 * p]) : 0
      loss += (f * f) / points + (e * e) / 30
      const slope = (2 * f) / points
      const rows = [slope * ux[p] + (2 * e) / 30, slope * u[p], slope, -0.003 * slope]
      rows.forEach((row, k) => (network.adjoint[k][p] = row))
    }
  }
  const optimizer = adam(
    (parameters, gradient) => {
      loss = 0
      if (how === 'sweep') {
        network.sweep(parameters, gradient, visit)
      } else {
        network.forward(parameters)
        visit(0, points)
        network.reverse(parameters, gradient)
      }
      return loss
    },
    initialParameters(network.layout, createRng(1)),
    { learningRate: 1e-3 },
  )
  return [1, 2, 3, 4].map(() => {
    optimizer.step()
    return optimizer.loss
  })
}

const activations: readonly ActivationName[] = ['tanh', 'sin', 'silu', 'gelu']
const kinds = activations.flatMap((activation) =>
  architectures.map((kind): [ActivationName, Architecture] => [activation, kind]),
)

describe.each(precisions)('the engine in WebAssembly, %s', (precision, tolerance) => {
  it.each(kinds)('gives the loss trace of the plain engine: %s, %s', (activation, architecture) => {
    const net: NetOptions = { width: 11, depth: 3, activation, architecture }
    const plain = trace(net, { engine: 'plain' })
    for (const how of ['passes', 'sweep'] as const) {
      const fast = trace(net, { engine: 'wasm', precision }, how)
      fast.forEach((loss, step) => expect(Math.abs(loss / plain[step] - 1)).toBeLessThan(tolerance))
    }
  })

  it('gives the outputs and gradients of the plain engine for every kind of network and any partials', () => {
    fc.assert(
      fc.property(cases, fc.nat(), fc.integer({ min: 1, max: 80 }), ({ net, batch, parameters }, seed, count) => {
        const rng = createRng(seed)
        const coordinates = Float64Array.from({ length: count * batch.inputs }, () => rng.normal())
        const results = (['plain', 'wasm'] as const).map((engine) => {
          const network = createJetNetwork(net, { ...batch, coordinates }, { engine, precision })
          expect([network.engine, network.points]).toEqual([engine, count])
          const gradient = new Float64Array(parameters.length)
          entangledLoss(network, seed)(parameters, gradient)
          const { output, points, stride } = network
          return { gradient, output: output.map((row) => row.filter((_, i) => i % stride < points)) }
        })
        const [plain, wasm] = results
        // Sums of large numbers of both signs cost digits, more so in f32.
        const near = precision === 'f64' ? 1e-10 : 2e-3
        plain.output.forEach((row, k) => {
          const size = Math.max(1e-2, ...row.map(Math.abs))
          row.forEach((value, i) => expect(Math.abs(value - wasm.output[k][i]) / size).toBeLessThan(near))
        })
        expect(relativeDistance(plain.gradient, wasm.gradient)).toBeLessThan(10 * near)
      }),
      { numRuns: 60 },
    )
  })

  it('lets what is not a number through, so that divergence is seen', () => {
    for (const activation of activations) {
      const batch = { coordinates: Float64Array.of(0.1, 0.2), inputs: 1, partials: [[0], [1], [3]] }
      const network = createJetNetwork({ width: 4, depth: 1, activation }, batch, { engine: 'wasm', precision })
      const parameters = initialParameters(network.layout, createRng(1))
      parameters[1] = Number.NaN
      network.forward(parameters)
      for (const row of network.output) expect(row[0]).toBeNaN()
      network.adjoint.forEach((row) => row.fill(1, 0, 2))
      const gradient = new Float64Array(parameters.length)
      network.reverse(parameters, gradient)
      expect(gradient[1]).toBeNaN()
    }
  })

  it.each(activations)('knows %s and its derivatives to the last digits, for arguments up to 50,000', (activation) => {
    const limit = precision === 'f64' ? 3e-15 : 2e-6
    for (const range of [20, 1000, 50_000]) {
      const coordinates = Float64Array.from({ length: 400 }, (_, i) => Math.fround(((i - 200) / 200) * range))
      const [wasm, plain] = (['wasm', 'plain'] as const).map((engine) => {
        const batch = { coordinates, inputs: 1, partials: [[0], [1], [2]] }
        const network = createJetNetwork({ width: 1, depth: 1, activation }, batch, { engine, precision })
        // One unit that hands its argument through.
        network.forward(Float64Array.of(1, 0, 1, 0))
        return network.output.map((row) => row.subarray(0, 400))
      })
      plain.forEach((row, k) => {
        row.forEach((value, i) => {
          expect(Math.abs(wasm[k][i] - value) / Math.max(1, Math.abs(value))).toBeLessThan(limit)
        })
      })
    }
  })

  it('repeats itself bit for bit, also in another instance', () => {
    const net: NetOptions = { width: 9, depth: 2, activation: 'silu' }
    expect(trace(net, { engine: 'wasm', precision })).toEqual(trace(net, { engine: 'wasm', precision }))
  })
})

describe('createJetNetwork: choice of an engine', () => {
  const batch: JetBatch = { coordinates: Float64Array.of(0.1, 0.5), inputs: 1, partials: [[0], [1]] }
  const cube = { name: 'cube', derivatives: [0, 1, 2].map((k) => (z: number) => [z ** 3, 3 * z * z, 6 * z][k]) }

  it('takes WebAssembly where it can, and says what it took', () => {
    expect(createJetNetwork({ width: 4, depth: 1, activation: 'tanh' }, batch).engine).toBe('wasm')
    const own = createJetNetwork({ width: 4, depth: 1, activation: cube }, batch, { precision: 'f32' })
    expect([own.engine, own.precision]).toEqual(['plain', 'f64'])
  })

  it('falls back to plain TypeScript where WebAssembly is off', () => {
    process.env['ANSATZ_WASM'] = 'off'
    try {
      expect(createJetNetwork({ width: 4, depth: 1, activation: 'tanh' }, batch).engine).toBe('plain')
    } finally {
      delete process.env['ANSATZ_WASM']
    }
  })

  it.each([
    ['train/no-engine', { engine: 'wasm' }],
    ['train/bad-option', { engine: 'cuda' }],
    ['train/bad-option', { precision: 'f16' }],
  ])('refuses what it cannot give: %s %j', (code, options) => {
    const net = { width: 4, depth: 1, activation: cube }
    expect(() => createJetNetwork(net, batch, options as EngineOptions)).toThrow(expect.objectContaining({ code }))
  })
})
