import { describeValue } from '../../../base/errors.ts'
import { isParamValue } from '../distribution.ts'
import type { ParamValue } from '../distribution.ts'
import type { SpaceNode } from '../node.ts'
import type { Space } from '../space.ts'
import { importChoices } from './choices.ts'
import { conditionalSpace } from './conditional-space.ts'
import type { ListedParameter } from './conditional-space.ts'
import { importNumber } from './numbers.ts'
import { Problems, Unsearchable } from './problems.ts'
import { foreign } from './record.ts'

const forms = '["float", low, high], ["int", low, high] with "log" if need be, or ["categorical", [values]]'

/**
 * The space of the tuple shorthand: `['float', 1e-5, 1e-1, 'log']`, `['int', 2, 8]`, `['categorical', ['svm', 'knn']]`,
 * each followed by `'when', parent, value` for a parameter that exists only then.
 *
 * @example spaceFromTuples({ algorithm: ['categorical', ['svm', 'knn']], C: ['float', 0.1, 10, 'when', 'algorithm', 'svm'] })
 * @throws InputError `space/cannot-import` with every parameter that cannot be read
 */
export function spaceFromTuples(
  tuples: Readonly<Record<string, readonly unknown[]>>,
): Space<Readonly<Record<string, ParamValue>>> {
  const problems = new Problems()
  const listed = problems.attempt('', () =>
    Object.entries(foreign(tuples)).flatMap(([name, tuple]) => {
      const one = problems.attempt(name, () => readTuple(name, tuple))
      return one === null ? [] : [one]
    }),
  )
  const space = conditionalSpace(listed ?? [], { problems })
  problems.throwIfAny('tuple shorthand')
  return space!
}

function readTuple(name: string, tuple: unknown): ListedParameter {
  if (!Array.isArray(tuple)) throw new Unsearchable(`it is ${describeValue(tuple)}, not ${forms}`)
  const at = tuple.indexOf('when')
  const [own, condition] = at === -1 ? [tuple, null] : [tuple.slice(0, at), tuple.slice(at + 1)]
  return { name, node: readRange(own), when: condition === null ? null : readCondition(condition) }
}

function readRange(tuple: readonly unknown[]): SpaceNode {
  const [kind, ...rest] = tuple
  if (kind === 'categorical' && rest.length === 1) return importChoices({ values: rest[0] })
  const [low, high, scale] = rest
  const isNumber = (kind === 'float' || kind === 'int') && (rest.length === 2 || (rest.length === 3 && scale === 'log'))
  if (!isNumber) throw new Unsearchable(`it is ${describeValue(tuple)}, not ${forms}`)
  return importNumber({ kind, low, high, log: scale === 'log' })
}

function readCondition(condition: readonly unknown[]): ListedParameter['when'] {
  const [parent, value] = condition
  if (condition.length !== 2 || typeof parent !== 'string') {
    throw new Unsearchable(`"when" is followed by ${describeValue(condition)}, not by a parameter and its value`)
  }
  const values: unknown[] = Array.isArray(value) ? value : [value]
  if (!values.every(isParamValue)) throw new Unsearchable(`the condition has the value ${describeValue(value)}`)
  return { parent, values }
}
