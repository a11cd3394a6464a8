import { children, isFunction, requiredNode } from '../syntax/ast.ts'
import type { AstNode } from '../syntax/ast.ts'
import { runtime } from './cell-code.ts'
import type { CellCode } from './cell-code.ts'

/** Lets an interrupt reject what the top level of the cell waits for. */
export function rewriteAwaits(code: CellCode, node: AstNode): void {
  if (isFunction(node)) return
  for (const child of children(node)) rewriteAwaits(code, child)
  if (node.type === 'AwaitExpression') wrap(code, requiredNode(node, 'argument'), 'settle')
  else if (node.type === 'ForOfStatement' && node.await === true) wrap(code, requiredNode(node, 'right'), 'iterate')
}

/** Makes the last statement give its value to whoever runs the cell. A promise is waited for. */
export function returnLast(code: CellCode, last: AstNode): void {
  const value = requiredNode(last, 'expression')
  code.text.appendLeft(last.start, `return await ${runtime(code)}.settle((`)
  const end = code.text.original.slice(value.end, last.end).lastIndexOf(';')
  code.text.appendLeft(end === -1 ? last.end : value.end + end, '))')
}

function wrap({ text, ...code }: CellCode, operand: AstNode, call: 'settle' | 'iterate'): void {
  const isList = operand.type === 'SequenceExpression'
  text.appendLeft(operand.start, `${runtime({ text, ...code })}.${call}(${isList ? '(' : ''}`)
  text.appendLeft(operand.end, isList ? '))' : ')')
}
