import { children, isFunction, isIdentifier, nodeAt, nodesAt, requiredNode } from './ast.ts'
import type { AstNode, IdentifierNode } from './ast.ts'
import { declare, declareBlock, declarePattern, declareVars, findValue, knowsType, openScope } from './scope.ts'
import type { Binding, Scope } from './scope.ts'

export type Access = 'read' | 'write' | 'update' | 'declare'

/** What stands around a name, where that decides how the name may be rewritten. */
export type Place =
  | 'plain'
  /** `{ a }`: the same characters are key and value. */
  | 'shorthand'
  /** `a()` and tagged templates: a member expression there would pass a `this`. */
  | 'callee'
  /** `typeof a`, which must not throw for a missing name. */
  | 'typeof'

/** One use of a name. */
export interface Reference {
  readonly node: IdentifierNode
  readonly access: Access
  readonly place: Place
  /** Whether the object behind the name is changed: `a.b = 1`, `a[0]++`, `delete a.b`. */
  readonly mutates: boolean
  /** Inside a function, so that it happens when that is called, not when the cell passes here. */
  readonly late: boolean
  /** The expression whose value goes into the name, if one does. */
  readonly value: AstNode | null
  /** `typeof a` as a whole, for `place` `typeof`. */
  readonly around: AstNode
  /** Null for a name that the cell does not declare. */
  readonly binding: Binding | null
  /** Whether `binding` belongs to the top level of the cell. */
  readonly topLevel: boolean
}

export interface ResolvedNames {
  readonly top: Scope
  readonly references: readonly Reference[]
  /** Names used as types that the cell does not declare. */
  readonly freeTypes: readonly string[]
  /** Names used as types, whoever declares them. */
  readonly usedTypes: ReadonlySet<string>
}

interface At {
  readonly scope: Scope
  readonly late: boolean
}

interface Use {
  readonly access: Access
  readonly place?: Place
  readonly value?: AstNode | null
  readonly around?: AstNode
  readonly mutates?: boolean
}

const read: Use = { access: 'read' }

/** Finds, for every name in a program, the declaration that it means. JavaScript and TypeScript, values and types. */
export function resolveNames(program: AstNode): ResolvedNames {
  const top = openScope(null)
  const walk = new NameWalk(top)
  declareVars(top, program)
  declareBlock(top, nodesAt(program, 'body'))
  for (const statement of nodesAt(program, 'body')) walk.visit(statement, { scope: top, late: false })
  return { top, references: walk.references, freeTypes: [...walk.freeTypes], usedTypes: walk.usedTypes }
}

class NameWalk {
  readonly references: Reference[] = []
  readonly freeTypes = new Set<string>()
  readonly usedTypes = new Set<string>()
  private readonly top: Scope

  constructor(top: Scope) {
    this.top = top
  }

  visit(node: AstNode, at: At): void {
    if (isFunction(node)) return this.visitFunction(node, at)
    const visitor = visitors[node.type]
    if (visitor) visitor(this, node, at)
    else for (const child of children(node)) this.visit(child, at)
  }

  visitAll(nodes: readonly (AstNode | null)[], at: At): void {
    for (const node of nodes) if (node !== null) this.visit(node, at)
  }

  use(node: IdentifierNode, at: At, use: Use): void {
    const found = findValue(at.scope, node.name)
    this.references.push({
      node,
      access: use.access,
      place: use.place ?? 'plain',
      mutates: use.mutates ?? false,
      late: at.late,
      value: use.value ?? null,
      around: use.around ?? node,
      binding: found?.binding ?? null,
      topLevel: found?.scope === this.top,
    })
    this.visitAll(children(node), at)
  }

  useType(node: AstNode | null, at: At): void {
    let leftmost = node
    while (leftmost?.type === 'TSQualifiedName' || leftmost?.type === 'MemberExpression') {
      leftmost = nodeAt(leftmost, leftmost.type === 'TSQualifiedName' ? 'left' : 'object')
    }
    if (!isIdentifier(leftmost)) return
    this.usedTypes.add(leftmost.name)
    if (!knowsType(at.scope, leftmost.name)) this.freeTypes.add(leftmost.name)
  }

