import { children, isFunction, requiredNode } from './ast.ts'
import type { AstNode } from './ast.ts'
import { interruptFlag, runtime } from './cell-code.ts'
import type { CellCode } from './cell-code.ts'

/**
 * Makes every loop stoppable. A loop that runs without pause reads one integer per round. A loop that awaits is asked
 * whether its cell was interrupted since the loop began, so that it does not live on in the background after its cell.
 */
export function guardLoops(code: CellCode, program: AstNode): void {
  let watches = 0
  const visit = (node: AstNode, statement: AstNode): void => {
    if (isLoop(node)) {
      if (pauses(node)) guardPausing(code, { loop: node, statement, name: `${code.mark}watch${watches++}` })
      else guardBody(code, node, `if (${interruptFlag(code)}[0] !== 0) ${runtime(code)}.stop();`)
    }
    for (const child of children(node)) visit(child, node.type === 'LabeledStatement' ? statement : child)
  }
  visit(program, program)
}

const loops = new Set(['ForStatement', 'ForInStatement', 'ForOfStatement', 'WhileStatement', 'DoWhileStatement'])

function isLoop(node: AstNode): boolean {
  return loops.has(node.type)
}

/** Whether a round gives other code a chance to run. */
function pauses(node: AstNode): boolean {
  if (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await === true)) return true
  return children(node).some((child) => !isFunction(child) && pauses(child))
}

interface PausingLoop {
  readonly loop: AstNode
  /** The loop with its labels, which must stay beside it. */
  readonly statement: AstNode
  readonly name: string
}

function guardPausing(code: CellCode, { loop, statement, name }: PausingLoop): void {
  code.text.appendLeft(statement.start, `{ const ${name} = ${runtime(code)}.watch(); `)
  guardBody(code, loop, `${name}();`)
  code.text.appendLeft(statement.end, ' }')
}

function guardBody({ text }: CellCode, loop: AstNode, guard: string): void {
  const body = requiredNode(loop, 'body')
  if (body.type === 'BlockStatement') {
    text.appendLeft(body.start + 1, ` ${guard}`)
    return
  }
  text.appendLeft(body.start, `{ ${guard} `)
  text.appendLeft(body.end, ' }')
}
