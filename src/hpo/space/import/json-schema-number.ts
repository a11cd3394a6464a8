import { gridPoint } from '../decimal-grid.ts'
import type { SpaceNode } from '../node.ts'
import { importNumber } from './numbers.ts'
import { Unsearchable } from './problems.ts'
import type { Foreign } from './record.ts'

/** The number that the keywords of a JSON Schema describe, with what an `hpo` beside them says of its scale. */
export function numberRange(schema: Foreign): SpaceNode {
  const isInt = schema.type === 'integer'
  const { log, step } = hintsOf(schema)
  const multiple = numberIn(schema, 'multipleOf')
  const low = tightest(schema, { inclusive: 'minimum', exclusive: 'exclusiveMinimum', toward: 1 })
  const high = tightest(schema, { inclusive: 'maximum', exclusive: 'exclusiveMaximum', toward: -1 })
  if (low === undefined || high === undefined) {
    const missing = low === undefined ? 'minimum' : 'maximum'
    throw new Unsearchable(`it has no ${missing}: a number is searched between two bounds`)
  }
  const first = multiple === undefined ? low : firstMultiple(low, multiple)
  const width = step ?? (isInt && multiple === 1 ? undefined : multiple)
  return importNumber({ kind: isInt ? 'int' : 'float', low: first, high, log: log === true, step: width })
}

function hintsOf({ hpo }: Foreign): Foreign {
  return typeof hpo === 'object' && hpo !== null ? (hpo as Foreign) : {}
}

interface Side {
  readonly inclusive: string
  readonly exclusive: string
  /** Into the range. */
  readonly toward: 1 | -1
}

function tightest(schema: Foreign, { inclusive, exclusive, toward }: Side): number | undefined {
  const closed = numberIn(schema, inclusive)
  const open = numberIn(schema, exclusive)
  const inside = open === undefined ? undefined : schema.type === 'integer' ? beyond(open, toward) : next(open, toward)
  if (closed === undefined || inside === undefined) return closed ?? inside
  return toward === 1 ? Math.max(closed, inside) : Math.min(closed, inside)
}

/** The bound, unless it only says that a number is a safe integer, as schemas of whole numbers do. */
function numberIn(schema: Foreign, key: string): number | undefined {
  const value = schema[key]
  return typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined
}

function beyond(bound: number, toward: 1 | -1): number {
  return toward === 1 ? Math.floor(bound) + 1 : Math.ceil(bound) - 1
}

/** The next double in that direction. */
function next(value: number, toward: 1 | -1): number {
  if (value === 0) return toward * Number.MIN_VALUE
  const bits = new BigInt64Array(1)
  const number = new Float64Array(bits.buffer)
  number[0] = value
  bits[0] += value > 0 === (toward === 1) ? 1n : -1n
  return number[0]
}

function firstMultiple(low: number, multiple: number): number {
  return gridPoint(0, multiple, Math.ceil(low / multiple - 1e-9))
}
