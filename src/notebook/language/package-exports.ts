import ts from 'typescript'
import type { NotebookSettings } from './notebook-settings.ts'
import { fileIn } from './typescript-path.ts'

/** A value that a package exports. */
export interface PackageExport {
  readonly name: string
  readonly module: string
  readonly kind: string
}

/**
 * The values that the packages in reach of a folder export. A package without types has none.
 *
 * Packages are read one at a time, because a large one takes a second. Of its files only those are read through which
 * exports come, without what their types need.
 */
export class PackageExports {
  private readonly path: string
  private readonly options: ts.CompilerOptions
  private readonly unread: string[]
  private readonly found: PackageExport[] = []

  constructor({ folder, options }: Pick<NotebookSettings, 'folder' | 'options'>, packages: readonly string[]) {
    this.path = fileIn(folder, 'notebook-package.ts')
    this.options = { ...options, noLib: true, types: [] }
    this.unread = [...packages]
  }

  /** The exports of the packages read so far. */
  get read(): readonly PackageExport[] {
    return this.found
  }

  /** Reads the next package. False when there is none. */
  readNext(): boolean {
    const name = this.unread.shift()
    if (name === undefined) return false
    this.found.push(...this.exportsOf(name))
    return true
  }

  private exportsOf(name: string): readonly PackageExport[] {
    const { path, options } = this
    const host = exportHost(path, `import * as all from ${JSON.stringify(name)}\n`, options)
    const program = ts.createProgram({ rootNames: [path], options, host })
    const checker = program.getTypeChecker()
    const [statement] = program.getSourceFile(path)!.statements
    const module = checker.getSymbolAtLocation((statement as ts.ImportDeclaration).moduleSpecifier)
    if (module === undefined) return []
    return checker.getExportsOfModule(module).flatMap((symbol) => exportOf(checker, symbol, name))
  }
}

/** Reads files without comments, and resolves from each only what it exports again. */
function exportHost(path: string, text: string, options: ts.CompilerOptions): ts.CompilerHost {
  const disk = ts.createCompilerHost(options)
  const cache = ts.createModuleResolutionCache(
    disk.getCurrentDirectory(),
    (name) => disk.getCanonicalFileName(name),
    options,
  )
  return {
    ...disk,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
    getSourceFile(name, how) {
      const content = name === path ? text : ts.sys.readFile(name)
      return content === undefined ? undefined : ts.createSourceFile(name, content, how)
    },
    resolveModuleNameLiterals(names, from, ...[redirect, settings, file]) {
      const wanted = from === path ? null : reexports(file)
      return names.map((name) =>
        wanted === null || wanted.has(name.text)
          ? ts.resolveModuleName(name.text, from, settings, disk, cache, redirect, ts.ModuleKind.ESNext)
          : { resolvedModule: undefined },
      )
    },
    resolveTypeReferenceDirectiveReferences: (names) =>
      names.map(() => ({ resolvedTypeReferenceDirective: undefined })),
  }
}

/** The modules from which exports of the file come. */
function reexports(file: ts.SourceFile): ReadonlySet<string> {
  const statements = file.statements.flatMap(withAmbient)
  const again = new Set(statements.flatMap(exportedLocals))
  const specifiers = statements.flatMap((statement): (ts.Expression | undefined)[] => {
    if (ts.isExportDeclaration(statement)) return [statement.moduleSpecifier]
    if (ts.isImportDeclaration(statement)) {
      return importedLocals(statement).some((name) => again.has(name)) ? [statement.moduleSpecifier] : []
    }
    if (!ts.isImportEqualsDeclaration(statement) || !ts.isExternalModuleReference(statement.moduleReference)) return []
    return [statement.moduleReference.expression]
  })
  return new Set(specifiers.flatMap((one) => (one !== undefined && ts.isStringLiteral(one) ? [one.text] : [])))
}

/** A statement, with those of the module that it declares: `declare module 'vega' { … }`. */
function withAmbient(statement: ts.Statement): readonly ts.Statement[] {
  const body = ts.isModuleDeclaration(statement) ? statement.body : undefined
  return body !== undefined && ts.isModuleBlock(body) ? [statement, ...body.statements] : [statement]
}

/** The names of a file that `export { a, b as c }`, `export = a` and `export default a` export. */
function exportedLocals(statement: ts.Statement): readonly string[] {
  if (ts.isExportAssignment(statement)) return ts.isIdentifier(statement.expression) ? [statement.expression.text] : []
  const clause = ts.isExportDeclaration(statement) ? statement.exportClause : undefined
  if (clause === undefined || !ts.isNamedExports(clause)) return []
  return clause.elements.map(({ name, propertyName }) => (propertyName ?? name).text)
}

function importedLocals({ importClause }: ts.ImportDeclaration): readonly string[] {
  const bindings = importClause?.namedBindings
  const named = bindings === undefined ? [] : ts.isNamespaceImport(bindings) ? [bindings] : bindings.elements
  return [importClause, ...named].flatMap((one) => one?.name?.text ?? [])
}

function exportOf(checker: ts.TypeChecker, symbol: ts.Symbol, module: string): readonly PackageExport[] {
  const { flags, declarations } = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  // What leads to a file that was not found, or is not read here, is no type either: those are not exported so.
  if (declarations === undefined || !(flags & ts.SymbolFlags.Value) || symbol.name === 'default') return []
  return [{ name: symbol.name, module, kind: kindOf(flags) }]
}

function kindOf(flags: ts.SymbolFlags): string {
  if (flags & ts.SymbolFlags.Function) return 'function'
  return flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Enum) ? 'class' : 'instance'
}
