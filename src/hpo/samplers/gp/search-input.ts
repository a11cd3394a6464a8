import type { SuggestRequest } from '../../core/sampler.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import type { Params } from '../../space/distribution.ts'
import { suggestAtRandom } from '../suggest-at-random.ts'
import { coordinateOf } from '../tpe/axis.ts'
import type { SearchInput } from './search/maximize-acquisition.ts'
import type { Region } from './search/region.ts'
import { type GpSpace, paramsAt, pointOfRow } from './space/gp-space.ts'

/** A request, and the space as a model of the points sees it. */
export interface SearchedRequest {
  readonly request: SuggestRequest
  readonly space: GpSpace
  readonly rowOf: (trial: TrialRecord) => Float64Array | null
  /** Parameters that the model does not cover. */
  readonly others: Params
  /** Where numbers are searched; the whole space by default. */
  readonly region?: Region
}

/** Where to look for a point, given rows of good trials to start from. */
export function searchInput(searched: SearchedRequest, incumbents: readonly Float64Array[]): SearchInput {
  const { request, space, rowOf, others, region } = searched
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
  return {
    space,
    open,
    base: withFixed(Float64Array.from(space.axes, (axis) => (axis.kind === 'categorical' ? 0 : 0.5))),
    incumbents: incumbents.map((row) => withFixed(pointOfRow(space, row))),
    allows: (point) => declared === null || declared.allows({ ...fixed, ...paramsAt(space, point) }),
    tried: history.trials.flatMap((other) => {
      const row = other.number === trial.number || other.state === 'waiting' ? null : rowOf(other)
      return row === null ? [] : [row]
    }),
    rng,
    region,
  }
}

/** Rows of the trials that run now, other than the one that is asked for. */
export function pendingRows({ request, rowOf }: Pick<SearchedRequest, 'request' | 'rowOf'>): readonly Float64Array[] {
  return request.history.trials.flatMap((trial) => {
    const row = trial.state === 'running' && trial.number !== request.trial.number ? rowOf(trial) : null
    return row === null ? [] : [row]
  })
}

/** The parameters that were asked for, as they are at a point. */
export function answerAt({ request, space, others }: SearchedRequest, point: Float64Array): Params {
  const known = Object.entries({ ...others, ...paramsAt(space, point) }).filter(([name]) => request.space.has(name))
  const params = Object.fromEntries(known)
  if (request.declared !== null) return params
  const rest = new Map([...request.space].filter(([name]) => !Object.hasOwn(params, name)))
  return { ...suggestAtRandom(rest, request.rng.fork('rest'), null), ...params }
}
