import { describe, expect, it } from 'vitest'
import { InputError } from '../../../src/base/errors.ts'
import { createJetNetwork, type JetBatch } from '../../../src/train/jets/jet-network.ts'
import type { NetOptions } from '../../../src/train/jets/net-options.ts'

const net: NetOptions = { width: 3, depth: 1, activation: 'tanh' }
const batch: JetBatch = { coordinates: Float64Array.of(1, 2), inputs: 2, partials: [[0, 0]] }

function errorOf(run: () => unknown): InputError {
  try {
    run()
  } catch (error) {
    expect(error).toBeInstanceOf(InputError)
    return error as InputError
  }
  throw new Error('no error')
}

describe('createJetNetwork refuses', () => {
  it.each<[string, object, string]>([
    ['an unknown architecture', { architecture: 'transformer' }, 'mlp, modifiedMlp, residual'],
    ['an unknown activation', { activation: 'relu' }, 'tanh, sin, silu, gelu'],
    ['an activation without functions', { activation: { name: 'mine', derivatives: [] } }, '{ name, derivatives }'],
    ['a width of zero', { width: 0 }, 'a whole number, 1 or above'],
    ['half a layer', { depth: 1.5 }, 'a whole number, 1 or above'],
    ['no outputs', { outputs: 0 }, 'a whole number, 1 or above'],
    ['no Fourier features', { fourier: { features: 0, scale: 1 } }, 'a whole number, 1 or above'],
    ['a scale of zero', { fourier: { features: 1, scale: 0 } }, 'a finite number above 0'],
    ['symmetry in too few inputs', { symmetry: ['odd'] }, 'each of the 2 inputs'],
    ['an unknown parity', { symmetry: ['odd', 'strange'] }, '"odd", "even" or null'],
  ])('%s', (_, wrong, allowed) => {
    const error = errorOf(() => createJetNetwork({ ...net, ...wrong }, batch))
    expect(error.code).toBe('train/bad-option')
    expect(error.allowed).toContain(allowed)
    expect(error.message).toContain(Object.keys(wrong)[0])
  })

  it.each<[string, number[][]]>([
    ['no partials', []],
    ['partials of another number of inputs', [[0]]],
    ['a negative order', [[0, -1]]],
    ['half an order', [[0, 0.5]]],
    ['an order above 4', [[3, 2]]],
    ['the same partial twice', [[0, 1], [0, 1]]], // prettier-ignore
  ])('%s', (_, partials) => {
    expect(errorOf(() => createJetNetwork(net, { ...batch, partials })).code).toBe('train/bad-partials')
  })

  it('an activation with fewer derivatives than the equation needs, naming both', () => {
    const cube = { name: 'cube', derivatives: [(z: number) => z ** 3, (z: number) => 3 * z * z, (z: number) => 6 * z] }
    const error = errorOf(() => createJetNetwork({ ...net, activation: cube }, { ...batch, partials: [[2, 0]] }))
    expect(error.code).toBe('train/rough-activation')
    expect(error.details).toMatchObject({ activation: 'cube', derivatives: 2, needed: 3 })
    expect(() => createJetNetwork({ ...net, activation: cube }, { ...batch, partials: [[1, 0]] })).not.toThrow()
  })

  it('coordinates that are not whole points', () => {
    for (const length of [0, 3]) {
      const coordinates = new Float64Array(length)
      expect(errorOf(() => createJetNetwork(net, { ...batch, coordinates })).code).toBe('train/bad-shape')
    }
  })

  it('parameters, gradients, seeds and rows of another length than the network states', () => {
    const network = createJetNetwork(net, batch)
    const right = new Float64Array(network.layout.parameterCount)
    const wrong = right.subarray(1)
    const seeds = network.output.map((row) => row.slice())
    for (const run of [
      () => network.forward(wrong),
      () => network.reverse(right, wrong),
      () => network.jacobian(right, seeds, wrong),
      () => network.jacobian(right, [], right),
    ]) {
      expect(errorOf(run).code).toBe('train/bad-shape')
    }
  })
})
