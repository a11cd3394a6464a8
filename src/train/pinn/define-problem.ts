import { checkOptionNames } from '../../base/check-argument.ts'
import { printedAs } from '../../base/printed.ts'
import type { Expression } from '../residuals/expression.ts'
import { fieldExpression, type Fields, type PartialName } from '../residuals/field-names.ts'
import { expressionResidual, residualOf } from '../residuals/residual-of.ts'
import type { Vocabulary } from '../residuals/vocabulary.ts'
import { badDomain, badOption, badTermPlace, nakedTerm, requirePositive } from './messages.ts'
import type { Exact, Interval, LossTerm, PinnProblem, SolvedProblem } from './pinn-problem.ts'
import { placesOf, pointsAt, type Place } from './places.ts'
import { problemText } from './problem-text.ts'
import type { Recipe } from './recipe.ts'

/** A problem as users write it. Names of coordinates are single letters, so that `u_xt` can be read. */
export interface ProblemSpec<
  Coordinate extends string,
  Unknown extends string,
  Constant extends string,
  Coefficient extends string,
  Term extends string,
> {
  readonly name: string
  /** [low, high] of each coordinate, in its unit. */
  readonly domain: Readonly<Record<Coordinate, readonly [low: number, high: number]>>
  /** Components of the solution. Default `['u']`. */
  readonly unknowns?: readonly Unknown[]
  /** Numbers of the equation, given to residuals as second argument. */
  readonly constants?: Readonly<Record<Constant, number>>
  /** Numbers of the equation that are trained with the network, with the values that they begin with. */
  readonly coefficients?: Readonly<Record<Coefficient, number>>
  readonly terms: Readonly<
    Record<Term, TermSpec<NoInfer<Coordinate>, NoInfer<Unknown>, NoInfer<Constant | Coefficient>>>
  >
  /** The solution, one number or one per unknown, where it is known. Training never looks at it. */
  readonly exact?: (
    at: Readonly<Record<NoInfer<Coordinate>, number>>,
  ) => number | Readonly<Record<NoInfer<Unknown>, number>>
  /** Relative L2 error of `exact` itself. Default 1e-15. */
  readonly referenceFloor?: number
  /** The usual size of the solution: what the errors of conditions and data are compared with. Default 1. */
  readonly magnitude?: number
  /** Training options that suit this problem. */
  readonly recipe?: Recipe<NoInfer<Term>>
}

/** An equation in the domain (no `at`), a condition on a part of it (`at`), or measurements (`data`). */
export interface TermSpec<Coordinate extends string, Unknown extends string, Constant extends string> {
  /** What must vanish. Of `data` it is the difference from the measured value, so that none is given. */
  readonly residual?: (fields: Fields<Unknown, Coordinate>, constants: Readonly<Record<Constant, number>>) => number
  /** Where: coordinates that are held at one or several values; a list of such sets means all of them. */
  readonly at?: Place<Coordinate> | readonly Place<Coordinate>[]
  /** Measured values with where they were taken, all of one unknown or of one of its derivatives: `{ x: 0, t: 1, u_x: 0.3 }`. */
  readonly data?: readonly Readonly<
    Record<Coordinate, number> & Partial<Record<PartialName<Unknown, Coordinate>, number>>
  >[]
  /** What the residual's size is compared with, in its own unit. Default: the problem's magnitude; in the domain `parts`. */
  readonly scale?: number | 'parts'
}

/**
 * A problem of your own. Residuals are ordinary functions of the unknowns, their derivatives and the coordinates:
 *
 *     const heat = pinn.problem({
 *       name: 'heat',
 *       domain: { x: [0, 1], t: [0, 1] },
 *       constants: { a: 0.4 },
 *       terms: {
 *         equation: { residual: ({ u_t, u_xx }, { a }) => u_t - a * u_xx },
 *         initial: { at: { t: 0 }, residual: ({ u, x }) => u - Math.sin(Math.PI * x) },
 *         boundary: { at: { x: [0, 1] }, residual: ({ u }) => u },
 *       },
 *     })
 *
 * @throws InputError `base/unknown-option`, `train/bad-domain`, `train/bad-place`, `train/bad-option`, `train/unknown-field`,
 *   `train/bad-residual`
 */
export function problem<
  Coordinate extends string,
  Term extends string,
  Unknown extends string = 'u',
  Constant extends string = never,
  Coefficient extends string = never,
>(
  spec: ProblemSpec<Coordinate, Unknown, Constant, Coefficient, Term> & {
    readonly exact: NonNullable<ProblemSpec<Coordinate, Unknown, Constant, Coefficient, Term>['exact']>
  },
): SolvedProblem<Term>
export function problem<
  Coordinate extends string,
  Term extends string,
  Unknown extends string = 'u',
  Constant extends string = never,
  Coefficient extends string = never,
