import { children, isFunction, nodeAt, nodesAt, requiredNode } from '../syntax/ast.ts'
import type { AstNode, IdentifierNode } from '../syntax/ast.ts'
import { unwrapExport } from '../syntax/scope.ts'
import { ownNamespace } from './cell-code.ts'
import type { CellCode } from './cell-code.ts'

/** Turns top-level declarations into assignments. The names themselves are rewritten by `rewriteNames`. */
export function rewriteDeclarations(code: CellCode, program: AstNode): void {
  for (const statement of nodesAt(program, 'body')) {
    const declared = unwrapExport(statement)
    if (declared !== statement || statement.type.startsWith('Export')) stripExport(code, statement)
    if (declared.type === 'VariableDeclaration') rewriteVariables(code, declared, 'statement')
    else if (declared.type === 'FunctionDeclaration') hoistFunction(code, declared)
    else if (declared.type === 'ClassDeclaration') assignClass(code, declared)
    else rewriteVars(code, declared)
  }
}

/** `var` inside blocks and loop heads belongs to the top level as well. */
function rewriteVars(code: CellCode, node: AstNode): void {
  if (isFunction(node) || node.type === 'ClassBody') return
  for (const child of children(node)) {
    if (child.type !== 'VariableDeclaration') rewriteVars(code, child)
    else if (child.kind === 'var') rewriteVariables(code, child, headKind(node, child))
  }
}

type DeclarationPlace = 'statement' | 'loop target'

function headKind(parent: AstNode, declaration: AstNode): DeclarationPlace {
  return /^For(In|Of)Statement$/.test(parent.type) && parent.left === declaration ? 'loop target' : 'statement'
}

function rewriteVariables({ text }: CellCode, declaration: AstNode, place: DeclarationPlace): void {
  const declarators = nodesAt(declaration, 'declarations')
  text.remove(declaration.start, declarators[0].start)
  if (place === 'loop target') return
  for (const declarator of declarators) {
    const isPattern = requiredNode(declarator, 'id').type !== 'Identifier'
    if (isPattern) {
      text.appendLeft(declarator.start, '(')
      text.appendLeft(declarator.end, ')')
    } else if (nodeAt(declarator, 'init') === null && declaration.kind !== 'var') {
      text.appendLeft(declarator.end, ' = undefined')
    }
  }
}

function stripExport(code: CellCode, statement: AstNode): void {
  const { text } = code
  const declared = nodeAt(statement, 'declaration')
  if (declared === null)
    return nodeAt(statement, 'source') === null ? void text.remove(statement.start, statement.end) : undefined
  if (statement.type === 'ExportNamedDeclaration') return void text.remove(statement.start, declared.start)
  const target = `${ownNamespace(code)}.default = `
  if (declared.type !== 'FunctionDeclaration') return void text.update(statement.start, declared.start, target)
  const id = nodeAt(declared, 'id') as IdentifierNode | null
  if (id === null) return void text.update(statement.start, declared.start, target)
  text.remove(statement.start, declared.start)
  code.prelude.push(`${target}${id.name};`)
}

/** The function stays a local of the cell's body, where it is hoisted, and is published before anything runs. */
function hoistFunction(code: CellCode, declaration: AstNode): void {
  const id = nodeAt(declaration, 'id') as IdentifierNode | null
  if (id !== null) code.prelude.push(`${ownNamespace(code)}.${id.name} = ${id.name};`)
}

function assignClass(code: CellCode, declaration: AstNode): void {
  const id = nodeAt(declaration, 'id') as IdentifierNode | null
  if (id !== null) code.text.appendLeft(declaration.start, `${ownNamespace(code)}.${id.name} = `)
  code.text.appendLeft(declaration.end, ';')
}
