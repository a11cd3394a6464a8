import type { Graph, Node } from '../../tensor/graph/graph.ts'
import type { Expression } from '../residuals/expression.ts'
import { type Axes, streamKey, type Streams } from './taylor-streams.ts'

/** What an expression is traced over: everything at the same points, [… , points, 1]. */
export interface Surroundings {
  /** Coordinates, [… , points, inputs]. */
  readonly x: Node
  readonly inputs: number
  /** Derivatives of the outputs, [… , points, outputs]. */
  readonly streams: Streams
  /** Trained coefficients of the equation, [… , 1, 1] each. */
  readonly coefficients: readonly Node[]
  /** The node of what depends on nothing but coordinates, which is computed once, in f64: [… , points, 1]. */
  readonly data: (expression: Expression) => Node
}

/** A residual as nodes of a graph. */
export function traceResidual(g: Graph, expression: Expression, at: Surroundings): Node {
  switch (expression.kind) {
    case 'constant':
      return g.scalar(expression.value)
    case 'input':
      // What follows the coordinates is data.
      return expression.axis < at.inputs ? column(g, at.x, expression.axis) : at.data(expression)
    case 'parameter':
      return at.coefficients[expression.index]
    case 'partial': {
      const stream = at.streams.get(streamKey(axesOf(expression.orders)))
      return stream === undefined ? g.scalar(0) : column(g, stream, expression.output)
    }
    case 'unary':
      if (isData(expression)) return at.data(expression)
      return g.unary(expression.op, traceResidual(g, expression.argument, at))
    case 'binary':
      if (isData(expression)) return at.data(expression)
      return g.binary(expression.op, traceResidual(g, expression.left, at), traceResidual(g, expression.right, at))
  }
}

/** The derivatives that an expression needs. */
export function partialsOf(expression: Expression): readonly Axes[] {
  switch (expression.kind) {
    case 'constant':
    case 'input':
    case 'parameter':
      return []
    case 'partial':
      return [axesOf(expression.orders)]
    case 'unary':
      return partialsOf(expression.argument)
    case 'binary':
      return [...partialsOf(expression.left), ...partialsOf(expression.right)]
  }
}

/** Whether an expression depends on coordinates and constants only. */
function isData(expression: Expression): boolean {
  switch (expression.kind) {
    case 'constant':
    case 'input':
      return true
    case 'partial':
    case 'parameter':
      return false
    case 'unary':
      return isData(expression.argument)
    case 'binary':
      return isData(expression.left) && isData(expression.right)
  }
}

/** [0, 2] as the axes [1, 1]. */
function axesOf(orders: readonly number[]): Axes {
  return orders.flatMap((order, axis) => Array.from({ length: order }, () => axis))
}

function column(g: Graph, x: Node, index: number): Node {
  return g.slice(x, x.shape.length - 1, [index, index + 1])
}
