/**
 * Computations as data: what a training step is traced into, to be differentiated (`gradient.ts`) and run elsewhere (ONNX
 * Runtime, TensorFlow.js).
 *
 * Values are dense arrays with fixed shapes. Operations of two arrays broadcast as NumPy's do. Precision is chosen where
 * the graph is run.
 */
import { erf } from '../../math/special/erf.ts'
import { shapeMismatch } from '../messages.ts'

export type Shape = readonly number[]

export type UnaryOp = 'neg' | 'exp' | 'log' | 'sqrt' | 'sin' | 'cos' | 'tanh' | 'sigmoid' | 'erf' | 'abs' | 'sign'
export type BinaryOp = 'add' | 'sub' | 'mul' | 'div' | 'pow'

/** Operations that only move numbers about, and add them up. */
export type MovingOperation =
  /** Sums over `axes`, which stay with length 1. */
  | { readonly kind: 'sum'; readonly axes: readonly number[] }
  /** Repeats along axes of length 1, to the node's shape. */
  | { readonly kind: 'broadcast' }
  | { readonly kind: 'reshape' }
  | { readonly kind: 'slice'; readonly axis: number; readonly from: number; readonly to: number }
  /** Zeros before and after along one axis. */
  | { readonly kind: 'pad'; readonly axis: number; readonly before: number; readonly after: number }
  | { readonly kind: 'concat'; readonly axis: number }

/** What a node computes from its inputs. */
export type Operation =
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'unary'; readonly op: UnaryOp }
  | { readonly kind: 'binary'; readonly op: BinaryOp }
  /** Products of the matrices in the last two axes, either of them transposed. */
  | { readonly kind: 'matMul'; readonly transposeA: boolean; readonly transposeB: boolean }
  | MovingOperation

export interface Node {
  /** Position in the graph; inputs have smaller ones. */
  readonly id: number
  readonly operation: Operation
  readonly inputs: readonly Node[]
  readonly shape: Shape
}

export interface ElementwiseSlope {
  readonly of: Node
  readonly slope: () => Node
}

/** Builds nodes. Equal operations on equal inputs are one node, and arithmetic with 0 and 1 disappears. */
export class Graph {
  private readonly nodes: Node[] = []
  private readonly known = new Map<string, Node>()
  private readonly slopes = new Map<Node, ElementwiseSlope>()

  input(name: string, shape: Shape): Node {
    return this.node({ kind: 'input', name }, [], shape)
  }

  /** A constant of shape [1]. */
  scalar(value: number): Node {
    return this.node({ kind: 'scalar', value }, [], [1])
  }

  unary(op: UnaryOp, x: Node): Node {
    const { operation } = x
    if (operation.kind === 'scalar') return this.scalar(unaryValues[op](operation.value))
    if (op === 'neg' && operation.kind === 'unary' && operation.op === 'neg') return x.inputs[0]
    return this.node({ kind: 'unary', op }, [x], x.shape)
  }

  binary(op: BinaryOp, a: Node, b: Node): Node {
    return this.simplified(op, a, b) ?? this.node({ kind: 'binary', op }, [a, b], broadcastShape(a.shape, b.shape))
  }

  add(a: Node, b: Node): Node {
    return this.binary('add', a, b)
  }

  sub(a: Node, b: Node): Node {
    return this.binary('sub', a, b)
  }

  mul(a: Node, b: Node | number): Node {
    return this.binary('mul', a, typeof b === 'number' ? this.scalar(b) : b)
  }

  div(a: Node, b: Node): Node {
    return this.binary('div', a, b)
  }

  square(a: Node): Node {
    return this.mul(a, a)
  }

