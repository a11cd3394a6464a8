import { children, isIdentifier, nodeAt, nodesAt, requiredNode } from './ast.ts'
import type { AstNode, IdentifierNode } from './ast.ts'
import { read } from './name-walk.ts'
import type { At, Visitor, Visitors } from './name-walk.ts'
import {
  declare,
  declareArguments,
  declareBlock,
  declarePattern,
  declareTypeParameters,
  declareVars,
  openScope,
} from './scope.ts'

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
  if (!isMethod) declareArguments(scope, node)
  walk.visitAll([nodeAt(node, 'value')], { scope, late: at.late || (!isMethod && node.static !== true) })
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

/** The nodes of JavaScript and JSX. */
export const valueVisitors: Visitors = {
  Identifier: (walk, node, at) => walk.use(node as IdentifierNode, at, read),
  BlockStatement: visitBody,
  StaticBlock: (walk, node, at) => {
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
}
