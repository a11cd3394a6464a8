import { parseSync } from 'oxc-parser'
import type { Expression } from './expression.ts'
import { constantExpression, fieldExpression } from './field-names.ts'
import type { Vocabulary } from './vocabulary.ts'

/** A residual as users write it: a function of fields and constants that returns a number. */
export type ResidualFunction = (fields: never, constants: never) => number

/**
 * The expression that the text of a function stands for, or null where it uses what no expression has: variables from
 * outside, calls of other functions, conditions, loops.
 *
 * Names that the function takes from its arguments must be known. @throws InputError `train/unknown-field`
 */
export function parseResidual(source: ResidualFunction, vocabulary: Vocabulary): Expression | null {
  // In parentheses, so that a function without a name is an expression too.
  const { program, errors } = parseSync('residual.js', `(${source.toString()})`)
  if (errors.length > 0) return null
  const [statement] = program.body as unknown as readonly Syntax[]
  const found = unwrapped(child(statement, 'expression'))
  if (found?.type !== 'ArrowFunctionExpression' && found?.type !== 'FunctionExpression') return null
  if (found.async === true || found.generator === true) return null
  try {
    return readBody(child(found, 'body'), scopeOf(list(found, 'params'), vocabulary))
  } catch (error) {
    if (error instanceof NotAnExpression) return null
    throw error
  }
}

class NotAnExpression extends Error {}

interface Syntax {
  readonly type: string
  readonly [field: string]: unknown
}

type Meaning = (name: string) => Expression

/** What names mean in the function. */
interface Scope {
  /** Of arguments that were taken apart, and of local constants. */
  readonly names: Map<string, Expression>
  /** Of the properties of arguments that were not. */
  readonly objects: ReadonlyMap<string, Meaning>
}

function scopeOf(parameters: readonly Syntax[], vocabulary: Vocabulary): Scope {
  const meanings: readonly Meaning[] = [
    (name) => fieldExpression(name, vocabulary),
    (name) => constantExpression(name, vocabulary),
  ]
  const names = new Map<string, Expression>()
  const objects = new Map<string, Meaning>()
  for (const [i, parameter] of parameters.entries()) {
    const meaning = meanings.at(i)
    if (meaning === undefined) throw new NotAnExpression()
    if (parameter.type === 'Identifier') objects.set(String(parameter.name), meaning)
    else takeApart(parameter, meaning, names)
  }
  return { names, objects }
}

function takeApart(pattern: Syntax, meaning: Meaning, names: Map<string, Expression>): void {
  if (pattern.type !== 'ObjectPattern') throw new NotAnExpression()
  for (const property of list(pattern, 'properties')) {
    const [key, value] = [child(property, 'key'), child(property, 'value')]
    if (property.computed === true || key?.type !== 'Identifier' || value?.type !== 'Identifier') {
      throw new NotAnExpression()
    }
    names.set(String(value.name), meaning(String(key.name)))
  }
}

/** `const` declarations and one `return`, or just an expression. */
function readBody(body: Syntax | null, scope: Scope): Expression {
  if (body?.type !== 'BlockStatement') return read(body, scope)
  const statements = list(body, 'body')
  for (const statement of statements.slice(0, -1)) {
    if (statement.type !== 'VariableDeclaration' || statement.kind !== 'const') throw new NotAnExpression()
    for (const one of list(statement, 'declarations')) {
      const name = child(one, 'id')
      if (name?.type !== 'Identifier') throw new NotAnExpression()
      scope.names.set(String(name.name), read(child(one, 'init'), scope))
    }
  }
  const last = statements.at(-1)
  if (last?.type !== 'ReturnStatement') throw new NotAnExpression()
  return read(child(last, 'argument'), scope)
}

function read(node: Syntax | null, scope: Scope): Expression {
  const reader = node === null ? undefined : readers[node.type]
  const expression = reader?.(node!, scope) ?? null
  if (expression === null) throw new NotAnExpression()
  return expression
}

/** By the type of node; null for what no expression has. */
const readers: Readonly<Record<string, (node: Syntax, scope: Scope) => Expression | null>> = {
  ParenthesizedExpression: (node, scope) => read(child(node, 'expression'), scope),
  Literal: ({ value }) => (typeof value === 'number' ? { kind: 'constant', value } : null),
  Identifier: ({ name }, { names }) => names.get(String(name)) ?? null,
  UnaryExpression(node, scope) {
    if (node.operator !== '-' && node.operator !== '+') return null
    const argument = read(child(node, 'argument'), scope)
    return node.operator === '-' ? { kind: 'unary', op: 'neg', argument } : argument
  },
  BinaryExpression(node, scope) {
    const op = operators.get(String(node.operator))
    if (op === undefined) return null
    return { kind: 'binary', op, left: read(child(node, 'left'), scope), right: read(child(node, 'right'), scope) }
  },
  MemberExpression(node, { objects }) {
    const [object, name] = memberNames(node)
    const meaning = objects.get(object)
    if (meaning !== undefined) return meaning(name)
    const value = object === 'Math' ? (Math as unknown as Record<string, unknown>)[name] : undefined
    return typeof value === 'number' ? { kind: 'constant', value } : null
  },
  CallExpression(node, scope) {
    const callee = child(node, 'callee')
    if (callee?.type !== 'MemberExpression') return null
    const [object, name] = memberNames(callee)
    const [left, right, ...others] = list(node, 'arguments').map((argument) => read(argument, scope))
    if (object !== 'Math' || left === undefined || others.length > 0) return null
    if (right !== undefined) return name === 'pow' ? { kind: 'binary', op: 'pow', left, right } : null
    const op = functions.find((one) => one === name)
    return op === undefined ? null : { kind: 'unary', op, argument: left }
  },
}

/** `object.name`. */
function memberNames(node: Syntax): readonly [string, string] {
  const [owner, property] = [child(node, 'object'), child(node, 'property')]
  if (owner?.type !== 'Identifier' || property?.type !== 'Identifier' || node.computed === true) {
    throw new NotAnExpression()
  }
  return [String(owner.name), String(property.name)]
}

const operators = new Map([
  ['+', 'add'],
  ['-', 'sub'],
  ['*', 'mul'],
  ['/', 'div'],
  ['**', 'pow'],
] as const satisfies readonly (readonly [string, string])[]) as ReadonlyMap<
  string,
  'add' | 'sub' | 'mul' | 'div' | 'pow'
>

const functions = ['sin', 'cos', 'exp', 'log', 'tanh', 'sqrt', 'abs'] as const

function unwrapped(node: Syntax | null): Syntax | null {
  return node?.type === 'ParenthesizedExpression' ? unwrapped(child(node, 'expression')) : node
}

function child(node: Syntax, field: string): Syntax | null {
  const value = node[field]
  return typeof value === 'object' && value !== null && 'type' in value ? (value as Syntax) : null
}

function list(node: Syntax, field: string): readonly Syntax[] {
  const value = node[field]
  return Array.isArray(value) ? (value as readonly Syntax[]) : []
}
