import { describe, expect, test } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { Graph, type Node } from '../../../src/tensor/graph/graph.ts'
import { createJetNetwork } from '../../../src/train/jets/jet-network.ts'
import { initialParameters, netLayout, type DenseLayer } from '../../../src/train/jets/net-layout.ts'
import type { NetOptions } from '../../../src/train/jets/net-options.ts'
import { streamKey, type Axes, type TracedLayer } from '../../../src/train/traced/taylor-streams.ts'
import { traceNet } from '../../../src/train/traced/traced-net.ts'
import { evaluate } from '../../tensor/evaluate-graph.ts'
import { powers, sines } from '../jets/nets.ts'

const small: NetOptions = { width: 3, depth: 2, outputs: 2, activation: 'tanh' }
const nets: readonly (readonly [string, NetOptions])[] = [
  ['tanh', small],
  ['sin', { ...small, activation: 'sin' }],
  ['silu', { ...small, activation: 'silu' }],
  ['gelu', { ...small, activation: 'gelu' }],
  ['residual', { ...small, depth: 3, architecture: 'residual' }],
  ['modified MLP', { ...small, architecture: 'modifiedMlp' }],
  ['Fourier features', { ...small, fourier: { features: 2, scale: 0.3, seed: 4 } }],
  ['odd and even', { ...small, symmetry: ['odd', 'even'] }],
  ['conditions built in', { ...small, transform: { offset: sines, factor: powers } }],
  ['an offset only', { ...small, transform: { offset: sines } }],
  [
    'everything at once',
    {
      ...small,
      activation: 'silu',
      architecture: 'modifiedMlp',
      fourier: { features: 2, scale: 0.2, seed: 1 },
      symmetry: [null, 'odd'],
      transform: { offset: sines, factor: powers },
    },
  ],
]

const wanted: readonly Axes[] = [[], [0], [1], [0, 0], [0, 1], [0, 0, 1], [1, 1, 1], [0, 0, 1, 1], [0, 0, 0, 0]]
const ordersOf = (axes: Axes): number[] => [0, 1].map((d) => axes.filter((axis) => axis === d).length)
const points = [0.3, -0.6, -0.2, 0.7, 0.9, 0.1]

describe.each(nets)('a traced network: %s', (_, net) => {
  const layout = netLayout(net, 2)
  const parameters = initialParameters(layout, createRng('traced'))

  test('has the values and derivatives of the jet network, mixed ones too, to order 4', () => {
    const g = new Graph()
    const feeds: Record<string, ArrayLike<number>> = {}
    const feed = (name: string, values: ArrayLike<number>, [rows, width]: readonly [number, number]): Node => {
      feeds[name] = values
      return g.input(name, [rows, width])
    }
    const layerOf = ({ weights, biases, inputs, outputs }: DenseLayer): TracedLayer => ({
      weights: feed(`w${weights}`, parameters.subarray(weights, biases), [outputs, inputs]),
      biases: feed(`b${biases}`, parameters.subarray(biases, biases + outputs), [1, outputs]),
    })
    const { encoders, hidden, output } = layout
    const streams = traceNet(
      g,
      {
        net,
        encoders: encoders === null ? null : [layerOf(encoders[0]), layerOf(encoders[1])],
        hidden: hidden.map(layerOf),
        output: layerOf(output),
      },
      {
        coordinates: Float64Array.from(points),
        inputs: 2,
        wanted,
        feed: (name, values, width) => feed(name, values, [values.length / width, width]),
      },
    )
    const batch = { coordinates: Float64Array.from(points), inputs: 2, partials: wanted.map(ordersOf) }
    const network = createJetNetwork(net, batch, { engine: 'plain' })
    network.forward(parameters)
    for (const [k, axes] of wanted.entries()) {
      const [values] = evaluate([streams.get(streamKey(axes))!], feeds)
      const scale = Math.max(1, ...network.output[k].map(Math.abs))
      for (let p = 0; p < 3; p++) {
        for (let o = 0; o < 2; o++) {
          expect(Math.abs(values[2 * p + o] - network.output[k][o * network.stride + p]) / scale).toBeLessThan(1e-12)
        }
      }
    }
  })
})
