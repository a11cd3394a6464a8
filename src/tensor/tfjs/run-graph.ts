import { type Node, nodesBelow } from '../graph/graph.ts'
import type { Tensor, Tf } from './tf.ts'

/**
 * Computes nodes by operations of TensorFlow.js, on its current backend. Call it inside a `tf.tidy`: it frees nothing.
 *
 * @param feeds inputs by name, with the shapes of the graph
 */
export function runOnTfjs(tf: Tf, roots: readonly Node[], feeds: Readonly<Record<string, Tensor>>): readonly Tensor[] {
  const values = new Map<Node, Tensor>()
  for (const node of nodesBelow(roots)) {
    const { operation } = node
    const inputs = node.inputs.map((input) => values.get(input)!)
    values.set(node, operation.kind === 'input' ? feeds[operation.name] : compute(tf, node, inputs))
  }
  return roots.map((root) => values.get(root)!)
}

function compute(tf: Tf, { operation, shape }: Node, inputs: readonly Tensor[]): Tensor {
  const [x, y] = inputs
  switch (operation.kind) {
    case 'input':
      return x
    case 'scalar':
      return tf.tensor1d([operation.value])
    case 'unary':
      return tf[operation.op](x)
    case 'binary':
      return tf[operation.op](x, y)
    case 'matMul':
      return tf.matMul(x, y, operation.transposeA, operation.transposeB)
    case 'sum':
      return tf.sum(x, [...operation.axes], true)
    case 'broadcast':
      return tf.broadcastTo(x, [...shape] as never)
    case 'reshape':
      return tf.reshape(x, [...shape])
    case 'slice': {
      const begin = shape.map((_, axis) => (axis === operation.axis ? operation.from : 0))
      return tf.slice(x, begin, [...shape])
    }
    case 'pad': {
      const { axis, before, after } = operation
      return tf.pad(
        x,
        shape.map((_, i) => (i === axis ? [before, after] : [0, 0])),
      )
    }
    case 'concat':
      return tf.concat([...inputs], operation.axis)
  }
}