  matMul(a: Node, b: Node, { transposeA = false, transposeB = false } = {}): Node {
    const [rows, inner] = matrixOf(a.shape, transposeA)
    const [innerB, columns] = matrixOf(b.shape, transposeB)
    if (inner !== innerB) throw shapeMismatch('The right factor of a product', b.shape, [inner, columns])
    const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2))
    return this.node({ kind: 'matMul', transposeA, transposeB }, [a, b], [...batch, rows, columns])
  }

  sum(x: Node, axes: readonly number[]): Node {
    const real = axes.filter((axis) => x.shape[axis] !== 1)
    if (real.length === 0) return x
    const shape = x.shape.map((size, axis) => (real.includes(axis) ? 1 : size))
    return this.node({ kind: 'sum', axes: real }, [x], shape)
  }

  /** `x` with the shape `shape`, which it broadcasts to. */
  broadcast(x: Node, shape: Shape): Node {
    return same(x.shape, shape) ? x : this.node({ kind: 'broadcast' }, [x], shape)
  }

  reshape(x: Node, shape: Shape): Node {
    if (same(x.shape, shape)) return x
    if (sizeOf(x.shape) !== sizeOf(shape)) throw shapeMismatch('An array to be reshaped', x.shape, shape)
    return this.node({ kind: 'reshape' }, [x], shape)
  }

  /** Entries [from, to) along `axis`. */
  slice(x: Node, axis: number, [from, to]: readonly [number, number]): Node {
    if (from === 0 && to === x.shape[axis]) return x
    return this.node({ kind: 'slice', axis, from, to }, [x], x.shape.with(axis, to - from))
  }

  pad(x: Node, axis: number, [before, after]: readonly [number, number]): Node {
    return this.node({ kind: 'pad', axis, before, after }, [x], x.shape.with(axis, x.shape[axis] + before + after))
  }

  concat(parts: readonly Node[], axis: number): Node {
    if (parts.length === 1) return parts[0]
    const length = parts.reduce((sum, { shape }) => sum + shape[axis], 0)
    return this.node({ kind: 'concat', axis }, parts, parts[0].shape.with(axis, length))
  }

  /**
   * Declares that each entry of `node` depends on that of `of` alone, with the slope that `slope` makes when it is asked
   * for: reverse mode then takes this step at once, whatever the node is computed from.
   */
  declareSlope(node: Node, of: Node, slope: () => Node): void {
    if (!this.slopes.has(node)) this.slopes.set(node, { of, slope })
  }

  declaredSlope(node: Node): ElementwiseSlope | undefined {
    return this.slopes.get(node)
  }

  private node(operation: Operation, inputs: readonly Node[], shape: Shape): Node {
    const key = JSON.stringify([operation, inputs.map(({ id }) => id), shape])
    let node = this.known.get(key)
    if (node === undefined) {
      node = { id: this.nodes.length, operation, inputs, shape }
      this.nodes.push(node)
      this.known.set(key, node)
    }
    return node
  }

  private simplified(op: BinaryOp, a: Node, b: Node): Node | null {
    const [left, right] = [scalarValue(a), scalarValue(b)]
    if (left !== null && right !== null) return this.scalar(binaryValues[op](left, right))
    if (op === 'mul' && (left === 0 || right === 0)) return this.scalar(0)
    if (left !== null) return this.simplifiedLeft(op, left, b)
    return right === null ? null : this.simplifiedRight(op, a, right)
  }

  private simplifiedLeft(op: BinaryOp, a: number, b: Node): Node | null {
    if (op === 'add') return a === 0 ? b : null
    if (op === 'sub') return a === 0 ? this.unary('neg', b) : null
    return op === 'mul' ? this.scaled(b, a) : null
  }

  private simplifiedRight(op: BinaryOp, a: Node, b: number): Node | null {
    if (op === 'add' || op === 'sub') return b === 0 ? a : null
    if (op === 'mul') return this.scaled(a, b)
    if (op === 'div') return this.mul(a, 1 / b)
    return b === 1 ? a : b === 2 ? this.square(a) : null
  }

  private scaled(x: Node, factor: number): Node | null {
    return factor === 1 ? x : factor === -1 ? this.unary('neg', x) : null
  }
}

/** The value of a constant; null for everything else. */
export function scalarValue({ operation }: Node): number | null {
  return operation.kind === 'scalar' ? operation.value : null
}

/** The shape that two arrays have together. @throws InputError `tensor/shape` */
export function broadcastShape(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, i) => {
    const x = a[a.length - rank + i] ?? 1
    const y = b[b.length - rank + i] ?? 1
    if (x !== y && x !== 1 && y !== 1) throw shapeMismatch('The second of two arrays', b, a)
    return Math.max(x, y)
  })
}

export function sizeOf(shape: Shape): number {
  return shape.reduce((size, length) => size * length, 1)
}

/** Every node that `roots` are computed from, inputs first. */
export function nodesBelow(roots: readonly Node[]): Node[] {
  const found = new Map<number, Node>()
  const open = [...roots]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (found.has(node.id)) continue
    found.set(node.id, node)
    open.push(...node.inputs)
  }
  return [...found.values()].sort((a, b) => a.id - b.id)
}

function matrixOf(shape: Shape, transposed: boolean): readonly [number, number] {
  const [rows, columns] = shape.slice(-2)
  return transposed ? [columns, rows] : [rows, columns]
}

function same(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, i) => length === b[i])
}

export const unaryValues: Readonly<Record<UnaryOp, (x: number) => number>> = {
  neg: (x) => -x,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  erf,
  abs: Math.abs,
  sign: Math.sign,
}

export const binaryValues: Readonly<Record<BinaryOp, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow: (a, b) => a ** b,
}
