import { describeValue } from '../../../base/errors.ts'
import { fixed } from '../kinds/fixed.ts'
import { childName } from '../node.ts'
import type { Shape, SpaceNode } from '../node.ts'
import { space } from '../space.ts'
import type { Space } from '../space.ts'
import { importChoices } from './choices.ts'
import { importNumber, numberOf } from './numbers.ts'
import { Problems, Unsearchable } from './problems.ts'
import { foreign } from './record.ts'
import type { Foreign } from './record.ts'

/** How far from its mean a normal parameter without bounds is searched, in standard deviations. */
const reach = 4

const distributions: Readonly<Record<string, (parameter: Foreign) => SpaceNode>> = {
  constant: ({ value }) => fixed(value as never),
  categorical: ({ values }) => importChoices({ values }),
  categorical_w_probabilities: ({ values, probabilities }) => importChoices({ values, weights: probabilities }),
  int_uniform: ({ min, max }) => importNumber({ kind: 'int', low: min, high: max }),
  uniform: ({ min, max }) => importNumber({ kind: 'float', low: min, high: max }),
  q_uniform: ({ min, max, q = 1 }) => importNumber({ kind: 'float', low: min, high: max, step: q }),
  log_uniform: ({ min, max }) =>
    importNumber({ kind: 'float', low: exp('min', min), high: exp('max', max), log: true }),
  log_uniform_values: ({ min, max }) => importNumber({ kind: 'float', low: min, high: max, log: true }),
  normal: ({ mu = 0, sigma = 1, min, max }) => normal({ mu, sigma, min, max }),
  q_normal: ({ mu = 0, sigma = 1, min, max, q = 1 }) => normal({ mu, sigma, min, max, q }),
  log_normal: ({ mu = 0, sigma = 1 }) => logNormal(numberOf('mu', mu), numberOf('sigma', sigma)),
  beta: ({ a = 1, b = 1 }) =>
    importNumber({ kind: 'float', low: 0, high: 1, prior: { kind: 'beta', a: numberOf('a', a), b: numberOf('b', b) } }),
}

/**
 * The space of a Weights & Biases sweep: the parsed YAML of its configuration, or the `parameters` of one. Nested
 * `parameters` are groups. Normal parameters are searched within four standard deviations unless they have bounds, with
 * the normal as prior. Refused are `inv_log_uniform` and the rounded log scales, which have no counterpart.
 *
 * @example spaceFromWandb({ parameters: { lr: { distribution: 'log_uniform_values', min: 1e-5, max: 1e-1 } } })
 * @throws InputError `space/cannot-import` with the path of everything that cannot be read
 */
export function spaceFromWandb(sweep: unknown): Space<Readonly<Record<string, unknown>>> {
  const problems = new Problems()
  const read = problems.attempt('', () => {
    const config = foreign(sweep, 'the configuration')
    return space(readGroup(foreign(config.parameters ?? config, 'parameters'), { path: '', problems }))
  })
  problems.throwIfAny('W&B sweep')
  return read!
}

interface Place {
  readonly path: string
  readonly problems: Problems
}

function readGroup(group: Foreign, { path, problems }: Place): Shape {
  const entries = Object.entries(group).flatMap(([key, given]) => {
    const at = childName(path, key)
    const node = problems.attempt(at, () => readParameter(foreign(given), { path: at, problems }))
    return node === null ? [] : [[key, node] as const]
  })
  return Object.fromEntries(entries)
}

function readParameter(parameter: Foreign, place: Place): SpaceNode {
  if (parameter.parameters !== undefined) return space(readGroup(foreign(parameter.parameters, 'parameters'), place))
  const name = parameter.distribution ?? impliedDistribution(parameter)
  if (typeof name === 'string' && Object.hasOwn(distributions, name)) return distributions[name](parameter)
  throw new Unsearchable(
    `the distribution ${describeValue(name)} is none of ${Object.keys(distributions).join(', ')}, and value, values, or min and max are not given either`,
  )
}

/** W&B's rule: one value, some values (with their probabilities), else whole or real bounds. */
function impliedDistribution({ value, values, probabilities, min, max }: Foreign): string | undefined {
  if (value !== undefined) return 'constant'
  if (values !== undefined) return probabilities === undefined ? 'categorical' : 'categorical_w_probabilities'
  if (min === undefined && max === undefined) return undefined
  return Number.isInteger(min) && Number.isInteger(max) ? 'int_uniform' : 'uniform'
}

function normal(given: Foreign): SpaceNode {
  const mu = numberOf('mu', given.mu)
  const sigma = numberOf('sigma', given.sigma)
  const { min: low = mu - reach * sigma, max: high = mu + reach * sigma, q: step } = given
  return importNumber({ kind: 'float', low, high, step, prior: { kind: 'normal', mu, sigma } })
}

/** `mu` and `sigma` are those of the natural logarithm. */
function logNormal(mu: number, sigma: number): SpaceNode {
  return importNumber({
    kind: 'float',
    low: Math.exp(mu - reach * sigma),
    high: Math.exp(mu + reach * sigma),
    log: true,
    prior: { kind: 'logNormal', median: Math.exp(mu), decades: sigma / Math.LN10 },
  })
}

/** The bounds of `log_uniform` are exponents of e. */
function exp(what: string, exponent: unknown): number {
  return Math.exp(numberOf(what, exponent))
}
