import { children, nodesAt } from '../syntax/ast.ts'
import type { AstNode } from '../syntax/ast.ts'
import type { CellCode } from './cell-code.ts'

/**
 * Puts a semicolon behind each statement that has none. What is rewritten may begin with a parenthesis, as in
 * `(0, cell.f)()`, and would else be taken for a call of the value in the line above. To be called last.
 */
export function endStatements(code: CellCode, node: AstNode): void {
  for (const statement of nodesAt(node, node.type === 'SwitchCase' ? 'consequent' : 'body')) {
    // Not the body of an `if` or a loop, behind which an `else` may follow: those are no lists.
    if (code.text.original[statement.end - 1] !== ';') code.text.appendLeft(statement.end, ';')
  }
  for (const child of children(node)) endStatements(code, child)
}