>(spec: ProblemSpec<Coordinate, Unknown, Constant, Coefficient, Term>): PinnProblem<Term>
export function problem(spec: AnySpec): PinnProblem {
  checkOptionNames('pinn.problem', spec, specNames)
  const { name, magnitude = 1, referenceFloor = 1e-15, exact, recipe = {}, unknowns = ['u'] } = spec
  checkOptionNames('The recipe of pinn.problem', recipe, recipeNames)
  requirePositive('magnitude', magnitude)
  const domain = intervalsOf(spec.domain)
  requireNames(unknowns, domain)
  requireNumbers('constants', spec.constants)
  requireNumbers('coefficients', spec.coefficients)
  const vocabulary: Vocabulary = {
    coordinates: domain.map((interval) => interval.name),
    unknowns,
    constants: spec.constants ?? {},
    coefficients: Object.keys(spec.coefficients ?? {}),
  }
  const around = { domain, vocabulary, magnitude }
  const terms = Object.entries(spec.terms ?? {}).map(([term, one]) => [term, lossTerm(term, one, around)] as const)
  if (terms.length === 0) throw badOption('terms', spec.terms, 'at least one term')
  const defined: PinnProblem = {
    name,
    domain,
    unknowns: vocabulary.unknowns,
    coefficients: Object.entries(spec.coefficients ?? {}).map(([key, start]) => ({ name: key, start })),
    terms: Object.fromEntries(terms),
    ...(exact === undefined ? {} : { exact: exactAtPoint(exact, vocabulary) }),
    referenceFloor: exact === undefined ? Number.NaN : referenceFloor,
    recipe,
  }
  return printedAs(defined, () => problemText(defined))
}

const specNames = [
  'name',
  'domain',
  'unknowns',
  'constants',
  'coefficients',
  'terms',
  'exact',
  'referenceFloor',
  'magnitude',
  'recipe',
] as const satisfies readonly (keyof AnySpec)[]
const recipeNames = [
  'weights',
  'net',
  'learningRate',
  'schedule',
  'points',
  'sampling',
] as const satisfies readonly (keyof Recipe)[]

type AnySpec = ProblemSpec<string, string, string, string, string>

interface Around {
  readonly domain: readonly Interval[]
  readonly vocabulary: Vocabulary
  readonly magnitude: number
}

/** One or more, none of which is a coordinate or comes twice. */
function requireNames(unknowns: readonly string[], domain: readonly Interval[]): void {
  const all = [...unknowns, ...domain.map(({ name }) => name)]
  if (unknowns.length > 0 && new Set(all).size === all.length) return
  throw badOption('unknowns', unknowns, 'one or more names, all different, none of them that of a coordinate')
}

function requireNumbers(option: string, numbers: Readonly<Record<string, number>> = {}): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!Number.isFinite(value)) throw badOption(`${option}.${name}`, value, 'a finite number')
  }
}

function intervalsOf(domain: AnySpec['domain']): Interval[] {
  if (typeof domain !== 'object' || domain === null) throw badDomain(domain)
  if (!Object.values(domain).every((interval) => Array.isArray(interval))) throw badDomain(domain)
  const intervals = Object.entries(domain).map(([name, [low, high]]) => ({ name, low, high }))
  const isRight = ({ name, low, high }: Interval): boolean =>
    /^[a-z]$/i.test(name) && low < high && Number.isFinite(low) && Number.isFinite(high)
  if (intervals.length === 0 || !intervals.every(isRight)) throw badDomain(domain)
  return intervals
}

function lossTerm(name: string, spec: TermSpec<string, string, string>, around: Around): LossTerm {
  const { domain, magnitude } = around
  if (typeof spec !== 'object' || spec === null) throw nakedTerm(name, spec)
  checkOptionNames(`The term "${name}" of pinn.problem`, spec, ['residual', 'at', 'data', 'scale'])
  const { scale = spec.at === undefined && spec.data === undefined ? 'parts' : magnitude } = spec
  if (scale !== 'parts') requirePositive(`terms.${name}.scale`, scale)
  if (spec.data !== undefined) {
    if (spec.residual !== undefined || spec.at !== undefined) {
      throw badOption(`terms.${name}`, spec, 'data alone, or a residual')
    }
    return { ...dataTerm(name, spec.data, around), scale }
  }
  if (spec.residual === undefined) throw badOption(`terms.${name}`, spec, 'a residual, or data')
  const residual = residualOf(spec.residual, around.vocabulary)
  const places = placesOf(spec.at, domain, (wrong) => badTermPlace(name, wrong, domain))
  return {
    residual,
    width: domain.length,
    fillsDomain: spec.at === undefined,
    points: (rng, count) => pointsAt(places, domain, { rng, count }),
    scale,
  }
}

/** u − u_data at the measured points, for the one unknown, or derivative of one, that was measured. */
function dataTerm(
  name: string,
  data: NonNullable<TermSpec<string, string, string>['data']>,
  { domain, vocabulary }: Around,
): Omit<LossTerm, 'scale'> {
  const coordinates = domain.map((interval) => interval.name)
  const [measured, ...more] = Object.keys(data[0] ?? {}).filter((key) => !coordinates.includes(key))
  const columns = [...coordinates, measured]
  const isWhole = data.every((row) => columns.every((column) => Number.isFinite(row[column])))
  if (measured === undefined || more.length > 0 || !isWhole) {
    throw badOption(
      `terms.${name}.data`,
      data,
      'rows with every coordinate and the same unknown or derivative, all finite numbers',
    )
  }
  const rows = Float64Array.from(data.flatMap((row) => columns.map((column) => row[column])))
  const value: Expression = { kind: 'input', axis: domain.length }
  const difference: Expression = {
    kind: 'binary',
    op: 'sub',
    left: fieldExpression(measured, vocabulary),
    right: value,
  }
  return {
    residual: expressionResidual(difference, vocabulary),
    width: columns.length,
    fillsDomain: false,
    points: () => rows,
  }
}

function exactAtPoint(exact: NonNullable<AnySpec['exact']>, { coordinates, unknowns }: Vocabulary): Exact {
  return (point, output = 0) => {
    const value = exact(Object.fromEntries(coordinates.map((name, axis) => [name, point[axis]])))
    return typeof value === 'number' ? value : value[unknowns[output]]
  }
}
