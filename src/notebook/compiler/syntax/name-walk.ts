import { children, isFunction, isIdentifier, nodeAt, nodesAt, requiredNode } from './ast.ts'
import type { AstNode, IdentifierNode } from './ast.ts'
import {
  declare,
  declareArguments,
  declareBlock,
  declarePattern,
  declareTypeParameters,
  declareVars,
  findValue,
  knowsType,
  openScope,
} from './scope.ts'
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

export interface At {
  readonly scope: Scope
  readonly late: boolean
}

export interface Use {
  readonly access: Access
  readonly place?: Place
  readonly value?: AstNode | null
  readonly around?: AstNode
  readonly mutates?: boolean
}

export const read: Use = { access: 'read' }

/** What a kind of node does to the names in it. */
export type Visitor = (walk: NameWalk, node: AstNode, at: At) => void
export type Visitors = Readonly<Record<string, Visitor>>

/** Goes through a program and notes every use of a name with the declaration that it means. */
export class NameWalk {
  readonly references: Reference[] = []
  readonly freeTypes = new Set<string>()
  readonly usedTypes = new Set<string>()
  private readonly top: Scope
  private readonly visitors: Visitors

  /** `visitors` know the nodes that are more than the sum of their children. */
  constructor(top: Scope, visitors: Visitors) {
    this.top = top
    this.visitors = visitors
  }

  visit(node: AstNode, at: At): void {
    if (isFunction(node)) return this.visitFunction(node, at)
    const visitor = this.visitors[node.type]
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
    if (node.type !== 'ArrowFunctionExpression') declareArguments(inner.scope, node)
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
