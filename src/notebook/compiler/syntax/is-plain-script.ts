import { children } from './ast.ts'
import type { AstNode } from './ast.ts'

/** What TypeScript adds to nodes that JavaScript has as well. */
const typeFlags = ['declare', 'abstract', 'readonly', 'override', 'definite', 'accessibility'] as const

/** Whether a TypeScript program runs as it is: it holds no types, JSX, decorators, `accessor` or `using`. */
export function isPlainScript(node: AstNode): boolean {
  if (node.type.startsWith('TS') || node.type.startsWith('JSX') || node.type === 'Decorator') return false
  if (node.type === 'AccessorProperty') return false
  if (typeFlags.some((flag) => node[flag] === true || typeof node[flag] === 'string')) return false
  if (node.importKind === 'type' || node.exportKind === 'type') return false
  // `a?.b` is JavaScript, an optional parameter or member is not.
  if (node.optional === true && node.type !== 'MemberExpression' && node.type !== 'CallExpression') return false
  if (node.type === 'VariableDeclaration' && String(node.kind).endsWith('using')) return false
  return children(node).every(isPlainScript)
}
