import { type Node, nodesBelow, sizeOf, type Shape, binaryValues, unaryValues } from '../../src/tensor/graph/graph.ts'

/** Values of inputs by name, row-major. */
export type Feeds = Readonly<Record<string, ArrayLike<number>>>

/**
 * Computes nodes in plain f64, as slowly as it is simple: what engines are compared with.
 */
export function evaluate(roots: readonly Node[], feeds: Feeds): readonly Float64Array[] {
  const values = new Map<Node, Float64Array>()
  for (const node of nodesBelow(roots)) values.set(node, valueOf(node, node.inputs.map((input) => values.get(input)!), feeds)) // prettier-ignore
  return roots.map((root) => values.get(root)!)
}

function valueOf(node: Node, inputs: readonly Float64Array[], feeds: Feeds): Float64Array {
  const { operation, shape } = node
  const [x] = inputs
  switch (operation.kind) {
    case 'input':
      return Float64Array.from(feeds[operation.name])
    case 'scalar':
      return Float64Array.of(operation.value)
    case 'unary':
      return x.map(unaryValues[operation.op])
    case 'binary': {
      const f = binaryValues[operation.op]
      const [a, b] = node.inputs.map((input, i) => spread(inputs[i], input.shape, shape))
      return a.map((value, i) => f(value, b[i]))
    }
    case 'broadcast':
      return spread(x, node.inputs[0].shape, shape)
    case 'reshape':
      return x
    case 'matMul':
      return product(node, inputs)
    case 'sum': {
      const { axes } = operation
      return gather(shape, { data: x, shape: node.inputs[0].shape }, (position) => position.map((at, axis) => (axes.includes(axis) ? 0 : at))) // prettier-ignore
    }
    case 'slice':
    case 'pad': {
      const { axis } = operation
      const shift = operation.kind === 'slice' ? operation.from : -operation.before
      return pick(shape, { data: x, shape: node.inputs[0].shape }, (position) => position.with(axis, position[axis] + shift)) // prettier-ignore
    }
    case 'concat':
      return concatenated(node, inputs)
  }
}

function concatenated({ operation, inputs, shape }: Node, values: readonly Float64Array[]): Float64Array {
  const axis = operation.kind === 'concat' ? operation.axis : 0
  const result = new Float64Array(sizeOf(shape))
  let from = 0
  for (const [i, input] of inputs.entries()) {
    const start = from
    const part = pick(shape, { data: values[i], shape: input.shape }, (position) => position.with(axis, position[axis] - start)) // prettier-ignore
    for (let j = 0; j < result.length; j++) result[j] += part[j]
    from += input.shape[axis]
  }
  return result
}

function product({ operation, inputs, shape }: Node, [a, b]: readonly Float64Array[]): Float64Array {
  if (operation.kind !== 'matMul') return a
  const { transposeA, transposeB } = operation
  const batch = shape.slice(0, -2)
  const [shapeA, shapeB] = inputs.map((input) => [...batch, ...input.shape.slice(-2)])
  const left = spread(a, inputs[0].shape, shapeA)
  const right = spread(b, inputs[1].shape, shapeB)
  const inner = shapeA.at(transposeA ? -2 : -1)!
  const at = (data: Float64Array, of: Shape, position: readonly number[]): number => data[flat(of, position)]
  return Float64Array.from({ length: sizeOf(shape) }, (_, i) => {
    const position = positionOf(shape, i)
    const [row, column] = position.slice(-2)
    const lead = position.slice(0, -2)
    let sum = 0
    for (let k = 0; k < inner; k++) {
      const p = at(left, shapeA, [...lead, ...(transposeA ? [k, row] : [row, k])])
      sum += p * at(right, shapeB, [...lead, ...(transposeB ? [column, k] : [k, column])])
    }
    return sum
  })
}

/** Repeats along axes of length 1. */
function spread(x: Float64Array, from: Shape, to: Shape): Float64Array {
  const lead = to.length - from.length
  return pick(to, { data: x, shape: from }, (position) => from.map((length, axis) => (length === 1 ? 0 : position[axis + lead]))) // prettier-ignore
}

/** An array with its shape. */
interface Source {
  readonly data: Float64Array
  readonly shape: Shape
}

/** For each position of `shape`, the entry of the source at another; 0 where that lies outside. */
function pick(shape: Shape, { data, shape: source }: Source, where: (position: number[]) => number[]): Float64Array {
  return Float64Array.from({ length: sizeOf(shape) }, (_, i) => {
    const position = where(positionOf(shape, i))
    return position.every((at, axis) => at >= 0 && at < source[axis]) ? data[flat(source, position)] : 0
  })
}

/** Adds each entry of the source to another position of `shape`. */
function gather(shape: Shape, { data, shape: source }: Source, where: (position: number[]) => number[]): Float64Array {
  const result = new Float64Array(sizeOf(shape))
  for (let i = 0; i < data.length; i++) result[flat(shape, where(positionOf(source, i)))] += data[i]
  return result
}

function positionOf(shape: Shape, index: number): number[] {
  const position: number[] = []
  for (let axis = shape.length - 1, rest = index; axis >= 0; axis--) {
    position.unshift(rest % shape[axis])
    rest = Math.floor(rest / shape[axis])
  }
  return position
}

function flat(shape: Shape, position: readonly number[]): number {
  return position.reduce((index, at, axis) => index * shape[axis] + at, 0)
}
