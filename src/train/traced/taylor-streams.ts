/**
 * The arithmetic of functions traced together with derivatives in the inputs.
 *
 * A derivative is named by the axes that it is taken in, sorted: [] is the value, [0, 1, 1] is u_xyy. Affine maps act on each
 * derivative alone, products follow Leibniz' rule, and activations Faà di Bruno's formula, which sums over the ways to divide
 * the axes into groups: ∂_A σ(z) = Σ_partitions σ^(number of groups)(z) Π_groups ∂_group z.
 *
 * | symbol  | meaning                                  | shape                    |
 * | ------- | ---------------------------------------- | ------------------------ |
 * | x       | coordinates                              | [… , points, inputs]     |
 * | W       | weights of a layer                       | [… , outputs, inputs]    |
 * | b       | its biases                               | [… , 1, outputs]         |
 * | a, z    | activations and pre-activations           | [… , points, units]      |
 *
 * The dots are nothing, or the number of networks that are trained at once.
 */
import type { Graph, Node } from '../../tensor/graph/graph.ts'
import { type TracedActivation, tracedSlopes } from './activation-slopes.ts'

export type Axes = readonly number[]

/** The nodes of a layer's parameters. */
export interface TracedLayer {
  readonly weights: Node
  readonly biases: Node
}

/** Derivatives by name (`streamKey`); one that is missing is zero. */
export type Streams = ReadonlyMap<string, Node>

export function streamKey(axes: Axes): string {
  return [...axes].sort((a, b) => a - b).join()
}

/** All of `wanted` and what they are made of: every selection of their axes. The value comes first. */
export function withParts(wanted: readonly Axes[]): readonly Axes[] {
  const found = new Map<string, Axes>([['', []]])
  for (const axes of wanted) {
    for (let bits = 0; bits < 1 << axes.length; bits++) {
      const selected = axes.filter((_, i) => (bits >> i) & 1).sort((a, b) => a - b)
      found.set(streamKey(selected), selected)
    }
  }
  return [...found.values()].sort((a, b) => a.length - b.length)
}

/** z = W x + b of the coordinates; its derivative in input d is column d of W at every point, and further ones are zero. */
export function affineOfCoordinates(
  g: Graph,
  { weights, biases }: TracedLayer,
  { x, needed }: { readonly x: Node; readonly needed: readonly Axes[] },
): Streams {
  const streams = new Map([['', g.add(g.matMul(x, weights, { transposeB: true }), biases)]])
  const axis = weights.shape.length - 1
  for (const axes of needed) {
    if (axes.length !== 1) continue
    const column = g.slice(weights, axis, [axes[0], axes[0] + 1])
    streams.set(streamKey(axes), g.reshape(column, biases.shape))
  }
  return streams
}

/** z = W a + b. */
export function affine(g: Graph, { weights, biases }: TracedLayer, streams: Streams): Streams {
  const result = new Map<string, Node>()
  for (const [key, stream] of streams) {
    const product = g.matMul(stream, weights, { transposeB: true })
    result.set(key, key === '' ? g.add(product, biases) : product)
  }
  return result
}

/** a = σ(z), the derivatives in `needed`. */
export function bend(
  g: Graph,
  activation: TracedActivation,
  { streams, needed }: { readonly streams: Streams; readonly needed: readonly Axes[] },
): Streams {
  const order = Math.max(...needed.map((axes) => axes.length))
  const slopes = tracedSlopes(g, activation, { z: streams.get('')!, order })
  const result = new Map([['', slopes[0]]])
  for (const axes of needed) {
    if (axes.length === 0) continue
    const terms = termsOf(axes).flatMap(({ groups, count }) => {
      const factors = groups.map((key) => streams.get(key))
      if (factors.includes(undefined)) return []
      // In the first layer the factors are the same at every point: multiplied first, they stay small.
      const product = (factors as Node[]).reduce((a, b) => g.mul(a, b))
      return [g.mul(slopes[groups.length], g.mul(product, count))]
    })
    if (terms.length > 0)
      result.set(
        streamKey(axes),
        terms.reduce((sum, term) => g.add(sum, term)),
      )
  }
  return result
}

/** a + b */
export function sumOf(g: Graph, a: Streams, b: Streams): Streams {
  return combined(a, b, (own, stream) => (own === undefined ? stream : g.add(own, stream)))
}

/** a − b */
export function differenceOf(g: Graph, a: Streams, b: Streams): Streams {
  return combined(a, b, (own, stream) => (own === undefined ? g.mul(stream, -1) : g.sub(own, stream)))
}

function combined(a: Streams, b: Streams, join: (own: Node | undefined, stream: Node) => Node): Streams {
  const result = new Map(a)
  for (const [key, stream] of b) result.set(key, join(result.get(key), stream))
  return result
}

/** a b, the derivatives in `needed`. */
export function productOf(g: Graph, [a, b]: readonly [Streams, Streams], needed: readonly Axes[]): Streams {
  const result = new Map<string, Node>()
  for (const axes of needed) {
    const terms = divisionsOf(axes).flatMap(({ groups: [left, right], count }) => {
      const [x, y] = [a.get(left), b.get(right)]
      return x === undefined || y === undefined ? [] : [g.mul(g.mul(x, y), count)]
    })
    if (terms.length > 0)
      result.set(
        streamKey(axes),
        terms.reduce((sum, term) => g.add(sum, term)),
      )
  }
  return result
}

/** The ways to give each axis to one of two factors, by the keys of both. */
function divisionsOf(axes: Axes): readonly Division[] {
  const divisions = Array.from({ length: 1 << axes.length }, (_, bits) => [
    streamKey(axes.filter((_, i) => (bits >> i) & 1)),
    streamKey(axes.filter((_, i) => !((bits >> i) & 1))),
  ])
  return counted(divisions)
}

/** Groups of axes by their keys, and how many divisions look like this one. */
interface Division {
  readonly groups: readonly string[]
  readonly count: number
}

function counted(divisions: readonly (readonly string[])[]): readonly Division[] {
  const counts = new Map<string, { groups: readonly string[]; count: number }>()
  for (const groups of divisions) {
    const key = groups.join('|')
    const known = counts.get(key)
    if (known === undefined) counts.set(key, { groups, count: 1 })
    else known.count++
  }
  return [...counts.values()]
}

/** The ways to divide axes into groups, by the keys of the groups; those that look alike are counted. */
function termsOf(axes: Axes): readonly Division[] {
  const sorted = (partition: readonly Axes[]): string[] =>
    partition.map(streamKey).sort((a, b) => b.length - a.length || a.localeCompare(b))
  return counted(partitions(axes).map(sorted))
}

function partitions(axes: Axes): readonly (readonly Axes[])[] {
  if (axes.length === 0) return [[]]
  const [first, ...rest] = axes
  return partitions(rest).flatMap((groups) => [
    [[first], ...groups],
    ...groups.map((group, i) => groups.with(i, [first, ...group])),
  ])
}