  /** A binding or assignment pattern; `use` says what happens to its names. */
  visitPattern(pattern: AstNode, at: At, use: Use): void {
    switch (pattern.type) {
      case 'Identifier':
        return this.use(pattern as IdentifierNode, at, use)
      case 'ObjectPattern':
        for (const property of nodesAt(pattern, 'properties')) this.visitPatternProperty(property, at, use)
        break
      case 'ArrayPattern':
        for (const element of nodesAt(pattern, 'elements')) this.visitPattern(element, at, { access: use.access })
        break
      case 'AssignmentPattern':
        this.visitPattern(requiredNode(pattern, 'left'), at, { ...use, value: nodeAt(pattern, 'right') })
        return this.visit(requiredNode(pattern, 'right'), at)
      case 'RestElement':
        this.visitPattern(requiredNode(pattern, 'argument'), at, { access: use.access })
        break
      case 'TSParameterProperty':
        this.visitAll(nodesAt(pattern, 'decorators'), at)
        return this.visitPattern(requiredNode(pattern, 'parameter'), at, use)
      default:
        return this.visitChanged(pattern, at, use.access === 'declare' ? 'write' : use.access)
    }
    this.visitAll([...nodesAt(pattern, 'decorators'), nodeAt(pattern, 'typeAnnotation')], at)
  }

  /** The target of an assignment, an update or a deletion that is not a pattern: `a.b.c`, `a!.b`, `(a as B)`. */
  visitChanged(target: AstNode, at: At, access: Access): void {
    if (isIdentifier(target)) return this.use(target, at, { access })
    if (/^TS(As|Satisfies|NonNull|TypeAssertion)/.test(target.type) && target.type !== 'TSTypeReference') {
      this.visitAll([nodeAt(target, 'typeAnnotation')], at)
      return this.visitChanged(requiredNode(target, 'expression'), at, access)
    }
    this.visitMutated(target, at)
  }

  visitFunction(node: AstNode, at: At): void {
    const scope = openScope(at.scope)
    const id = nodeAt(node, 'id')
    if (node.type === 'FunctionExpression' && id !== null) declare(scope, id, 'local')
    const inner: At = { scope: openScope(scope), late: true }
    if (node.type !== 'ArrowFunctionExpression') inner.scope.values.set('arguments', implicit(node))
    declareTypeParameters(inner.scope, node)
    const parameters = nodesAt(node, 'params')
    for (const parameter of parameters) declarePattern(inner.scope, parameter, 'local')
    this.visitAll([nodeAt(node, 'typeParameters'), nodeAt(node, 'returnType')], inner)
    for (const parameter of parameters) this.visitPattern(parameter, inner, { access: 'declare' })
    const body = nodeAt(node, 'body')
    if (body?.type !== 'BlockStatement') return this.visitAll([body], inner)
    // Parameter defaults do not see the variables of the body.
    const bodyAt: At = { scope: openScope(inner.scope), late: true }
    declareVars(bodyAt.scope, body)
    declareBlock(bodyAt.scope, nodesAt(body, 'body'))
    this.visitAll(nodesAt(body, 'body'), bodyAt)
  }

  visitBlock(statements: readonly AstNode[], at: At): void {
    const inner: At = { ...at, scope: openScope(at.scope) }
    declareBlock(inner.scope, statements)
    this.visitAll(statements, inner)
  }

  private visitPatternProperty(property: AstNode, at: At, use: Use): void {
    if (property.type === 'RestElement') return this.visitPattern(property, at, { access: use.access })
    if (property.computed === true) this.visit(requiredNode(property, 'key'), at)
    const place = property.shorthand === true ? 'shorthand' : 'plain'
    this.visitPattern(requiredNode(property, 'value'), at, { access: use.access, place })
  }

  private visitMutated(target: AstNode, at: At): void {
    let root = target
    while (root.type === 'MemberExpression' || root.type === 'TSNonNullExpression' || root.type === 'ChainExpression') {
      if (root.computed === true) this.visit(requiredNode(root, 'property'), at)
      root = requiredNode(root, root.type === 'MemberExpression' ? 'object' : 'expression')
    }
    if (isIdentifier(root)) this.use(root, at, { access: 'read', mutates: true })
    else this.visit(root, at)
  }
}

