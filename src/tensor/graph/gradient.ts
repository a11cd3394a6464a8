import {
  type Graph,
  type MovingOperation,
  type Node,
  nodesBelow,
  scalarValue,
  type Shape,
  type BinaryOp,
  type UnaryOp,
} from './graph.ts'

/** The part of the adjoint of an operation's inputs; null where an input needs none. */
type PullBack = (g: Graph, of: { readonly node: Node; readonly dy: Node }) => readonly (Node | null)[]

/**
 * Reverse mode: the gradient of the sum of `y` in each of `xs`, as nodes of the same graph. It can be differentiated again.
 * A gradient that is zero everywhere is the scalar 0 with the shape of its x.
 */
export function gradient(graph: Graph, y: Node, xs: readonly Node[]): readonly Node[] {
  const order = nodesBelow([y])
  const needed = new Set<Node>(xs)
  for (const node of order) if (node.inputs.some((input) => needed.has(input))) needed.add(node)
  const adjoints = new Map<Node, Node>([[y, graph.scalar(1)]])
  const add = (input: Node, part: Node): void => {
    if (!needed.has(input)) return
    const own = summedTo(graph, part, input.shape)
    const known = adjoints.get(input)
    adjoints.set(input, known === undefined ? own : graph.add(known, own))
  }
  for (const node of order.reverse()) {
    const dy = adjoints.get(node)
    if (dy === undefined || !needed.has(node) || node.inputs.length === 0) continue
    const declared = graph.declaredSlope(node)
    if (declared !== undefined) {
      add(declared.of, graph.mul(dy, declared.slope()))
      continue
    }
    const parts = pullBack(graph, node, dy)
    node.inputs.forEach((input, i) => {
      const part = parts[i]
      if (part !== null) add(input, part)
    })
  }
  return xs.map((x) => graph.broadcast(adjoints.get(x) ?? graph.scalar(0), x.shape))
}

function pullBack(graph: Graph, node: Node, dy: Node): readonly (Node | null)[] {
  const { operation } = node
  switch (operation.kind) {
    case 'input':
    case 'scalar':
      return []
    case 'unary':
      return [unarySlope(graph, operation.op, { node, dy })]
    case 'binary':
      return binaryPullBacks[operation.op](graph, { node, dy })
    case 'matMul':
      return matMulPullBack(graph, { node, dy })
    case 'sum':
    case 'broadcast':
    case 'reshape':
    case 'slice':
    case 'pad':
    case 'concat':
      return movingPullBack(graph, operation, { node, dy: graph.broadcast(dy, node.shape) })
  }
}

function movingPullBack(
  graph: Graph,
  operation: MovingOperation,
  { node: { inputs }, dy }: { readonly node: Node; readonly dy: Node },
): readonly Node[] {
  const [x] = inputs
  switch (operation.kind) {
    case 'sum':
      return [graph.broadcast(dy, x.shape)]
    case 'broadcast':
      return [dy]
    case 'reshape':
      return [graph.reshape(dy, x.shape)]
    case 'slice':
      return [graph.pad(dy, operation.axis, [operation.from, x.shape[operation.axis] - operation.to])]
    case 'pad':
      return [graph.slice(dy, operation.axis, [operation.before, operation.before + x.shape[operation.axis]])]
    case 'concat': {
      let from = 0
      return inputs.map(({ shape }) => {
        const to = from + shape[operation.axis]
        const part = graph.slice(dy, operation.axis, [from, to])
        from = to
        return part
      })
    }
  }
}

function unarySlope(g: Graph, op: UnaryOp, { node, dy }: { readonly node: Node; readonly dy: Node }): Node | null {
  const [x] = node.inputs
  switch (op) {
    case 'neg':
      return g.unary('neg', dy)
    case 'exp':
      return g.mul(dy, node)
    case 'log':
      return g.div(dy, x)
    case 'sqrt':
      return g.div(g.mul(dy, 0.5), node)
    case 'sin':
      return g.mul(dy, g.unary('cos', x))
    case 'cos':
      return g.unary('neg', g.mul(dy, g.unary('sin', x)))
    case 'tanh':
      return g.mul(dy, g.sub(g.scalar(1), g.square(node)))
    case 'sigmoid':
      return g.mul(dy, g.mul(node, g.sub(g.scalar(1), node)))
    case 'erf':
      return g.mul(dy, g.mul(g.unary('exp', g.unary('neg', g.square(x))), 2 / Math.sqrt(Math.PI)))
    case 'abs':
      return g.mul(dy, g.unary('sign', x))
    case 'sign':
      return null
  }
}

const binaryPullBacks: Readonly<Record<BinaryOp, PullBack>> = {
  add: (_, { dy }) => [dy, dy],
  sub: (g, { dy }) => [dy, g.unary('neg', dy)],
  mul: (g, { node, dy }) => {
    const [a, b] = node.inputs
    return a === b ? [g.mul(g.mul(dy, a), 2), null] : [g.mul(dy, b), g.mul(dy, a)]
  },
  div: (g, { node, dy }) => {
    const slope = g.div(dy, node.inputs[1])
    return [slope, g.unary('neg', g.mul(slope, node))]
  },
  pow: (g, { node, dy }) => {
    const [base, exponent] = node.inputs
    const constant = scalarValue(exponent)
    const inBase = g.mul(dy, g.mul(exponent, g.binary('pow', base, constant === null ? g.sub(exponent, g.scalar(1)) : g.scalar(constant - 1)))) // prettier-ignore
    return [inBase, constant === null ? g.mul(dy, g.mul(node, g.unary('log', base))) : null]
  },
}

function matMulPullBack(g: Graph, { node, dy: given }: { node: Node; dy: Node }): readonly Node[] {
  const { operation, inputs } = node
  if (operation.kind !== 'matMul') return []
  const [a, b] = inputs
  const { transposeA, transposeB } = operation
  const dy = g.broadcast(given, node.shape)
  // For y = op(a) op(b): the adjoint of op(a) is dy op(b)ᵀ, that of op(b) is op(a)ᵀ dy; of a transposed factor, turned.
  const inA = transposeA
    ? g.matMul(b, dy, { transposeA: transposeB, transposeB: true })
    : g.matMul(dy, b, { transposeB: !transposeB })
  const inB = transposeB
    ? g.matMul(dy, a, { transposeA: true, transposeB: transposeA })
    : g.matMul(a, dy, { transposeA: !transposeA })
  return [inA, inB]
}

/** Sums over what was repeated, so that the adjoint has the shape of its input. */
function summedTo(g: Graph, part: Node, shape: Shape): Node {
  const missing = part.shape.length - shape.length
  if (missing < 0) return part
  const axes = [...part.shape.keys()].filter((axis) => axis < missing || shape[axis - missing] === 1)
  const summed = g.sum(part, axes)
  return missing === 0 ? summed : g.reshape(summed, summed.shape.slice(missing))
}
