import type { NodeKind } from '../node-kind.ts'
import { spaceKind } from '../space.ts'
import { boolKind } from './bool.ts'
import { choiceKind } from './choice.ts'
import { fixedKind } from './fixed.ts'
import { floatKind } from './float.ts'
import { intKind } from './int.ts'
import { lossWeightsKind } from './loss-weights.ts'
import { oneOfKind } from './one-of.ts'
import { ordinalKind } from './ordinal.ts'
import { permutationKind } from './permutation.ts'
import { powersKind } from './powers.ts'
import { simplexKind } from './simplex.ts'
import { subsetKind } from './subset.ts'

/** The kinds that JSON may hold, by the field `kind`. */
export const kinds: ReadonlyMap<string, NodeKind> = new Map([
  ['bool', boolKind],
  ['choice', choiceKind],
  ['fixed', fixedKind],
  ['float', floatKind],
  ['int', intKind],
  ['lossWeights', lossWeightsKind],
  ['oneOf', oneOfKind],
  ['ordinal', ordinalKind],
  ['permutation', permutationKind],
  ['powers', powersKind],
  ['simplex', simplexKind],
  ['space', spaceKind],
  ['subset', subsetKind],
])