type Visitor = (walk: NameWalk, node: AstNode, at: At) => void

const visitBody: Visitor = (walk, node, at) => walk.visitBlock(nodesAt(node, 'body'), at)

const visitLoop: Visitor = (walk, node, at) => {
  const inner: At = { ...at, scope: openScope(at.scope) }
  const head = nodeAt(node, node.type === 'ForStatement' ? 'init' : 'left')
  if (head !== null) declareBlock(inner.scope, [head])
  if (node.type === 'ForStatement') walk.visitAll([head, nodeAt(node, 'test'), nodeAt(node, 'update')], inner)
  else {
    if (head?.type === 'VariableDeclaration') walk.visit(head, inner)
    else if (head !== null) walk.visitPattern(head, inner, { access: 'write' })
    walk.visit(requiredNode(node, 'right'), inner)
  }
  walk.visit(requiredNode(node, 'body'), inner)
}

const visitClass: Visitor = (walk, node, at) => {
  walk.visitAll(nodesAt(node, 'decorators'), at)
  const inner: At = { ...at, scope: openScope(at.scope) }
  const id = nodeAt(node, 'id')
  if (id !== null) declare(inner.scope, id, 'local')
  declareTypeParameters(inner.scope, node)
  walk.visitAll([nodeAt(node, 'typeParameters'), nodeAt(node, 'superClass'), nodeAt(node, 'superTypeArguments')], inner)
  walk.visitAll([...nodesAt(node, 'implements'), nodeAt(node, 'body')], inner)
}

/** Methods, fields and accessors. What an instance field computes waits for an instance. */
const visitMember: Visitor = (walk, node, at) => {
  walk.visitAll(nodesAt(node, 'decorators'), at)
  if (node.computed === true) walk.visit(requiredNode(node, 'key'), at)
  walk.visitAll([nodeAt(node, 'typeAnnotation')], at)
  const scope = openScope(at.scope)
  const isMethod = /Method/.test(node.type)
  if (!isMethod) scope.values.set('arguments', implicit(node))
  walk.visitAll([nodeAt(node, 'value')], { scope, late: at.late || (!isMethod && node.static !== true) })
}

const visitTypeScope: Visitor = (walk, node, at) => {
  const inner: At = { ...at, scope: openScope(at.scope) }
  declareTypeParameters(inner.scope, node)
  for (const parameter of [...nodesAt(node, 'params'), ...nodesAt(node, 'parameters')]) {
    walk.visitAll(children(parameter), inner)
  }
  const fields = ['typeParameters', 'returnType', 'typeAnnotation', 'body']
  walk.visitAll([...nodesAt(node, 'extends'), ...fields.map((field) => nodeAt(node, field))], inner)
}

const visitNothing: Visitor = () => {}

const visitCallee =
  (field: string): Visitor =>
  (walk, node, at) => {
    const callee = requiredNode(node, field)
    if (isIdentifier(callee)) walk.use(callee, at, { access: 'read', place: 'callee' })
    else walk.visit(callee, at)
    walk.visitAll(
      children(node).filter((child) => child !== callee),
      at,
    )
  }

