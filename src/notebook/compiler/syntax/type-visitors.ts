import { children, isIdentifier, nodeAt, nodesAt, requiredNode } from './ast.ts'
import type { AstNode } from './ast.ts'
import { read } from './name-walk.ts'
import type { At, Visitor, Visitors } from './name-walk.ts'
import { declare, declareTypeParameters, declareVars, openScope } from './scope.ts'
import type { Scope } from './scope.ts'

const visitTypeScope: Visitor = (walk, node, at) => {
  const inner: At = { ...at, scope: openScope(at.scope) }
  declareTypeParameters(inner.scope, node)
  for (const parameter of [...nodesAt(node, 'params'), ...nodesAt(node, 'parameters')]) {
    walk.visitAll(children(parameter), inner)
  }
  const fields = ['typeParameters', 'returnType', 'typeAnnotation', 'body']
  walk.visitAll([...nodesAt(node, 'extends'), ...fields.map((field) => nodeAt(node, field))], inner)
}

/** The nodes that TypeScript adds, those with values (enums, namespaces) included. */
export const typeVisitors: Visitors = {
  TSModuleBlock: (walk, node, at) => {
    const scope = openScope(at.scope)
    for (const statement of nodesAt(node, 'body')) declareVars(scope, statement)
    walk.visitBlock(nodesAt(node, 'body'), { ...at, scope })
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

/** `infer U` in the condition of a conditional type names a type for its branches. */
function declareInferred(scope: Scope, node: AstNode): void {
  if (node.type === 'TSInferType') {
    const name = nodeAt(requiredNode(node, 'typeParameter'), 'name')
    if (isIdentifier(name)) scope.types.add(name.name)
  }
  for (const child of children(node)) declareInferred(scope, child)
}
