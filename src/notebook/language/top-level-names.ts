import ts from 'typescript'

/** A name that a cell gives to the cells after it. */
export interface TopLevelName {
  readonly name: string
  /** A variable keeps only its type across cells; a declaration (class, enum, type, import, …) keeps all it means. */
  readonly kind: 'variable' | 'declaration'
}

/** The names at the top level of a cell, in order, each once. */
export function topLevelNames(file: ts.SourceFile): readonly TopLevelName[] {
  const names = new Map<string, TopLevelName>()
  const add = (kind: TopLevelName['kind'], name: string): void => void names.set(name, { name, kind })
  for (const statement of file.statements) addStatement(statement, add)
  return [...names.values()]
}

type Add = (kind: TopLevelName['kind'], name: string) => void

function addStatement(statement: ts.Statement, add: Add): void {
  if (ts.isVariableStatement(statement)) {
    for (const { name } of statement.declarationList.declarations) addBinding(name, add)
  } else if (ts.isImportDeclaration(statement)) {
    addImports(statement.importClause, add)
  } else if (isNamedDeclaration(statement) && statement.name !== undefined) {
    add('declaration', statement.name.text)
  }
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

function addBinding(name: ts.BindingName, add: Add): void {
  if (ts.isIdentifier(name)) return add('variable', name.text)
  for (const element of name.elements) if (ts.isBindingElement(element)) addBinding(element.name, add)
}

function addImports(clause: ts.ImportClause | undefined, add: Add): void {
  if (clause?.name !== undefined) add('declaration', clause.name.text)
  const bindings = clause?.namedBindings
  if (bindings === undefined) return
  const named = ts.isNamespaceImport(bindings) ? [bindings] : bindings.elements
  for (const { name } of named) add('declaration', name.text)
}
