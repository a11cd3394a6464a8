import { MagicString } from 'magic-string'

import { isIdentifier, nodeAt, nodesAt } from '../syntax/ast.ts'
import type { AstNode } from '../syntax/ast.ts'
import { unwrapExport } from '../syntax/scope.ts'

/**
 * `@a class B {}` at the top level becomes `let B = @a class B {}`, as TypeScript has it: what lowers decorators may leave
 * the class as it was under its name, and the result of its decorators under another one, which no other cell would see.
 */
export function nameDecoratedClasses(text: string, program: AstNode): MagicString {
  const code = new MagicString(text)
  for (const statement of nodesAt(program, 'body')) {
    if (statement.type === 'ExportDefaultDeclaration') continue
    const declared = unwrapExport(statement)
    const id = nodeAt(declared, 'id')
    const [first] = nodesAt(declared, 'decorators')
    if (declared.type !== 'ClassDeclaration' || first === undefined || !isIdentifier(id)) continue
    code.appendLeft(Math.min(first.start, declared.start), `let ${id.name} = `)
    code.appendLeft(declared.end, ';')
  }
  return code
}
