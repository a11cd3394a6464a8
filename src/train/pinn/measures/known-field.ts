import { InputError } from '../../../base/errors.ts'
import type { FieldPartials } from '../../jets/net-options.ts'
import { derivative } from '../../residuals/derivative.ts'
import type { Expression } from '../../residuals/expression.ts'
import { parseResidual } from '../../residuals/parse-residual.ts'
import { valueAt } from '../../residuals/value-at.ts'
import { badKnownField } from '../messages.ts'

/** A function of the coordinates, with the constants as second argument, as residuals have them. */
type FieldFunction<Coordinate extends string, Constant extends string> = (
  at: Readonly<Record<Coordinate, number>>,
  constants: Readonly<Record<Constant, number>>,
) => number

/**
 * A known function of the coordinates with all its derivatives, for conditions that are built into a network: its text is
 * read, and differentiated exactly. With u = −sin πx + t (1 − x²) N, the initial condition of Burgers' equation and its walls
 * hold whatever the network N does:
 *
 *     net: {
 *       transform: {
 *         offset: pinn.knownField(['x', 't'], ({ x }) => -Math.sin(Math.PI * x)),
 *         factor: pinn.knownField(['x', 't'], ({ x, t }) => t * (1 - x ** 2)),
 *       },
 *     }
 *
 * `coordinates` are those of the problem, in its order. Several functions are one for each component of u.
 *
 * @throws InputError `train/bad-field` for what is not one expression of the coordinates, constants and functions of `Math`
 */
export function knownField<const Coordinate extends string, Constant extends string = never>(
  coordinates: readonly Coordinate[],
  functions: FieldFunction<Coordinate, Constant> | readonly FieldFunction<Coordinate, Constant>[],
  constants: Readonly<Record<Constant, number>> = {} as Readonly<Record<Constant, number>>,
): FieldPartials {
  const expressions = [functions].flat().map((one) => expressionOf(one, coordinates, constants))
  const known = new Map<string, Expression>()
  const partial = (output: number, orders: readonly number[]): Expression => {
    const axis = orders.findIndex((order) => order > 0)
    if (axis < 0) return expressions[Math.min(output, expressions.length - 1)]
    const key = [output, ...orders].join()
    const found = known.get(key) ?? derivative(partial(output, orders.with(axis, orders[axis] - 1)), axis)
    known.set(key, found)
    return found
  }
  return (point, orders, output) => valueAt(partial(output, orders), point)
}

function expressionOf(
  source: (...given: never[]) => number,
  coordinates: readonly string[],
  constants: Readonly<Record<string, number>>,
): Expression {
  if (typeof source !== 'function') throw badKnownField(source, coordinates)
  const vocabulary = { coordinates, unknowns: [], constants, coefficients: [] }
  let expression: Expression | null
  try {
    expression = parseResidual(source, vocabulary)
  } catch (error) {
    if (error instanceof InputError) throw badKnownField(source, coordinates)
    throw error
  }
  if (expression === null) throw badKnownField(source, coordinates)
  return expression
}
