import { MagicString } from 'magic-string'

import { children, isIdentifier, nodeAt, nodesAt, requiredNode } from '../syntax/ast.ts'
import type { AstNode } from '../syntax/ast.ts'

/**
 * `accessor` fields (TC39 decorators, TypeScript 4.9), which no Node.js knows: each becomes a private field with a getter
 * and a setter, which take over its decorators. A name that is computed is computed for each of the two. Null where there are none.
 *
 * @param text the source or one of the same length and places
 */
export function lowerAccessors(text: string, program: AstNode): MagicString | null {
  if (!/\baccessor\b/.test(text)) return null
  const code = new MagicString(text)
  lowerBelow(code, program, null)
  return code.hasChanged() ? code : null
}

function lowerBelow(code: MagicString, node: AstNode, owner: AstNode | null): void {
  const isClass = node.type === 'ClassDeclaration' || node.type === 'ClassExpression'
  const inner = isClass ? node : owner
  if (node.type === 'TSAbstractAccessorProperty') code.remove(node.start, node.end)
  else if (node.type === 'AccessorProperty') lowerField(code, node, inner)
  for (const child of children(node)) lowerBelow(code, child, inner)
}

function lowerField(code: MagicString, field: AstNode, owner: AstNode | null): void {
  const key = requiredNode(field, 'key')
  const source = code.original
  const slice = ({ start, end }: AstNode): string => source.slice(start, end)
  const decorators = nodesAt(field, 'decorators')
  const prefix = field.static === true ? 'static ' : ''
  const name = field.computed === true ? `[${slice(key)}]` : slice(key)
  const storage = `#accessor_${field.start}`
  const id = owner && nodeAt(owner, 'id')
  const home = field.static === true && isIdentifier(id) ? id.name : 'this'
  const annotation = nodeAt(field, 'typeAnnotation')
  const type = annotation === null ? '' : slice(annotation)
  const value = nodeAt(field, 'value')
  const pair =
    `; ${decorators.map(slice).join(' ')} ${prefix}get ${name}()${type} { return ${home}.${storage} }` +
    ` ${prefix}set ${name}(value${type}) { ${home}.${storage} = value }`
  code.overwrite(
    field.start,
    value?.start ?? field.end,
    value === null ? `${prefix}${storage}${type}${pair}` : `${prefix}${storage}${type} = `,
  )
  if (value !== null) code.appendLeft(value.end, pair)
}
