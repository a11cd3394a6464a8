import type { Branch } from './branches.ts'
import type { Derive, Named, Predicate } from './computed.ts'
import type { Fields } from './fields.ts'
import type { Shape } from './node.ts'

/** What a space is made of, resolved and checked. */
export interface SpaceParts {
  readonly fields: Fields<Shape>
  readonly branches: readonly Branch[]
  readonly derived: Named<Derive>
  readonly requirements: Named<Predicate>
}
