/**
 * A whole training step as one graph: losses of a network by Taylor streams, their gradient by reverse mode, and Adam.
 *
 * | input        | meaning                                             | shape                |
 * | ------------ | --------------------------------------------------- | -------------------- |
 * | parameters   | of the network, then coefficients of the equation    | [… , count]          |
 * | m, v         | Adam's moments                                       | as parameters        |
 * | weights      | of the terms in the loss                             | [… , terms]          |
 * | rate         | learning rate / (1 − β₁ᵗ)                            | [1]                  |
 * | correction   | 1 / (1 − β₂ᵗ)                                        | [1]                  |
 * | points0, …   | coordinates of each batch, and other things known of | [… , points, width]  |
 * |              | its points: mirror images, Fourier features, …       |                      |
 * | data0, …     | what residuals need of coordinates alone             | [… , points, 1]      |
 *
 * The dots are nothing, or the number of networks that are trained at once. Outputs: `loss` [… , 1], `losses` [… , terms]
 * (mean squares, not weighted), and either `gradient` or the new `parameters`, `m` and `v`.
 */
import { gradient } from '../../tensor/graph/gradient.ts'
import { Graph, nodesBelow, type Node, type Shape } from '../../tensor/graph/graph.ts'
import { netLayout, type DenseLayer, type NetLayout } from '../jets/net-layout.ts'
import type { NetOptions } from '../jets/net-options.ts'
import type { Expression } from '../residuals/expression.ts'
import { valueAt } from '../residuals/value-at.ts'
import { type Axes, streamKey, type TracedLayer } from './taylor-streams.ts'
import { partialsOf, traceResidual } from './trace-residual.ts'
import { traceNet, type TracedNet } from './traced-net.ts'

/** One requirement on the network: the mean square of its residual over its points is a part of the loss. */
export interface TracedTerm {
  readonly residual: Expression
  /** [points, width] row-major: coordinates, then data, if the residual reads any. */
  readonly coordinates: Float64Array
  /** Default: the inputs of the network, so that there are only coordinates. */
  readonly width?: number
}

export interface TrainingPlan {
  readonly net: NetOptions
  readonly inputs: number
  readonly terms: readonly TracedTerm[]
  /** Trained coefficients of the equation, after the parameters of the network. Default 0. */
  readonly coefficients?: number
  /** Networks that are trained at once, each from its own parameters with its own weights; null for one. Default null. */
  readonly members?: number | null
}

export interface TracedTraining {
  readonly parameterCount: number
  readonly loss: Node
  readonly losses: Node
  readonly gradient: Node
  readonly update: { readonly parameters: Node; readonly m: Node; readonly v: Node }
  /** What the inputs that never change have to be fed with. */
  readonly constants: readonly ConstantFeed[]
}

export interface ConstantFeed {
  readonly name: string
  readonly values: Float64Array
  readonly shape: Shape
}

/** Adam's, as in `math/optimize/adam.ts`. */
export const adamConstants = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const

export function traceTraining(plan: TrainingPlan): TracedTraining {
  const { net, inputs, coefficients: coefficientCount = 0, members = null } = plan
  const g = new Graph()
  const lead = members === null ? [] : [members]
  const layout = netLayout(net, inputs)
  const parameterCount = layout.parameterCount + coefficientCount
  const parameters = g.input('parameters', [...lead, parameterCount])
  const part = (from: number, shape: Shape): Node => {
    const size = shape.reduce((product, length) => product * length, 1)
    return g.reshape(g.slice(parameters, lead.length, [from, from + size]), [...lead, ...shape])
  }
  const layers = layout.layers.map((layer): TracedLayer & { of: DenseLayer } => ({
    of: layer,
    weights: part(layer.weights, [layer.outputs, layer.inputs]),
    biases: part(layer.biases, [1, layer.outputs]),
  }))
  const traced = tracedNet(net, layout, layers)
  const coefficients = Array.from({ length: coefficientCount }, (_, i) => part(layout.parameterCount + i, [1, 1]))
  const { losses, constants } = traceLosses(g, { plan, traced, coefficients, lead })
  const weights = g.input('weights', [...lead, plan.terms.length])
  const loss = g.sum(g.mul(losses, weights), [lead.length])
  const slices = [...layers.flatMap((layer) => [layer.weights, layer.biases]), ...coefficients]
  const slopes = flattened(g, gradient(g, loss, slices), lead)
  return { parameterCount, loss, losses, gradient: slopes, update: traceAdam(g, parameters, slopes), constants }
}

