import type { Expression } from './expression.ts'

/** The terms of a sum, without their signs; the expression itself if it is none. */
export function summandsOf(node: Expression): readonly Expression[] {
  if (node.kind === 'unary' && node.op === 'neg') return summandsOf(node.argument)
  if (node.kind !== 'binary' || (node.op !== 'add' && node.op !== 'sub')) return [node]
  return [...summandsOf(node.left), ...summandsOf(node.right)]
}
