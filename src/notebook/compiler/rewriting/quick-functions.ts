import { children, isFunction, isIdentifier, nodeAt, nodesAt, requiredNode } from '../syntax/ast.ts'
import type { AstNode } from '../syntax/ast.ts'
import { isLight, isLoop } from '../syntax/loop-shape.ts'
import type { QuickUses, ReferenceMap } from '../syntax/loop-shape.ts'
import { unwrapExport } from '../syntax/scope.ts'
import type { Linker } from './rewrite-names.ts'

/**
 * The functions at the top level of a cell that take nanoseconds and change nothing that the notebook shares: they hold
 * no loop, no function and no call but of `Math`, and the cell gives their names no other value.
 */
export function quickFunctions(program: AstNode, references: ReferenceMap): ReadonlySet<string> {
  const changed = new Set<string>()
  for (const { access, topLevel, node } of references.values()) {
    if (topLevel && (access === 'write' || access === 'update')) changed.add(node.name)
  }
  const named = nodesAt(program, 'body').map(unwrapExport).flatMap(namedFunctions)
  const quick = named.filter(({ name, value }) => !changed.has(name) && isQuick(value, references))
  return new Set(quick.map(({ name }) => name))
}

/**
 * Where the cell itself, not one of its functions, uses a quick function of its own or of a cell before it. A function
 * may be called when the name means something else.
 */
export function quickUses(references: ReferenceMap, own: ReadonlySet<string>, link: Linker): QuickUses {
  const found = new Set<AstNode>()
  for (const { node, late, access, binding, topLevel } of references.values()) {
    if (late || access !== 'read') continue
    if (binding === null ? isLinkedQuick(node.name, link) : topLevel && own.has(node.name)) found.add(node)
  }
  return found
}

function isLinkedQuick(name: string, link: Linker): boolean {
  const owner = link(name)
  return owner.from === 'cell' && owner.quick === true
}

interface NamedFunction {
  readonly name: string
  readonly value: AstNode
}

function namedFunctions(statement: AstNode): readonly NamedFunction[] {
  if (statement.type === 'FunctionDeclaration') return namedFunction(nodeAt(statement, 'id'), statement)
  if (statement.type !== 'VariableDeclaration' || statement.kind !== 'const') return []
  return nodesAt(statement, 'declarations').flatMap((declarator) =>
    namedFunction(requiredNode(declarator, 'id'), nodeAt(declarator, 'init')),
  )
}

function namedFunction(id: AstNode | null, value: AstNode | null): readonly NamedFunction[] {
  return isIdentifier(id) && value !== null && isFunction(value) ? [{ name: id.name, value }] : []
}

function isQuick(fn: AstNode, references: ReferenceMap): boolean {
  if (fn.async === true || fn.generator === true) return false
  return children(fn).every((part) => isLight(part, noUses) && !holds(part, isLoop) && !changesShared(part, references))
}

const noUses: QuickUses = new Set()

function holds(node: AstNode, wanted: (node: AstNode) => boolean): boolean {
  return wanted(node) || children(node).some((child) => holds(child, wanted))
}

function changesShared(node: AstNode, references: ReferenceMap): boolean {
  const here = references.get(node)
  const isShared = here !== undefined && (here.binding === null || here.topLevel)
  // The name of the function itself is declared here, not changed.
  if (isShared && (here.access === 'write' || here.access === 'update')) return true
  return children(node).some((child) => changesShared(child, references))
}
