/**
 * A network of any architecture, traced together with derivatives of its outputs in its inputs: as `createJetNetwork`
 * computes it. What depends on nothing but the points (Fourier features, and what boundary conditions are built in with) is
 * not computed in the graph but fed to it.
 */
import type { Graph, Node } from '../../tensor/graph/graph.ts'
import { featurePartials } from '../jets/input-panel.ts'
import { mirroredPoints, mirrorsOf, signOf, type Mirror } from '../jets/mirrored-network.ts'
import type { FieldPartials, NetOptions } from '../jets/net-options.ts'
import { tracedActivation } from './activation-slopes.ts'
import {
  affine,
  affineOfCoordinates,
  bend,
  differenceOf,
  productOf,
  streamKey,
  sumOf,
  withParts,
  type Axes,
  type Streams,
  type TracedLayer,
} from './taylor-streams.ts'

/** A network, its layers as nodes. */
export interface TracedNet {
  readonly net: NetOptions
  /** Of a modified MLP. */
  readonly encoders: readonly [TracedLayer, TracedLayer] | null
  readonly hidden: readonly TracedLayer[]
  readonly output: TracedLayer
}

/** Points, and what is asked for there. */
export interface TracedBatch {
  /** [points, inputs] row-major. */
  readonly coordinates: Float64Array
  readonly inputs: number
  readonly wanted: readonly Axes[]
  /** An input of the graph that is fed with constants, [… , points, width] row-major. */
  readonly feed: (name: string, values: Float64Array, width: number) => Node
}

/** The derivatives `wanted` of the outputs. @throws InputError `train/bad-option` for an activation of the user's own */
export function traceNet(g: Graph, traced: TracedNet, batch: TracedBatch): Streams {
  const { symmetry, transform } = traced.net
  const needed = withParts(batch.wanted)
  const mirrors = mirrorsOf(symmetry)
  const { coordinates } = mirroredPoints(batch, mirrors)
  const around: Around = { ...batch, coordinates, name: mirrors.length === 0 ? 'points' : 'mirrored', g, needed }
  const inner = layered(traced, around)
  const folded = mirrors.length === 0 ? inner : fold(around, inner, mirrors)
  if (transform === undefined) return folded
  const outputs = traced.output.biases.shape.at(-1)!
  const field = (name: string, of: FieldPartials): Streams => fieldStreams({ ...batch, needed }, { name, of, outputs })
  const scaled =
    transform.factor === undefined ? folded : productOf(g, [folded, field('factor', transform.factor)], needed)
  return transform.offset === undefined ? scaled : sumOf(g, scaled, field('offset', transform.offset))
}

interface Around extends TracedBatch {
  readonly g: Graph
  /** Of the coordinates. */
  readonly name: string
  /** What `wanted` is made of. */
  readonly needed: readonly Axes[]
}

function layered({ net, encoders, hidden, output }: TracedNet, around: Around): Streams {
  const { g, needed } = around
  const activation = tracedActivation(net)
  const first = firstLayer(net, around)
  const activated = (z: Streams): Streams => bend(g, activation, { streams: z, needed })
  const mixed = encoders === null ? null : encoders.map((layer) => activated(first(layer)))
  let top: Streams | null = null
  for (const layer of hidden) {
    const own = activated(top === null ? first(layer) : affine(g, layer, top))
    if (mixed !== null) top = sumOf(g, mixed[0], productOf(g, [own, differenceOf(g, mixed[1], mixed[0])], needed))
    // The first layer of a residual network only brings the inputs to the width of the others.
    else top = net.architecture === 'residual' && top !== null ? sumOf(g, top, own) : own
  }
  return affine(g, output, top!)
}

/** z = W x + b with the coordinates, or their Fourier features, as x. */
function firstLayer({ fourier }: NetOptions, around: Around): (layer: TracedLayer) => Streams {
  const { g, name, coordinates, inputs, feed, needed } = around
  if (fourier === undefined) {
    const x = feed(name, coordinates, inputs)
    return (layer) => affineOfCoordinates(g, layer, { x, needed })
  }
  const of = featurePartials(fourier, inputs)
  const features = fieldStreams(around, { name: 'features', of, outputs: 2 * fourier.features })
  return (layer) => affine(g, layer, features)
}

type FieldBatch = Pick<Around, 'coordinates' | 'inputs' | 'feed' | 'needed'>

interface KnownField {
  readonly name: string
  readonly of: FieldPartials
  readonly outputs: number
}

/** A known function at the points; derivatives that vanish there are left out. */
function fieldStreams({ coordinates, inputs, feed, needed }: FieldBatch, { name, of, outputs }: KnownField): Streams {
  const streams = new Map<string, Node>()
  for (const axes of needed) {
    const orders = Array.from({ length: inputs }, (_, d) => axes.filter((axis) => axis === d).length)
    const values = Float64Array.from({ length: (coordinates.length / inputs) * outputs }, (_, i) => {
      const from = Math.floor(i / outputs) * inputs
      return of(coordinates.subarray(from, from + inputs), orders, i % outputs)
    })
    const key = streamKey(axes)
    if (values.some((value) => value !== 0)) streams.set(key, feed(`${name} ${key}`, values, outputs))
  }
  return streams
}

/** The means of mirror images, mirror by mirror as in `mirroredNetwork`. */
function fold({ g, coordinates, inputs, needed }: Around, inner: Streams, mirrors: readonly Mirror[]): Streams {
  const copies = 2 ** mirrors.length
  const points = coordinates.length / inputs / copies
  const result = new Map<string, Node>()
  for (const axes of needed) {
    const stream = inner.get(streamKey(axes))
    if (stream === undefined) continue
    const axis = stream.shape.length - 2
    const orders = Array.from({ length: inputs }, (_, d) => axes.filter((one) => one === d).length)
    let parts = Array.from({ length: copies }, (_, c) => g.slice(stream, axis, [c * points, (c + 1) * points]))
    for (const mirror of mirrors) {
      const sign = signOf(mirror, orders)
      parts = Array.from({ length: parts.length / 2 }, (_, k) =>
        g.mul(g.add(parts[2 * k], g.mul(parts[2 * k + 1], sign)), 0.5),
      )
    }
    result.set(streamKey(axes), parts[0])
  }
  return result
}
