import ts from 'typescript'
import type { CompletionItem } from '../ipc/language-messages.ts'
import type { PackageExport } from './package-exports.ts'

const mostItems = 20

/**
 * The exports that continue a name that nothing in reach has. Each inserts an expression that imports it, because
 * Jupyter's protocol lets an item replace one piece of text only: it cannot add a line elsewhere in the cell.
 */
export function importingItems(exports: readonly PackageExport[], typed: string): readonly CompletionItem[] {
  const wanted = typed.toLowerCase()
  return exports
    .filter(({ name }) => name.toLowerCase().startsWith(wanted))
    .sort((a, b) => a.name.length - b.name.length)
    .slice(0, mostItems)
    .map(({ name, module, kind }) => ({
      text: `(await import('${module}')).${name}`,
      kind,
      signature: `${name} of the package ${module}, imported in place`,
    }))
}

/** Whether `await` may stand at the place: at the top level of a cell, or in an async function. */
export function mayAwait(file: ts.SourceFile, offset: number): boolean {
  let allowed = true
  const visit = (node: ts.Node): void => {
    if (offset <= node.getStart(file) || offset > node.end) return
    if (ts.isFunctionLike(node)) allowed = ts.canHaveModifiers(node) && hasAsync(node)
    if (ts.isClassStaticBlockDeclaration(node) || ts.isPropertyDeclaration(node)) allowed = false
    ts.forEachChild(node, visit)
  }
  ts.forEachChild(file, visit)
  return allowed
}

function hasAsync(node: ts.HasModifiers): boolean {
  return node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false
}
