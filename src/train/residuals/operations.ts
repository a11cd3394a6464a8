import type { Expression } from './expression.ts'

type Name = (Expression & { readonly kind: 'unary' | 'binary' })['op']

/** One operation on arrays of equal length, with the arrays that take adjoints where somebody asks for them. */
export interface Operation {
  readonly op: Name
  readonly result: Float64Array
  readonly left: Float64Array
  /** That of `left` if the operation has one operand. */
  readonly right: Float64Array
  readonly resultAdjoint: Float64Array | null
  readonly leftAdjoint: Float64Array | null
  readonly rightAdjoint: Float64Array | null
}

interface Rule {
  readonly value: (x: number, y: number) => number
  /** ∂value/∂x; v is the value. */
  readonly left: (x: number, y: number, v: number) => number
  /** ∂value/∂y. */
  readonly right: (x: number, y: number, v: number) => number
}

/** Fills `result`. */
export function forward({ op, result, left, right }: Operation): void {
  loops[op].forward(result, left, right)
}

/** Adds what `resultAdjoint` says to the adjoints of the operands. */
export function backward({ op, result, left, right, resultAdjoint, leftAdjoint, rightAdjoint }: Operation): void {
  if (resultAdjoint === null) return
  const at = { result, left, right, adjoint: resultAdjoint }
  if (leftAdjoint !== null) loops[op].toLeft(at, leftAdjoint)
  if (rightAdjoint !== null) loops[op].toRight(at, rightAdjoint)
}

interface Loops {
  forward(result: Float64Array, left: Float64Array, right: Float64Array): void
  toLeft(at: Reverse, sum: Float64Array): void
  toRight(at: Reverse, sum: Float64Array): void
}

interface Reverse {
  readonly result: Float64Array
  readonly left: Float64Array
  readonly right: Float64Array
  readonly adjoint: Float64Array
}

const none = (): number => 0

const rules: Readonly<Record<Name, Rule>> = {
  add: { value: (x, y) => x + y, left: () => 1, right: () => 1 },
  sub: { value: (x, y) => x - y, left: () => 1, right: () => -1 },
  mul: { value: (x, y) => x * y, left: (_, y) => y, right: (x) => x },
  div: { value: (x, y) => x / y, left: (_, y) => 1 / y, right: (_, y, v) => -v / y },
  pow: {
    value: (x, y) => x ** y,
    left: (x, y) => (y === 0 ? 0 : y * x ** (y - 1)),
    right: (x, _, v) => (v === 0 ? 0 : v * Math.log(x)),
  },
  neg: { value: (x) => -x, left: () => -1, right: none },
  sin: { value: Math.sin, left: Math.cos, right: none },
  cos: { value: Math.cos, left: (x) => -Math.sin(x), right: none },
  exp: { value: Math.exp, left: (_x, _y, v) => v, right: none },
  log: { value: Math.log, left: (x) => 1 / x, right: none },
  tanh: { value: Math.tanh, left: (_x, _y, v) => 1 - v * v, right: none },
  sqrt: { value: Math.sqrt, left: (_x, _y, v) => 0.5 / v, right: none },
  abs: { value: Math.abs, left: Math.sign, right: none },
}

/** The commonest by hand: loops that share their text call their rule at each point, which takes several times as long. */
const loops: Readonly<Record<Name, Loops>> = {
  ...(Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, loopsOf(rule)])) as Record<Name, Loops>),
  add: {
    forward(result, x, y) {
      for (let i = 0; i < result.length; i++) result[i] = x[i] + y[i]
    },
    toLeft: ({ adjoint }, sum) => addTo(sum, adjoint, 1),
    toRight: ({ adjoint }, sum) => addTo(sum, adjoint, 1),
  },
  sub: {
    forward(result, x, y) {
      for (let i = 0; i < result.length; i++) result[i] = x[i] - y[i]
    },
    toLeft: ({ adjoint }, sum) => addTo(sum, adjoint, 1),
    toRight: ({ adjoint }, sum) => addTo(sum, adjoint, -1),
  },
  mul: {
    forward(result, x, y) {
      for (let i = 0; i < result.length; i++) result[i] = x[i] * y[i]
    },
    toLeft: ({ right, adjoint }, sum) => addProduct(sum, adjoint, right),
    toRight: ({ left, adjoint }, sum) => addProduct(sum, adjoint, left),
  },
}

function addTo(sum: Float64Array, x: Float64Array, factor: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] += factor * x[i]
}

function addProduct(sum: Float64Array, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] += x[i] * y[i]
}

/** The loops of one rule. */
function loopsOf({ value, left, right }: Rule): Loops {
  return {
    forward(result, x, y) {
      for (let i = 0; i < result.length; i++) result[i] = value(x[i], y[i])
    },
    toLeft({ result, left: x, right: y, adjoint }, sum) {
      for (let i = 0; i < result.length; i++) sum[i] += adjoint[i] * left(x[i], y[i], result[i])
    },
    toRight({ result, left: x, right: y, adjoint }, sum) {
      for (let i = 0; i < result.length; i++) sum[i] += adjoint[i] * right(x[i], y[i], result[i])
    },
  }
}

/** The operation on single numbers. */
export function applied(op: Name, x: number, y: number): number {
  return rules[op].value(x, y)
}
