import { children, isFunction, nodesAt } from './ast.ts'
import type { AstNode } from './ast.ts'

export interface FoundDecorators {
  /** The first one before a parameter, which only TypeScript's older kind of decorators knows. */
  readonly onParameter: AstNode | null
}

/** Null for a program without decorators, which most are: it is walked only where an `@` stands in the text. */
export function findDecorators(source: string, program: AstNode): FoundDecorators | null {
  if (!source.includes('@')) return null
  const found = { any: false, onParameter: null as AstNode | null }
  const search = (node: AstNode): void => {
    if (node.type === 'Decorator') found.any = true
    const parameters = isFunction(node) ? nodesAt(node, 'params') : []
    found.onParameter ??= parameters.flatMap((parameter) => nodesAt(parameter, 'decorators'))[0] ?? null
    children(node).forEach(search)
  }
  search(program)
  return found.any || found.onParameter !== null ? found : null
}
