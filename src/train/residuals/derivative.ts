import type { Expression } from './expression.ts'
import { simplified } from './simplified.ts'

/** ∂(expression)/∂(coordinate number `axis`) of an expression of coordinates and constants. */
export function derivative(expression: Expression, axis: number): Expression {
  return withoutZeros(simplified(slopeOf(expression, axis)))
}

function slopeOf(node: Expression, axis: number): Expression {
  switch (node.kind) {
    case 'input':
      return constant(node.axis === axis ? 1 : 0)
    case 'unary':
      return binary('mul', unarySlopes[node.op](node.argument), derivative(node.argument, axis))
    case 'binary':
      return binarySlopes[node.op](node, derivative(node.left, axis), derivative(node.right, axis))
    case 'constant':
    case 'parameter':
    case 'partial':
      return constant(0)
  }
}

type Unary = (Expression & { readonly kind: 'unary' })['op']
type Binary = Expression & { readonly kind: 'binary' }

/** dσ/dx */
const unarySlopes: Readonly<Record<Unary, (x: Expression) => Expression>> = {
  neg: () => constant(-1),
  sin: (x) => unary('cos', x),
  cos: (x) => unary('neg', unary('sin', x)),
  exp: (x) => unary('exp', x),
  log: (x) => binary('div', constant(1), x),
  tanh: (x) => binary('sub', constant(1), binary('pow', unary('tanh', x), constant(2))),
  sqrt: (x) => binary('div', constant(0.5), unary('sqrt', x)),
  abs: (x) => binary('div', x, unary('abs', x)),
}

/** From the operands x and y and their slopes. */
const binarySlopes: Readonly<Record<Binary['op'], (of: Binary, dx: Expression, dy: Expression) => Expression>> = {
  add: (_, dx, dy) => binary('add', dx, dy),
  sub: (_, dx, dy) => binary('sub', dx, dy),
  mul: ({ left, right }, dx, dy) => binary('add', binary('mul', dx, right), binary('mul', left, dy)),
  div: ({ left, right }, dx, dy) =>
    binary('sub', binary('div', dx, right), binary('div', binary('mul', left, dy), binary('mul', right, right))),
  pow(of, dx, dy) {
    const { left, right } = of
    const inBase = binary('mul', binary('mul', right, binary('pow', left, binary('sub', right, constant(1)))), dx)
    // Where the exponent does not change, the base may be negative.
    return isZero(dy) ? inBase : binary('add', inBase, binary('mul', binary('mul', of, unary('log', left)), dy))
  },
}

/** Products with 0 and sums with 0, which would grow with every derivative, and make NaN of 0 · ∞. */
function withoutZeros(node: Expression): Expression {
  if (node.kind === 'unary') return { ...node, argument: withoutZeros(node.argument) }
  if (node.kind !== 'binary') return node
  const [left, right] = [withoutZeros(node.left), withoutZeros(node.right)]
  const { op } = node
  if ((op === 'mul' && (isZero(left) || isZero(right))) || (op === 'div' && isZero(left))) return constant(0)
  if (isZero(right) && (op === 'add' || op === 'sub')) return left
  if (isZero(left) && op === 'add') return right
  return { ...node, left, right }
}

function isZero(node: Expression): boolean {
  return node.kind === 'constant' && node.value === 0
}

function constant(value: number): Expression {
  return { kind: 'constant', value }
}

function unary(op: Unary, argument: Expression): Expression {
  return { kind: 'unary', op, argument }
}

function binary(op: Binary['op'], left: Expression, right: Expression): Expression {
  return { kind: 'binary', op, left, right }
}
