import type { Expression } from './expression.ts'
import { applied } from './operations.ts'

/** The value at a point of an expression of coordinates and constants; NaN if it holds anything else. */
export function valueAt(expression: Expression, point: ArrayLike<number>): number {
  switch (expression.kind) {
    case 'constant':
      return expression.value
    case 'input':
      return point[expression.axis]
    case 'unary':
      return applied(expression.op, valueAt(expression.argument, point), 0)
    case 'binary':
      return applied(expression.op, valueAt(expression.left, point), valueAt(expression.right, point))
    case 'partial':
    case 'parameter':
      return Number.NaN
  }
}
