import { children, isIdentifier, nodeAt, nodesAt, requiredNode } from '../syntax/ast.ts'
import type { AstNode, IdentifierNode } from '../syntax/ast.ts'
import { ownNamespace, runtime } from './cell-code.ts'
import type { CellCode } from './cell-code.ts'

/** Turns `import` and `export … from` into calls of the runtime, and `import.meta` into its object. */
export function rewriteModules(code: CellCode, program: AstNode, typeLike: ReadonlySet<string>): void {
  let leading = true
  for (const statement of nodesAt(program, 'body')) {
    const isStatic = nodeAt(statement, 'source') !== null
    if (isStatic) {
      rewriteImport(code, statement, typeLike)
      // Imports happen before everything else, wherever they stand.
      if (!leading) code.text.move(statement.start, statement.end, 0)
    }
    leading &&= isStatic
  }
  rewriteDynamic(code, program)
}

function rewriteImport(code: CellCode, statement: AstNode, typeLike: ReadonlySet<string>): void {
  const specifiers = statement.type === 'ImportDeclaration' ? nodesAt(statement, 'specifiers') : []
  const targets = specifiers.map((specifier) => `${ownNamespace(code)}.${localName(specifier)}`)
  const wanted = specifiers.map((one) => (typeLike.has(localName(one)) ? `?${exportedName(one)}` : exportedName(one)))
  const source = String(requiredNode(statement, 'source').value)
  const parts = [JSON.stringify(source), JSON.stringify(wanted)]
  const attributes = attributesOf(statement)
  if (attributes !== null) parts.push(attributes)
  const load = `await ${runtime(code)}.settle(${runtime(code)}.load(${parts.join(', ')}));`
  code.text.update(statement.start, statement.end, targets.length > 0 ? `[${targets.join(', ')}] = ${load}` : load)
}

function localName(specifier: AstNode): string {
  return (requiredNode(specifier, 'local') as IdentifierNode).name
}

function exportedName(specifier: AstNode): string {
  if (specifier.type === 'ImportDefaultSpecifier') return 'default'
  if (specifier.type === 'ImportNamespaceSpecifier') return '*'
  return nameOrText(requiredNode(specifier, 'imported'))
}

function attributesOf(statement: AstNode): string | null {
  const attributes = nodesAt(statement, 'attributes')
  if (attributes.length === 0) return null
  const entries = attributes.map((one) => [nameOrText(requiredNode(one, 'key')), requiredNode(one, 'value').value])
  return JSON.stringify(Object.fromEntries(entries))
}

function nameOrText(node: AstNode): string {
  return isIdentifier(node) ? node.name : String(node.value)
}

function rewriteDynamic(code: CellCode, node: AstNode): void {
  if (node.type === 'ImportExpression') {
    code.text.update(node.start, node.start + 'import'.length, `${runtime(code)}.dynamicImport`)
  } else if (node.type === 'MetaProperty' && nodeAt(node, 'meta')?.name === 'import') {
    code.text.update(node.start, node.end, `${runtime(code)}.meta`)
  }
  for (const child of children(node)) rewriteDynamic(code, child)
}
