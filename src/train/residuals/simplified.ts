import type { Expression } from './expression.ts'
import { applied } from './operations.ts'

/** The same with constants folded, and small whole powers as products: two multiplications take less than one power. */
export function simplified(node: Expression): Expression {
  if (node.kind === 'unary') {
    const argument = simplified(node.argument)
    return folded({ ...node, argument })
  }
  if (node.kind !== 'binary') return node
  const left = simplified(node.left)
  const right = simplified(node.right)
  if (node.op === 'pow' && right.kind === 'constant') {
    if (right.value === 2) return folded(product(left, left))
    if (right.value === 3) return folded(product(product(left, left), left))
  }
  return folded({ ...node, left, right })
}

function product(left: Expression, right: Expression): Expression & { readonly kind: 'binary' } {
  return { kind: 'binary', op: 'mul', left, right }
}

function folded(node: Expression & { readonly kind: 'unary' | 'binary' }): Expression {
  const [left, right] = node.kind === 'unary' ? [node.argument, node.argument] : [node.left, node.right]
  if (left.kind !== 'constant' || right.kind !== 'constant') return node
  return { kind: 'constant', value: applied(node.op, left.value, right.value) }
}
