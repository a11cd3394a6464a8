import { describeValue } from '../../../base/errors.ts'
import { fixed } from '../kinds/fixed.ts'
import type { Shape, SpaceNode } from '../node.ts'
import { childName } from '../node.ts'
import { space } from '../space.ts'
import type { Space } from '../space.ts'
import { importChoices } from './choices.ts'
import { importNumber, numberOf } from './numbers.ts'
import { Problems, Unsearchable } from './problems.ts'
import { foreign, isForeign } from './record.ts'
import type { Foreign } from './record.ts'

/** How far from its mean a normal parameter is searched, in standard deviations: 1 draw in 16,000 lies beyond. */
const reach = 4

type Read = (args: readonly unknown[]) => SpaceNode

/** Ray's functions by name. Upper ends of whole numbers are excluded there, except where they are rounded to `q`. */
const functions: Readonly<Record<string, Read>> = {
  uniform: ([low, high]) => importNumber({ kind: 'float', low, high }),
  quniform: ([low, high, step]) => importNumber({ kind: 'float', low: onMultiple(low, step), high, step }),
  loguniform: ([low, high]) => importNumber({ kind: 'float', low, high, log: true }),
  randn: ([mean, deviation]) => normal(mean, deviation),
  qrandn: ([mean, deviation, step]) => normal(mean, deviation, step),
  randint: (args) => importNumber({ kind: 'int', ...below(args) }),
  lograndint: (args) => importNumber({ kind: 'int', log: true, ...below(args) }),
  qrandint: ([low, high, step]) => importNumber({ kind: 'int', low: onMultiple(low, step ?? 1), high, step }),
  choice: ([values]) => importChoices({ values }),
  grid_search: ([values]) => importChoices({ values }),
}

/**
 * The space of a Ray Tune `param_space`, written as JSON with each function as an object of its name and arguments:
 * `tune.loguniform(1e-4, 1e-1)` is `{ "loguniform": [1e-4, 1e-1] }`, `tune.choice(["a", "b"])` is
 * `{ "choice": [["a", "b"]] }`; `{ "grid_search": ["a", "b"] }` is Ray's own form. Other values are constants, objects
 * are groups. Normal parameters are searched within four standard deviations, with the normal as prior. Refused are
 * `sample_from` and the rounded log scales (`qloguniform`, `qlograndint`), which have no counterpart.
 *
 * @throws InputError `space/cannot-import` with the path of everything that cannot be read
 */
export function spaceFromRayTune(paramSpace: unknown): Space<Readonly<Record<string, unknown>>> {
  const problems = new Problems()
  const read = problems.attempt('', () => space(readGroup(foreign(paramSpace), { path: '', problems })))
  problems.throwIfAny('Ray Tune space')
  return read!
}

interface Place {
  readonly path: string
  readonly problems: Problems
}

function readGroup(group: Foreign, { path, problems }: Place): Shape {
  const entries = Object.entries(group).flatMap(([key, given]) => {
    const at = childName(path, key)
    const node = problems.attempt(at, () => readParameter(given, { path: at, problems }))
    return node === null ? [] : [[key, node] as const]
  })
  return Object.fromEntries(entries)
}

function readParameter(given: unknown, place: Place): SpaceNode {
  if (!isForeign(given)) return fixed(given as never)
  const [name, ...others] = Object.keys(given)
  const args = given[name]
  if (others.length > 0 || !Array.isArray(args)) return space(readGroup(given, place))
  if (!Object.hasOwn(functions, name)) {
    throw new Unsearchable(`${describeValue(name)} is none of ${Object.keys(functions).join(', ')}`)
  }
  // Ray's own form of a grid has the values themselves, not a list of arguments.
  return functions[name](name === 'grid_search' && !Array.isArray(args[0]) ? [args] : args)
}

function normal(mean: unknown, deviation: unknown, step?: unknown): SpaceNode {
  const mu = numberOf('the mean', mean)
  const sigma = numberOf('the standard deviation', deviation)
  const low = onMultiple(mu - reach * sigma, step) as number
  return importNumber({ kind: 'float', low, high: mu + reach * sigma, step, prior: { kind: 'normal', mu, sigma } })
}

function below([first, second]: readonly unknown[]): { readonly low: unknown; readonly high: unknown } {
  const [low, high] = second === undefined ? [0, first] : [first, second]
  return { low, high: numberOf('the upper bound', high) - 1 }
}

/** Ray rounds to multiples of the step, wherever the range begins. */
function onMultiple(low: unknown, step: unknown): unknown {
  if (typeof low !== 'number' || typeof step !== 'number') return low
  return Number((Math.ceil(low / step - 1e-9) * step).toPrecision(12))
}
