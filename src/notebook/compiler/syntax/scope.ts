import { isFunction, isIdentifier, nodeAt, nodesAt, requiredNode } from './ast.ts'
import type { AstNode, IdentifierNode } from './ast.ts'

export type BindingKind = 'const' | 'let' | 'var' | 'function' | 'class' | 'import' | 'local'

/** What a name stands for in the scope that declares it. */
export interface Binding {
  readonly name: string
  readonly kind: BindingKind
  /** Where the name is declared, and the declarator around it. Both tell what is read before it exists. */
  readonly node: AstNode
  readonly initialiser: AstNode | null
}

/** Names declared by one block, function or program. Values and types live apart, as in TypeScript. */
export interface Scope {
  readonly parent: Scope | null
  readonly values: Map<string, Binding>
  readonly types: Set<string>
}

export function openScope(parent: Scope | null): Scope {
  return { parent, values: new Map(), types: new Set() }
}

export function findValue(scope: Scope, name: string): { binding: Binding; scope: Scope } | null {
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const binding = at.values.get(name)
    if (binding) return { binding, scope: at }
  }
  return null
}

/** A type is also named by a class, an enum or a namespace, which are values. */
export function knowsType(scope: Scope, name: string): boolean {
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    if (at.types.has(name) || at.values.has(name)) return true
  }
  return false
}

export function declare(scope: Scope, node: AstNode, kind: BindingKind): void {
  declareName(scope, node, { kind, initialiser: null })
}

/** Declares what a list of statements declares in its own block: everything but `var`. */
export function declareBlock(scope: Scope, statements: readonly AstNode[]): void {
  for (const statement of statements) declareStatement(scope, unwrapExport(statement))
}

/** Declares every `var` below `node`, which rises through blocks but not out of functions. */
export function declareVars(scope: Scope, node: AstNode): void {
  if (isFunction(node) || node.type === 'StaticBlock' || node.type === 'PropertyDefinition') return
  if (node.type === 'TSModuleDeclaration') return
  if (node.type === 'VariableDeclaration') declareVariables(scope, node, node.kind === 'var')
  else for (const child of statementsBelow(node)) declareVars(scope, child)
}

/** Declares every name that a binding pattern introduces. */
export function declarePattern(scope: Scope, pattern: AstNode, kind: BindingKind): void {
  for (const name of patternNames(pattern)) declare(scope, name, kind)
}

export function declareTypeParameters(scope: Scope, node: AstNode): void {
  const list = nodeAt(node, 'typeParameters')
  if (list === null) return
  for (const parameter of nodesAt(list, 'params')) {
    const name = nodeAt(parameter, 'name')
    scope.types.add(isIdentifier(name) ? name.name : String(parameter.name))
  }
}

/** The `arguments` of a function, which nobody writes down. */
export function declareArguments(scope: Scope, node: AstNode): void {
  scope.values.set('arguments', { name: 'arguments', kind: 'local', node, initialiser: null })
}

/** The identifiers that a binding pattern introduces, in source order. */
export function patternNames(pattern: AstNode): readonly IdentifierNode[] {
  if (isIdentifier(pattern)) return [pattern]
  switch (pattern.type) {
    case 'ObjectPattern':
      return nodesAt(pattern, 'properties').flatMap((property) =>
        patternNames(property.type === 'RestElement' ? property : requiredNode(property, 'value')),
      )
    case 'ArrayPattern':
      return nodesAt(pattern, 'elements').flatMap(patternNames)
    case 'AssignmentPattern':
      return patternNames(requiredNode(pattern, 'left'))
    case 'RestElement':
      return patternNames(requiredNode(pattern, 'argument'))
    case 'TSParameterProperty':
      return patternNames(requiredNode(pattern, 'parameter'))
    default:
      return []
  }
}

export function unwrapExport(statement: AstNode): AstNode {
  if (statement.type !== 'ExportNamedDeclaration' && statement.type !== 'ExportDefaultDeclaration') return statement
  return nodeAt(statement, 'declaration') ?? statement
}

function declareStatement(scope: Scope, statement: AstNode): void {
  switch (statement.type) {
    case 'VariableDeclaration':
      return statement.kind === 'var' && statement.declare !== true
        ? undefined
        : declareVariables(scope, statement, true)
    case 'FunctionDeclaration':
      return declareId(scope, statement, 'function')
    case 'ClassDeclaration':
      return declareId(scope, statement, 'class')
    case 'TSEnumDeclaration':
    case 'TSModuleDeclaration':
      return declareId(scope, statement, 'var')
    case 'TSDeclareFunction':
      return statement.declare === true ? declareType(scope, statement) : undefined
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      return declareType(scope, statement)
    case 'ImportDeclaration':
    case 'TSImportEqualsDeclaration':
      return declareImport(scope, statement)
  }
}

function declareVariables(scope: Scope, declaration: AstNode, wanted: boolean): void {
  if (!wanted) return
  const kind = declaration.kind === 'let' || declaration.kind === 'var' ? declaration.kind : 'const'
  for (const declarator of nodesAt(declaration, 'declarations')) {
    for (const name of patternNames(requiredNode(declarator, 'id'))) {
      if (declaration.declare === true) scope.types.add(name.name)
      else declareName(scope, name, { kind, initialiser: nodeAt(declarator, 'init') })
    }
  }
}

function declareImport(scope: Scope, statement: AstNode): void {
  const typeOnly = statement.importKind === 'type'
  const names = statement.type === 'ImportDeclaration' ? nodesAt(statement, 'specifiers') : [statement]
  for (const specifier of names) {
    const local = nodeAt(specifier, 'local') ?? requiredNode(specifier, 'id')
    if (typeOnly || specifier.importKind === 'type') scope.types.add((local as IdentifierNode).name)
    else declare(scope, local, 'import')
  }
}

function declareId(scope: Scope, statement: AstNode, kind: BindingKind): void {
  let id = nodeAt(statement, 'id')
  // `namespace A.B {}` declares `A`.
  while (id?.type === 'TSQualifiedName') id = nodeAt(id, 'left')
  if (!isIdentifier(id)) return
  if (statement.declare === true || isEmptyNamespace(statement)) scope.types.add(id.name)
  else declare(scope, id, kind)
}

function declareType(scope: Scope, statement: AstNode): void {
  scope.types.add((requiredNode(statement, 'id') as IdentifierNode).name)
}

/** A namespace that holds only types leaves nothing at run time. */
function isEmptyNamespace(statement: AstNode): boolean {
  if (statement.type !== 'TSModuleDeclaration') return false
  const body = nodeAt(statement, 'body')
  if (body?.type === 'TSModuleDeclaration') return isEmptyNamespace(body)
  return nodesAt(body ?? statement, 'body').every((inner) => {
    const declared = unwrapExport(inner)
    return declared.declare === true || /^TS(Interface|TypeAlias)Declaration$/.test(declared.type)
  })
}

function declareName(scope: Scope, node: AstNode, facts: Pick<Binding, 'kind' | 'initialiser'>): void {
  const { name } = node as IdentifierNode
  // The first declaration wins: `var x = 1; var x = 2`, merged namespaces, an import that a namespace extends.
  if (!scope.values.has(name)) scope.values.set(name, { name, node, ...facts })
}

function statementsBelow(node: AstNode): readonly AstNode[] {
  const fields = [
    'body',
    'block',
    'handler',
    'finalizer',
    'consequent',
    'alternate',
    'cases',
    'init',
    'left',
    'declaration',
  ]
  return fields.flatMap((field) => {
    const one = nodeAt(node, field)
    return one === null ? nodesAt(node, field) : [one]
  })
}
