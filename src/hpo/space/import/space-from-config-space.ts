import { describeValue } from '../../../base/errors.ts'
import { isParamValue } from '../distribution.ts'
import type { ParamValue } from '../distribution.ts'
import { fixed } from '../kinds/fixed.ts'
import { ordinal } from '../kinds/ordinal.ts'
import type { SpaceNode } from '../node.ts'
import type { Space } from '../space.ts'
import type { SpaceSpec } from '../space-spec.ts'
import { importChoices } from './choices.ts'
import { conditionalSpace } from './conditional-space.ts'
import type { ListedParameter } from './conditional-space.ts'
import { forbiddenClause } from './forbidden-clause.ts'
import { importNumber, numberOf } from './numbers.ts'
import { Problems, Unsearchable } from './problems.ts'
import { foreign } from './record.ts'
import type { Foreign } from './record.ts'

const types: Readonly<Record<string, (given: Foreign) => SpaceNode>> = {
  constant: ({ value }) => fixed(value as never),
  unparametrized: ({ value }) => fixed(value as never),
  categorical: (given) =>
    importChoices({ values: given.choices, default: defaultOf(given), weights: given.weights ?? given.probabilities }),
  ordinal: readOrdinal,
  uniform_float: (given) => readNumber('float', given),
  uniform_int: (given) => readNumber('int', given),
  normal_float: (given) => readNumber('float', given, normalOf(given)),
  normal_int: (given) => readNumber('int', given, normalOf(given)),
  beta_float: (given) => readNumber('float', given, betaOf(given)),
  beta_int: (given) => readNumber('int', given, betaOf(given)),
}

/**
 * The space of a ConfigSpace file, of SMAC and its relatives: the parsed JSON of `ConfigurationSpace.to_json`, of
 * versions 0.4 to 1.2. Conditions become branches; a parameter with an `IN` condition has a flat name for each of its
 * cases. Forbidden clauses become requirements. Refused are conditions that join several parents or compare with `LT`
 * and `GT`, and forbidden relations.
 *
 * @throws InputError `space/cannot-import` with the name of everything that cannot be read
 */
export function spaceFromConfigSpace(json: unknown): Space<Readonly<Record<string, ParamValue>>> {
  const problems = new Problems()
  const file = problems.attempt('', () => foreign(json, 'the file')) ?? {}
  const conditions = new Map<string, NonNullable<ListedParameter['when']>>()
  const parameters = listOf(file, 'hyperparameters')
  for (const condition of listOf(file, 'conditions')) {
    problems.attempt(nameOf(condition.child, 'conditions'), () => {
      const [child, when] = readCondition(condition, parameters)
      if (conditions.has(child)) throw new Unsearchable('it has several conditions')
      conditions.set(child, when)
    })
  }
  const listed = parameters.flatMap((given): ListedParameter[] => {
    const name = nameOf(given.name, 'hyperparameters')
    const node = problems.attempt(name, () => readParameter(given))
    return node === null ? [] : [{ name, node, when: conditions.get(name) ?? null }]
  })
  const requirements: SpaceSpec['requirements'] = listOf(file, 'forbiddens').flatMap((clause) => {
    const forbidden = problems.attempt('forbiddens', () => forbiddenClause(clause))
    if (forbidden === null) return []
    const { sentence, holds } = forbidden
    return [[`not (${sentence})`, (params: Readonly<Record<string, unknown>>) => !holds(params)] as const]
  })
  const space = conditionalSpace(listed, { problems, requirements })
  problems.throwIfAny('ConfigSpace file')
  return space!
}

function listOf(file: Foreign, key: string): readonly Foreign[] {
  const list = file[key]
  return Array.isArray(list) ? list.map((one) => foreign(one)) : []
}

/** A name, or for what has none where it stands. */
function nameOf(name: unknown, place: string): string {
  return typeof name === 'string' ? name : place
}

function readParameter(given: Foreign): SpaceNode {
  const { type } = given
  if (typeof type === 'string' && Object.hasOwn(types, type)) return types[type](given)
  throw new Unsearchable(`the type ${describeValue(type)} is none of ${Object.keys(types).join(', ')}`)
}

/** `default` before version 1, `default_value` since. */
function defaultOf(given: Foreign): unknown {
  return given.default_value ?? given.default
}

type NumberPrior = Parameters<typeof importNumber>[0]['prior']

function readNumber(kind: 'float' | 'int', given: Foreign, prior?: NumberPrior): SpaceNode {
  const { lower: low, upper: high, log, q: step } = given
  return importNumber({ kind, low, high, log: log === true, step, default: defaultOf(given), prior })
}

/** On a log scale, `mu` and `sigma` are those of the natural logarithm. */
function normalOf(given: Foreign): NumberPrior {
  const mu = numberOf('mu', given.mu)
  const sigma = numberOf('sigma', given.sigma)
  if (given.log !== true) return { kind: 'normal', mu, sigma }
  return { kind: 'logNormal', median: Math.exp(mu), decades: sigma / Math.LN10 }
}

function betaOf({ alpha, beta }: Foreign): NumberPrior {
  return { kind: 'beta', a: numberOf('alpha', alpha), b: numberOf('beta', beta) }
}

function readOrdinal(given: Foreign): SpaceNode {
  const { sequence } = given
  if (!Array.isArray(sequence) || !sequence.every(isParamValue)) {
    throw new Unsearchable(`the sequence is ${describeValue(sequence)}, not a list of numbers and texts`)
  }
  const initial = defaultOf(given)
  const node = ordinal(sequence)
  return isParamValue(initial) ? node.default(initial) : node
}

function readCondition(
  { child, parent, type, value, values }: Foreign,
  parameters: readonly Foreign[],
): [child: string, when: NonNullable<ListedParameter['when']>] {
  if (typeof child !== 'string' || typeof parent !== 'string') {
    throw new Unsearchable(`a condition of type ${describeValue(type)} joins several parents`)
  }
  const given = type === 'IN' ? values : [value]
  if (!Array.isArray(given) || !given.every(isParamValue)) throw new Unsearchable('its condition has no values')
  switch (type) {
    case 'EQ':
    case 'IN':
      return [child, { parent, values: given }]
    case 'NEQ': {
      const { choices, sequence } = parameters.find(({ name }) => name === parent) ?? {}
      const all: unknown = choices ?? sequence
      const others = Array.isArray(all) ? all.filter(isParamValue).filter((one) => !given.includes(one)) : []
      return [child, { parent, values: others }]
    }
    default:
      throw new Unsearchable(`its condition is of type ${describeValue(type)}, not EQ, NEQ or IN`)
  }
}
