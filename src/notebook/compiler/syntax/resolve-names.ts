import { nodesAt } from './ast.ts'
import type { AstNode } from './ast.ts'
import { NameWalk } from './name-walk.ts'
import type { Reference } from './name-walk.ts'
import { declareBlock, declareVars, openScope } from './scope.ts'
import type { Scope } from './scope.ts'
import { typeVisitors } from './type-visitors.ts'
import { valueVisitors } from './value-visitors.ts'

export interface ResolvedNames {
  readonly top: Scope
  readonly references: readonly Reference[]
  /** Names used as types that the cell does not declare. */
  readonly freeTypes: readonly string[]
  /** Names used as types, whoever declares them. */
  readonly usedTypes: ReadonlySet<string>
}

const visitors = { ...valueVisitors, ...typeVisitors }

/** Finds, for every name in a program, the declaration that it means. JavaScript and TypeScript, values and types. */
export function resolveNames(program: AstNode): ResolvedNames {
  const top = openScope(null)
  const walk = new NameWalk(top, visitors)
  declareVars(top, program)
  declareBlock(top, nodesAt(program, 'body'))
  for (const statement of nodesAt(program, 'body')) walk.visit(statement, { scope: top, late: false })
  return { top, references: walk.references, freeTypes: [...walk.freeTypes], usedTypes: walk.usedTypes }
}