const visitors: Readonly<Record<string, Visitor>> = {
  Identifier: (walk, node, at) => walk.use(node as IdentifierNode, at, read),
  BlockStatement: visitBody,
  StaticBlock: (walk, node, at) => {
    const scope = openScope(at.scope)
    for (const statement of nodesAt(node, 'body')) declareVars(scope, statement)
    walk.visitBlock(nodesAt(node, 'body'), { ...at, scope })
  },
  TSModuleBlock: (walk, node, at) => {
    const scope = openScope(at.scope)
    for (const statement of nodesAt(node, 'body')) declareVars(scope, statement)
    walk.visitBlock(nodesAt(node, 'body'), { ...at, scope })
  },
  ForStatement: visitLoop,
  ForInStatement: visitLoop,
  ForOfStatement: visitLoop,
  SwitchStatement: (walk, node, at) => {
    walk.visit(requiredNode(node, 'discriminant'), at)
    const inner: At = { ...at, scope: openScope(at.scope) }
    const cases = nodesAt(node, 'cases')
    for (const one of cases) declareBlock(inner.scope, nodesAt(one, 'consequent'))
    walk.visitAll(cases, inner)
  },
  CatchClause: (walk, node, at) => {
    const inner: At = { ...at, scope: openScope(at.scope) }
    const parameter = nodeAt(node, 'param')
    if (parameter !== null) {
      declarePattern(inner.scope, parameter, 'local')
      walk.visitPattern(parameter, inner, { access: 'declare' })
    }
    walk.visit(requiredNode(node, 'body'), inner)
  },
  ClassDeclaration: (walk, node, at) => (node.declare === true ? undefined : visitClass(walk, node, at)),
  ClassExpression: visitClass,
  MethodDefinition: visitMember,
  PropertyDefinition: visitMember,
  AccessorProperty: visitMember,
  TSAbstractMethodDefinition: visitMember,
  TSAbstractPropertyDefinition: visitMember,
  TSAbstractAccessorProperty: visitMember,
  VariableDeclarator: (walk, node, at) => {
    const value = nodeAt(node, 'init')
    walk.visitPattern(requiredNode(node, 'id'), at, { access: 'declare', value })
    walk.visitAll([value], at)
  },
  VariableDeclaration: (walk, node, at) => {
    if (node.declare !== true) return walk.visitAll(nodesAt(node, 'declarations'), at)
    for (const declarator of nodesAt(node, 'declarations')) walk.visitAll(children(requiredNode(declarator, 'id')), at)
  },
  AssignmentExpression: (walk, node, at) => {
    const value = requiredNode(node, 'right')
    const access = node.operator === '=' ? 'write' : 'update'
    walk.visitPattern(requiredNode(node, 'left'), at, { access, value })
    walk.visit(value, at)
  },
  UpdateExpression: (walk, node, at) => walk.visitChanged(requiredNode(node, 'argument'), at, 'update'),
  UnaryExpression: (walk, node, at) => {
    const argument = requiredNode(node, 'argument')
    if (node.operator === 'delete') return walk.visitChanged(argument, at, 'read')
    if (node.operator !== 'typeof' || !isIdentifier(argument)) return walk.visit(argument, at)
    walk.use(argument, at, { access: 'read', place: 'typeof', around: node })
  },
  CallExpression: visitCallee('callee'),
  TaggedTemplateExpression: visitCallee('tag'),
  MemberExpression: (walk, node, at) => {
    walk.visit(requiredNode(node, 'object'), at)
    if (node.computed === true) walk.visit(requiredNode(node, 'property'), at)
  },
  Property: (walk, node, at) => {
    if (node.computed === true) walk.visit(requiredNode(node, 'key'), at)
    const value = requiredNode(node, 'value')
    if (node.shorthand === true && isIdentifier(value)) walk.use(value, at, { access: 'read', place: 'shorthand' })
    else walk.visit(value, at)
  },
  LabeledStatement: (walk, node, at) => walk.visit(requiredNode(node, 'body'), at),
  BreakStatement: visitNothing,
  ContinueStatement: visitNothing,
  MetaProperty: visitNothing,
  ImportDeclaration: visitNothing,
  ExportAllDeclaration: visitNothing,
  // `export { a as b }` names what is there already; `export { a } from 'm'` names nothing here.
  ExportSpecifier: visitNothing,
  JSXAttribute: (walk, node, at) => walk.visitAll([nodeAt(node, 'value')], at),
  JSXClosingElement: visitNothing,
  JSXOpeningElement: (walk, node, at) => {
    let tag: AstNode | null = requiredNode(node, 'name')
    const isMember = tag.type === 'JSXMemberExpression'
    while (tag?.type === 'JSXMemberExpression') tag = nodeAt(tag, 'object')
    const name = typeof tag?.name === 'string' ? tag.name : ''
    if (tag !== null && (isMember || /^[A-Z_$]/.test(name))) walk.use(tag as IdentifierNode, at, read)
    walk.visitAll([nodeAt(node, 'typeArguments'), ...nodesAt(node, 'attributes')], at)
  },

  TSEnumDeclaration: (walk, node, at) => {
    if (node.declare === true) return
    const members = nodesAt(requiredNode(node, 'body'), 'members')
    const scope = openScope(at.scope)
    for (const member of members) {
      const id = requiredNode(member, 'id')
      if (isIdentifier(id)) declare(scope, id, 'local')
    }
    for (const member of members) walk.visitAll([nodeAt(member, 'initializer')], { ...at, scope })
  },
  TSModuleDeclaration: (walk, node, at) =>
    node.declare === true ? undefined : walk.visitAll([nodeAt(node, 'body')], at),
  TSImportEqualsDeclaration: (walk, node, at) => {
    let target = nodeAt(node, 'moduleReference')
    while (target?.type === 'TSQualifiedName') target = nodeAt(target, 'left')
    if (isIdentifier(target)) walk.use(target, at, read)
  },
  TSTypeReference: (walk, node, at) => {
    walk.useType(nodeAt(node, 'typeName'), at)
    walk.visitAll([nodeAt(node, 'typeArguments')], at)
  },
  TSTypeQuery: (walk, node, at) => {
    walk.useType(nodeAt(node, 'exprName'), at)
    walk.visitAll([nodeAt(node, 'typeArguments')], at)
  },
  TSClassImplements: (walk, node, at) => {
    walk.useType(nodeAt(node, 'expression'), at)
    walk.visitAll([nodeAt(node, 'typeArguments')], at)
  },
  TSInterfaceHeritage: (walk, node, at) => {
    walk.useType(nodeAt(node, 'expression'), at)
    walk.visitAll([nodeAt(node, 'typeArguments')], at)
  },
  TSTypeParameter: (walk, node, at) => walk.visitAll([nodeAt(node, 'constraint'), nodeAt(node, 'default')], at),
  TSConditionalType: (walk, node, at) => {
    const inner: At = { ...at, scope: openScope(at.scope) }
    declareInferred(inner.scope, requiredNode(node, 'extendsType'))
    walk.visitAll(children(node), inner)
  },
  TSMappedType: (walk, node, at) => {
    const inner: At = { ...at, scope: openScope(at.scope) }
    inner.scope.types.add(String(nodeAt(node, 'key')?.name))
    const fields = ['constraint', 'nameType', 'typeAnnotation']
    walk.visitAll(
      fields.map((field) => nodeAt(node, field)),
      inner,
    )
  },
  TSTypePredicate: (walk, node, at) => walk.visitAll([nodeAt(node, 'typeAnnotation')], at),
  TSNamedTupleMember: (walk, node, at) => walk.visitAll([nodeAt(node, 'elementType')], at),
  TSImportType: (walk, node, at) => walk.visitAll([nodeAt(node, 'typeArguments')], at),
  TSPropertySignature: (walk, node, at) => walk.visitAll([nodeAt(node, 'typeAnnotation')], at),
  TSInterfaceDeclaration: visitTypeScope,
  TSTypeAliasDeclaration: visitTypeScope,
  TSFunctionType: visitTypeScope,
  TSConstructorType: visitTypeScope,
  TSMethodSignature: visitTypeScope,
  TSCallSignatureDeclaration: visitTypeScope,
  TSConstructSignatureDeclaration: visitTypeScope,
  TSIndexSignature: visitTypeScope,
}

function declareTypeParameters(scope: Scope, node: AstNode): void {
  const list = nodeAt(node, 'typeParameters')
  if (list === null) return
  for (const parameter of nodesAt(list, 'params')) {
    const name = nodeAt(parameter, 'name')
    scope.types.add(isIdentifier(name) ? name.name : String(parameter.name))
  }
}

/** `infer U` in the condition of a conditional type names a type for its branches. */
function declareInferred(scope: Scope, node: AstNode): void {
  if (node.type === 'TSInferType') {
    const name = nodeAt(requiredNode(node, 'typeParameter'), 'name')
    if (isIdentifier(name)) scope.types.add(name.name)
  }
  for (const child of children(node)) declareInferred(scope, child)
}

function implicit(node: AstNode): Binding {
  return { name: 'arguments', kind: 'local', node, initialiser: null }
}
