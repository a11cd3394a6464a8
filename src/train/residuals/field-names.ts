import type { Expression } from './expression.ts'
import { unknownField } from './messages.ts'
import type { Vocabulary } from './vocabulary.ts'

/** A derivative as users write it, or the unknown itself: `u`, `u_x`, `u_xt`, to fourth order. */
export type PartialName<Unknown extends string, Coordinate extends string> =
  | Unknown
  | `${Unknown}_${Coordinate}`
  | `${Unknown}_${Coordinate}${Coordinate}`
  | `${Unknown}_${Coordinate}${Coordinate}${Coordinate}`
  | `${Unknown}_${Coordinate}${Coordinate}${Coordinate}${Coordinate}`

/** What a residual may use at a point: the unknowns, their derivatives, and the coordinates. */
export type Fields<Unknown extends string, Coordinate extends string> = {
  readonly [Name in PartialName<Unknown, Coordinate> | Coordinate]: number
}

/** Highest total order of a derivative. */
const highestOrder = 4

/** What a field means. @throws InputError `train/unknown-field` */
export function fieldExpression(name: string, vocabulary: Vocabulary): Expression {
  const { coordinates, unknowns } = vocabulary
  const axis = coordinates.indexOf(name)
  if (axis >= 0) return { kind: 'input', axis }
  const bar = name.lastIndexOf('_')
  const isPlain = unknowns.includes(name)
  const output = unknowns.indexOf(isPlain ? name : name.slice(0, bar))
  const letters = isPlain ? [] : Array.from(name.slice(bar + 1))
  const isKnown = output >= 0 && (isPlain || bar > 0) && letters.every((letter) => coordinates.includes(letter))
  if (!isKnown || letters.length > highestOrder) throw unknownField(name, vocabulary)
  const orders = coordinates.map((coordinate) => letters.filter((letter) => letter === coordinate).length)
  return { kind: 'partial', output, orders }
}

/** What a name of the second argument means. @throws InputError `train/unknown-field` */
export function constantExpression(name: string, vocabulary: Vocabulary): Expression {
  const index = vocabulary.coefficients.indexOf(name)
  if (index >= 0) return { kind: 'parameter', index }
  if (!Object.hasOwn(vocabulary.constants, name)) throw unknownField(name, vocabulary)
  return { kind: 'constant', value: vocabulary.constants[name] }
}
