import ts from 'typescript'
import type { CompletionItem } from '../ipc/language-messages.ts'

/** A value that a package exports. */
export interface PackageExport {
  readonly name: string
  readonly module: string
  readonly kind: string
}

const mostItems = 20

/** A module that imports the packages, for TypeScript to load their types. */
export function importingAll(packages: readonly string[]): string {
  return packages.map((name, index) => `import * as package${index} from ${JSON.stringify(name)}\n`).join('')
}

/** The values that the packages imported by the file export. A package without types has none. */
export function packageExports(program: ts.Program, path: string): readonly PackageExport[] {
  const checker = program.getTypeChecker()
  const imports = program.getSourceFile(path)?.statements.filter(ts.isImportDeclaration) ?? []
  return imports.flatMap(({ moduleSpecifier }) => {
    const module = checker.getSymbolAtLocation(moduleSpecifier)
    if (module === undefined) return []
    const from = (moduleSpecifier as ts.StringLiteral).text
    return checker.getExportsOfModule(module).flatMap((symbol) => exportOf(checker, symbol, from))
  })
}

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

function exportOf(checker: ts.TypeChecker, symbol: ts.Symbol, module: string): readonly PackageExport[] {
  const { flags } = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  if (!(flags & ts.SymbolFlags.Value) || symbol.name === 'default') return []
  return [{ name: symbol.name, module, kind: kindOf(flags) }]
}

function kindOf(flags: ts.SymbolFlags): string {
  if (flags & ts.SymbolFlags.Function) return 'function'
  return flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Enum) ? 'class' : 'instance'
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
