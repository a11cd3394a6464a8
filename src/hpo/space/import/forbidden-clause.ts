import { describeValue } from '../../../base/errors.ts'
import { Unsearchable } from './problems.ts'
import { foreign } from './record.ts'
import type { Foreign } from './record.ts'

/** A forbidden combination of a ConfigSpace file. */
export interface ForbiddenClause {
  /** Such as `a = 1 and b is one of 2, 3`. */
  readonly sentence: string
  /** Whether parameters are in that combination; never while one of them does not exist. */
  readonly holds: (params: Foreign) => boolean
}

/** @throws Unsearchable for relations between parameters, and clauses of other types */
export function forbiddenClause({ type, name, value, values, clauses }: Foreign): ForbiddenClause {
  if (type === 'AND' && Array.isArray(clauses)) {
    const parts = clauses.map((clause) => forbiddenClause(foreign(clause, 'a clause')))
    return {
      sentence: parts.map(({ sentence }) => sentence).join(' and '),
      holds: (params) => parts.every(({ holds }) => holds(params)),
    }
  }
  if (typeof name !== 'string')
    throw new Unsearchable(`the clause of type ${describeValue(type)} is not about one parameter`)
  if (type === 'EQUALS') {
    return { sentence: `${name} = ${describeValue(value)}`, holds: (params) => params[name] === value }
  }
  if (type === 'IN' && Array.isArray(values)) {
    const listed = values.map(describeValue).join(', ')
    return { sentence: `${name} is one of ${listed}`, holds: (params) => values.includes(params[name]) }
  }
  throw new Unsearchable(`the clause of type ${describeValue(type)} is none of EQUALS, IN and AND`)
}
