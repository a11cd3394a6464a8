import type { Rng } from '../../../base/rng.ts'
import type { SuggestRequest } from '../../core/sampler.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import type { Params } from '../../space/distribution.ts'
import { coordinateOf } from '../tpe/axis.ts'
import { suggestAtRandom } from '../suggest-at-random.ts'
import { Acquisition } from './acquisition.ts'
import type { SearchBox } from './candidate-points.ts'
import { frontGoal, singleGoal, thresholdsOf } from './goal.ts'
import type { GpSettings } from './gp-options.ts'
import { type GpSpace, paramsAt, pointOfRow } from './gp-space.ts'
import { type SearchInput, maximizeAcquisition } from './maximize-acquisition.ts'
import type { Models } from './models.ts'
import type { Observations } from './observations.ts'
import { withPending } from './pending.ts'
import { thompsonPoint } from './thompson.ts'

/** Everything that a suggestion is made from. */
export interface Situation {
  readonly request: SuggestRequest
  readonly settings: GpSettings
  readonly space: GpSpace
  readonly rowOf: (trial: TrialRecord) => Float64Array | null
  readonly observations: Observations
  readonly models: Models
  /** Parameters that the model does not cover. */
  readonly others: Params
}

/** Axes search no closer than this share of their range, and treat anything longer than this as flat. */
const shortest = 1e-3
const longest = 10
/** Half widths of the box for a local search, in units of the range. */
const leastRadius = 0.02
const mostRadius = 0.4

/** Parameters for the most promising new point; null when there is none. */
export function suggestPoint(situation: Situation): Params | null {
  const { request, space, others } = situation
  const point = mostPromising(situation)
  if (point === null) return null
  const known = Object.entries({ ...others, ...paramsAt(space, point) }).filter(([name]) => request.space.has(name))
  const params = Object.fromEntries(known)
  if (request.declared !== null) return params
  const rest = new Map([...request.space].filter(([name]) => !Object.hasOwn(params, name)))
  return { ...suggestAtRandom(rest, request.rng.fork('rest'), null), ...params }
}

function mostPromising(situation: Situation): Float64Array | null {
  const { request, settings, observations, models, space } = situation
  const { history, rng } = request
  const several = history.directions.length > 1
  const goal = several ? frontGoal(observations, rng.fork('front')) : singleGoal(observations, models, settings)
  const input = searchInput(situation, goal.incumbents)
  if (settings.acquisition === 'thompson' && !several) return thompsonPoint(input, models, thresholdsOf(observations))
  const predictors = withPending(models, {
    rows: pendingRows(situation),
    objectives: history.directions.length,
    rng: rng.fork('fantasies'),
  })
  const acquisition = new Acquisition(predictors.posteriors, goal.utility(predictors))
  const effort = { candidates: settings.candidates(observations.trials.length), restarts: settings.restarts }
  return maximizeAcquisition({ ...input, acquisition, lengthscales: shortestLengthscales(models, space) }, effort)
}

function searchInput(situation: Situation, incumbents: readonly Float64Array[]): SearchInput {
  const { request, settings, space, rowOf, others } = situation
  const { history, trial, declared, rng } = request
  const fixed = { ...trial.fixed, ...others }
  const open = space.axes.flatMap(({ name }, j) => (request.space.has(name) ? [j] : []))
  const withFixed = (point: Float64Array): Float64Array => {
    space.axes.forEach((axis, j) => {
      const coordinate = Object.hasOwn(fixed, axis.name) ? coordinateOf(axis, fixed[axis.name]) : Number.NaN
      if (!open.includes(j) && !Number.isNaN(coordinate)) point[j] = coordinate
    })
    return point
  }
  const centers = incumbents.map((row) => withFixed(pointOfRow(space, row)))
  return {
    space,
    open,
    box: localBox(centers, settings, rng.fork('box')),
    base: withFixed(Float64Array.from(space.axes, (axis) => (axis.kind === 'categorical' ? 0 : 0.5))),
    incumbents: centers,
    allows: (point) => declared === null || declared.allows({ ...fixed, ...paramsAt(space, point) }),
    tried: history.trials.flatMap((other) => {
      const row = other.number === trial.number || other.state === 'waiting' ? null : rowOf(other)
      return row === null ? [] : [row]
    }),
    rng,
  }
}

/**
 * For a share of the trials, a box around a good point. How far to look depends on how far the search has come, which
 * nobody knows: every order of magnitude is as likely.
 */
function localBox(centers: readonly Float64Array[], { localShare }: GpSettings, rng: Rng): SearchBox | null {
  if (centers.length === 0 || rng.uniform() >= localShare) return null
  const center = centers[rng.integer(centers.length)]
  const radius = leastRadius * (mostRadius / leastRadius) ** rng.uniform()
  return {
    center,
    lower: center.map((coordinate) => Math.max(0, coordinate - radius)),
    upper: center.map((coordinate) => Math.min(1, coordinate + radius)),
  }
}

/** Rows of the trials that run now, other than the one that is asked for. */
function pendingRows({ request, rowOf }: Situation): readonly Float64Array[] {
  return request.history.trials.flatMap((trial) => {
    const row = trial.state === 'running' && trial.number !== request.trial.number ? rowOf(trial) : null
    return row === null ? [] : [row]
  })
}

/** By axis, the shortest lengthscale of any model. */
function shortestLengthscales({ factors }: Models, { axes }: GpSpace): Float64Array {
  return Float64Array.from(axes, (_, j) => {
    const lengths = factors.map(({ hyper }) => 1 / Math.sqrt(hyper.inverseSquaredLengthscales[j]))
    return Math.min(longest, Math.max(shortest, Math.min(...lengths)))
  })
}
