import type { Expression } from '../residuals/expression.ts'
import { fieldExpression, type Fields } from '../residuals/field-names.ts'
import { expressionResidual, residualOf } from '../residuals/residual-of.ts'
import type { Vocabulary } from '../residuals/vocabulary.ts'
import { badDomain, badOption, badTermPlace, requirePositive } from './messages.ts'
import type { Exact, Interval, LossTerm, PinnProblem, SolvedProblem } from './pinn-problem.ts'
import { placesOf, pointsAt, type Place } from './places.ts'
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
  /** What must vanish. For `data` the default is the difference of the unknown from its measured value. */
  readonly residual?: (fields: Fields<Unknown, Coordinate>, constants: Readonly<Record<Constant, number>>) => number
  /** Where: coordinates that are held at one or several values; a list of such sets means all of them. */
  readonly at?: Place<Coordinate> | readonly Place<Coordinate>[]
  /** Measured values, with where they were taken. */
  readonly data?: readonly Readonly<Record<Coordinate, number> & Partial<Record<Unknown, number>>>[]
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
 * @throws InputError `train/bad-domain`, `train/bad-place`, `train/bad-option`, `train/unknown-field`,
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
  const { name, magnitude = 1, referenceFloor = 1e-15, exact, recipe = {} } = spec
  requirePositive('magnitude', magnitude)
  const domain = intervalsOf(spec.domain)
  const vocabulary: Vocabulary = {
    coordinates: domain.map((interval) => interval.name),
    unknowns: spec.unknowns ?? ['u'],
    constants: spec.constants ?? {},
    coefficients: Object.keys(spec.coefficients ?? {}),
  }
  const around = { domain, vocabulary, magnitude }
  const terms = Object.entries(spec.terms).map(([term, one]) => [term, lossTerm(term, one, around)] as const)
  if (terms.length === 0) throw badOption('terms', spec.terms, 'at least one term')
  return {
    name,
    domain,
    unknowns: vocabulary.unknowns,
    coefficients: Object.entries(spec.coefficients ?? {}).map(([key, start]) => ({ name: key, start })),
    terms: Object.fromEntries(terms),
    ...(exact === undefined ? {} : { exact: exactAtPoint(exact, vocabulary) }),
    referenceFloor: exact === undefined ? Number.NaN : referenceFloor,
    recipe,
  }
}

type AnySpec = ProblemSpec<string, string, string, string, string>

interface Around {
  readonly domain: readonly Interval[]
  readonly vocabulary: Vocabulary
  readonly magnitude: number
}

function intervalsOf(domain: AnySpec['domain']): Interval[] {
  const intervals = Object.entries(domain).map(([name, [low, high]]) => ({ name, low, high }))
  const isRight = ({ name, low, high }: Interval): boolean =>
    /^[a-z]$/i.test(name) && low < high && Number.isFinite(low) && Number.isFinite(high)
  if (intervals.length === 0 || !intervals.every(isRight)) throw badDomain(domain)
  return intervals
}

function lossTerm(name: string, spec: TermSpec<string, string, string>, around: Around): LossTerm {
  const { domain, magnitude } = around
  if (spec.data !== undefined) return dataTerm(name, spec.data, around)
  if (spec.residual === undefined) throw badOption(`terms.${name}`, spec, 'a residual, or data')
  const residual = residualOf(spec.residual, around.vocabulary)
  const places = placesOf(spec.at, domain, (wrong) => badTermPlace(name, wrong, domain))
  return {
    residual,
    width: domain.length,
    fillsDomain: spec.at === undefined,
    points: (rng, count) => pointsAt(places, domain, { rng, count }),
    scale: spec.scale ?? (spec.at === undefined ? 'parts' : magnitude),
  }
}

/** u − u_data at the measured points, for the one unknown that was measured. */
function dataTerm(
  name: string,
  data: NonNullable<TermSpec<string, string, string>['data']>,
  { domain, vocabulary, magnitude }: Around,
): LossTerm {
  const measured = vocabulary.unknowns.filter((unknown) => data.every((one) => Number.isFinite(one[unknown])))
  const isComplete = data.every((one) => domain.every((interval) => Number.isFinite(one[interval.name])))
  if (data.length === 0 || measured.length !== 1 || !isComplete) {
    throw badOption(
      `terms.${name}.data`,
      data,
      'rows with every coordinate and exactly one unknown, all finite numbers',
    )
  }
  const width = domain.length + 1
  const rows = Float64Array.from(
    data.flatMap((one) => [...domain.map((interval) => one[interval.name]), one[measured[0]]] as number[]),
  )
  const value: Expression = { kind: 'input', axis: domain.length }
  const difference: Expression = {
    kind: 'binary',
    op: 'sub',
    left: fieldExpression(measured[0], vocabulary),
    right: value,
  }
  return {
    residual: expressionResidual(difference, vocabulary),
    width,
    fillsDomain: false,
    points: () => rows,
    scale: magnitude,
  }
}

function exactAtPoint(exact: NonNullable<AnySpec['exact']>, { coordinates, unknowns }: Vocabulary): Exact {
  return (point, output = 0) => {
    const value = exact(Object.fromEntries(coordinates.map((name, axis) => [name, point[axis]])))
    return typeof value === 'number' ? value : value[unknowns[output]]
  }
}