/** The layers in their places. */
function tracedNet(
  net: NetOptions,
  { encoders, hidden, output }: NetLayout,
  layers: readonly (TracedLayer & { of: DenseLayer })[],
): TracedNet {
  const node = (layer: DenseLayer): TracedLayer => layers.find(({ of }) => of === layer)!
  return {
    net,
    encoders: encoders === null ? null : [node(encoders[0]), node(encoders[1])],
    hidden: hidden.map(node),
    output: node(output),
  }
}

interface LossSurroundings {
  readonly plan: TrainingPlan
  readonly traced: TracedNet
  readonly coefficients: readonly Node[]
  readonly lead: Shape
}

/**
 * Points that pass through the network together. Arrays of all of them would leave the processor's cache between one
 * operation and the next: 2048 points of 64 units take 12 % longer in one piece than in two.
 */
const chunk = 1024

/** Terms that need the same derivatives share their passes through the network. */
function traceLosses(
  g: Graph,
  { plan, traced, coefficients, lead }: LossSurroundings,
): { readonly losses: Node; readonly constants: readonly ConstantFeed[] } {
  const { terms, inputs } = plan
  const axis = lead.length
  const sums = terms.map(() => g.scalar(0))
  const constants = new Map<string, ConstantFeed>()
  const feed = (name: string, values: Float64Array, width: number): Node => {
    const shape = [...lead.map(() => 1), values.length / width, width]
    constants.set(name, { name, values, shape })
    return g.input(name, shape)
  }
  for (const [b, { wanted, segments }] of chunksOf(groupedByPartials(terms), terms, inputs).entries()) {
    const coordinates = concatenated(segments.map((segment) => inputsOf(rowsOf(terms, segment, inputs), inputs)))
    const feedOf = (name: string, values: Float64Array, width: number): Node => feed(`${name}${b}`, values, width)
    const x = feedOf('points', coordinates, inputs)
    const streams = traceNet(g, traced, { coordinates, inputs, wanted, feed: feedOf })
    let start = 0
    for (const segment of segments) {
      const { term, from, to } = segment
      const end = start + to - from
      const cut = (node: Node): Node => (node.shape[axis] === 1 ? node : g.slice(node, axis, [start, end]))
      const own = rowsOf(terms, segment, inputs)
      const data = (expression: Expression): Node => {
        const values = Float64Array.from({ length: to - from }, (_, p) => valueAt(expression, own.row(p)))
        return feed(`data${constants.size}`, values, 1)
      }
      const at = {
        x: cut(x),
        inputs,
        streams: new Map([...streams].map(([key, node]) => [key, cut(node)])),
        coefficients,
        data,
      }
      const residual = g.broadcast(traceResidual(g, terms[term].residual, at), [...lead, to - from, 1])
      sums[term] = g.add(sums[term], g.sum(g.square(residual), [axis]))
      start = end
    }
  }
  const means = sums.map((sum, t) => g.reshape(g.mul(sum, 1 / pointsOf(terms[t], inputs)), [...lead, 1]))
  const losses = g.concat(means, axis)
  // What is fed has to be used.
  const used = new Set(
    nodesBelow([losses]).flatMap(({ operation }) => (operation.kind === 'input' ? [operation.name] : [])),
  )
  return { losses, constants: [...constants.values()].filter(({ name }) => used.has(name)) }
}

