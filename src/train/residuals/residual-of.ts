import { compileExpression } from './compile-expression.ts'
import type { Expression } from './expression.ts'
import type { Vocabulary } from './vocabulary.ts'
import { notAResidual } from './messages.ts'
import { numericResidual } from './numeric-residual.ts'
import { parseResidual, type ResidualFunction } from './parse-residual.ts'
import type { Residual } from './residual.ts'

/**
 * The residual that a function of fields and constants computes. Where the text of the function is an expression, its
 * slopes are exact; any other function is differentiated by differences of high order, to a relative error of about 1e-9.
 *
 * @throws InputError `train/unknown-field`, `train/bad-residual`
 */
export function residualOf(source: ResidualFunction, vocabulary: Vocabulary): Residual {
  if (typeof source !== 'function') throw notAResidual(source)
  const expression = parseResidual(source, vocabulary)
  return expression === null ? numericResidual(source, vocabulary) : expressionResidual(expression, vocabulary)
}

/** The residual that an expression stands for. */
export function expressionResidual(expression: Expression, { coefficients }: Vocabulary): Residual {
  return { expression, ...compileExpression(expression, coefficients.length) }
}
