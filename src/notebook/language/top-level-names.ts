import ts from 'typescript'
import { analyzeCell } from '../compiler/analyze-cell.ts'

/** A name that a cell gives to the cells after it. */
export interface TopLevelName {
  readonly name: string
  /** Variables keep only their type across cells; a declaration (class, enum, type, import, …) keeps all it means. */
  readonly kind: 'variable' | 'constant' | 'declaration'
  /** Whether the cell exports it itself. */
  readonly exported: boolean
}

/** The names at the top level of a cell, in order, each once. */
export function topLevelNames(file: ts.SourceFile): readonly TopLevelName[] {
  const names = new Map<string, TopLevelName>()
  const exported = new Set(file.statements.flatMap(exportedNames))
  const add = (kind: TopLevelName['kind'], name: string): void =>
    void names.set(name, { name, kind, exported: exported.has(name) })
  for (const statement of file.statements) addStatement(statement, add)
  // What a `var` deep inside a statement defines, by the same analysis with which the cell runs.
  for (const name of analyzeCell(file.text).defs) if (!names.has(name)) add('variable', name)
  return [...names.values()]
}

type Add = (kind: TopLevelName['kind'], name: string) => void

function addStatement(statement: ts.Statement, add: Add): void {
  if (ts.isVariableStatement(statement)) {
    const { flags, declarations } = statement.declarationList
    const kind = flags & ts.NodeFlags.Const ? 'constant' : 'variable'
    for (const { name } of declarations) addBinding(name, (found) => add(kind, found))
  } else if (ts.isImportDeclaration(statement)) {
    addImports(statement.importClause, add)
  } else if (isNamedDeclaration(statement) && statement.name !== undefined) {
    add('declaration', statement.name.text)
  }
}

/** The names that a statement exports under themselves. */
function exportedNames(statement: ts.Statement): readonly string[] {
  if (ts.isExportDeclaration(statement)) {
    const clause = statement.exportClause
    return clause !== undefined && ts.isNamedExports(clause) ? clause.elements.map(({ name }) => name.text) : []
  }
  const modifiers = ts.canHaveModifiers(statement) ? (statement.modifiers ?? []) : []
  const kinds = new Set(modifiers.map(({ kind }) => kind))
  if (!kinds.has(ts.SyntaxKind.ExportKeyword) || kinds.has(ts.SyntaxKind.DefaultKeyword)) return []
  const names: string[] = []
  addStatement(statement, (_, name) => names.push(name))
  return names
}

function isNamedDeclaration(
  statement: ts.Statement,
): statement is ts.Statement & { readonly name?: ts.Identifier | ts.StringLiteral } {
  return (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isModuleDeclaration(statement)
  )
}

function addBinding(name: ts.BindingName, add: (name: string) => void): void {
  if (ts.isIdentifier(name)) return add(name.text)
  for (const element of name.elements) if (ts.isBindingElement(element)) addBinding(element.name, add)
}

function addImports(clause: ts.ImportClause | undefined, add: Add): void {
  if (clause?.name !== undefined) add('declaration', clause.name.text)
  const bindings = clause?.namedBindings
  if (bindings === undefined) return
  const named = ts.isNamespaceImport(bindings) ? [bindings] : bindings.elements
  for (const { name } of named) add('declaration', name.text)
}
