import { visitorKeys } from 'oxc-parser'

/** A node of the syntax tree in ESTree form (TypeScript's own nodes begin with `TS`). Offsets are UTF-16 units. */
export interface AstNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

export interface IdentifierNode extends AstNode {
  readonly name: string
}

export function nodeAt(parent: AstNode, field: string): AstNode | null {
  const value = parent[field]
  return isNode(value) ? value : null
}

/** The nodes of a list field; holes, as in `[, b]`, are left out. */
export function nodesAt(parent: AstNode, field: string): readonly AstNode[] {
  const value = parent[field]
  return Array.isArray(value) ? value.filter(isNode) : []
}

/** The field that the grammar says is there. */
export function requiredNode(parent: AstNode, field: string): AstNode {
  const node = nodeAt(parent, field)
  if (node === null) throw new TypeError(`${parent.type} has no ${field}`)
  return node
}

/** Every direct child, in source order of the grammar. */
export function children(node: AstNode): readonly AstNode[] {
  const found: AstNode[] = []
  for (const field of visitorKeys[node.type] ?? []) {
    const value = node[field]
    if (Array.isArray(value)) found.push(...value.filter(isNode))
    else if (isNode(value)) found.push(value)
  }
  return found
}

export function isIdentifier(node: AstNode | null): node is IdentifierNode {
  return node?.type === 'Identifier'
}

/** Functions that have their own `this`, `arguments` and `await`. Arrow functions have only the last. */
export function isFunction(node: AstNode): boolean {
  return (
    node.type === 'FunctionDeclaration' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression' ||
    node.type === 'TSDeclareFunction' ||
    node.type === 'TSEmptyBodyFunctionExpression'
  )
}

/** A function or class without a name of its own, which JavaScript names after the variable that it is assigned to. */
export function takesName(node: AstNode | null): boolean {
  if (node === null) return false
  if (node.type === 'ArrowFunctionExpression') return true
  return (node.type === 'FunctionExpression' || node.type === 'ClassExpression') && nodeAt(node, 'id') === null
}

function isNode(value: unknown): value is AstNode {
  return typeof value === 'object' && value !== null && typeof (value as Partial<AstNode>).type === 'string'
}