/** Points [from, to) of a term. */
interface Segment {
  readonly term: number
  readonly from: number
  readonly to: number
}

/** The rows of a segment. */
interface Rows {
  readonly count: number
  row(p: number): Float64Array
}

function rowsOf(terms: readonly TracedTerm[], { term, from, to }: Segment, inputs: number): Rows {
  const { coordinates, width = inputs } = terms[term]
  return { count: to - from, row: (p) => coordinates.subarray((from + p) * width, (from + p + 1) * width) }
}

function pointsOf({ coordinates, width }: TracedTerm, inputs: number): number {
  return coordinates.length / (width ?? inputs)
}

/** The coordinates of each row, without the data behind them. */
function inputsOf(rows: Rows, inputs: number): Float64Array {
  return Float64Array.from({ length: rows.count * inputs }, (_, i) => rows.row(Math.floor(i / inputs))[i % inputs])
}

interface Chunk {
  readonly wanted: readonly Axes[]
  readonly segments: Segment[]
}

/** Each group's points in pieces of nearly equal size. */
function chunksOf(groups: readonly TermGroup[], terms: readonly TracedTerm[], inputs: number): readonly Chunk[] {
  return groups.flatMap(({ members, wanted }) => {
    const counts = members.map((t) => pointsOf(terms[t], inputs))
    const total = counts.reduce((a, b) => a + b)
    const pieces = Math.ceil(total / chunk)
    const chunks: Chunk[] = Array.from({ length: pieces }, () => ({ wanted, segments: [] }))
    let start = 0
    for (const [i, term] of members.entries()) {
      for (const [p, { segments }] of chunks.entries()) {
        const from = Math.max(0, Math.floor((p * total) / pieces) - start)
        const to = Math.min(counts[i], Math.floor(((p + 1) * total) / pieces) - start)
        if (from < to) segments.push({ term, from, to })
      }
      start += counts[i]
    }
    return chunks
  })
}

interface TermGroup {
  readonly wanted: readonly Axes[]
  readonly members: number[]
}

function groupedByPartials(terms: readonly TracedTerm[]): readonly TermGroup[] {
  const groups = new Map<string, TermGroup>()
  for (const [t, { residual }] of terms.entries()) {
    const wanted = new Map(partialsOf(residual).map((axes) => [streamKey(axes), axes]))
    const key = [...wanted.keys()].sort().join('|')
    const known = groups.get(key)
    if (known === undefined) groups.set(key, { wanted: [...wanted.values()], members: [t] })
    else known.members.push(t)
  }
  return [...groups.values()]
}

/** Gradients of the slices of the parameter vector, put together as the vector is. */
function flattened(g: Graph, slopes: readonly Node[], lead: Shape): Node {
  const flat = slopes.map((slope) => {
    const size = slope.shape.slice(lead.length).reduce((product, length) => product * length, 1)
    return g.reshape(slope, [...lead, size])
  })
  return g.concat(flat, lead.length)
}

function traceAdam(g: Graph, parameters: Node, slope: Node): TracedTraining['update'] {
  const { beta1, beta2, epsilon } = adamConstants
  const average = (name: string, beta: number, of: Node): Node =>
    g.add(g.mul(g.input(name, parameters.shape), beta), g.mul(of, 1 - beta))
  const m = average('m', beta1, slope)
  const v = average('v', beta2, g.square(slope))
  const size = g.add(g.unary('sqrt', g.mul(v, g.input('correction', [1]))), g.scalar(epsilon))
  const step = g.div(g.mul(m, g.input('rate', [1])), size)
  return { parameters: g.sub(parameters, step), m, v }
}

function concatenated(arrays: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(arrays.reduce((length, array) => length + array.length, 0))
  let at = 0
  for (const array of arrays) {
    all.set(array, at)
    at += array.length
  }
  return all
}
