import type { Params } from '../../space/distribution.ts'
import type { Observations } from './observations/observations.ts'
import { Acquisition } from './search/acquisition.ts'
import type { SearchBox } from './search/candidate-points.ts'
import { maximizeAcquisition } from './search/maximize-acquisition.ts'
import { userPrior } from './space/user-prior.ts'
import { frontGoal, singleGoal, thresholdsOf } from './goal.ts'
import type { GpSettings } from './gp-options.ts'
import { shortestOf } from './guided-search.ts'
import type { Models } from './models.ts'
import { withPending } from './pending.ts'
import { type SearchedRequest, answerAt, pendingRows, searchInput } from './search-input.ts'
import { thompsonPoint } from './thompson.ts'

/** Everything that a suggestion is made from. */
export interface Situation extends SearchedRequest {
  readonly settings: GpSettings
  readonly observations: Observations
  readonly models: Models
  /** Where to look only; the whole space by default. */
  readonly box?: SearchBox
  /** Points that one draw of the models is compared at. */
  readonly points?: number | undefined
}

/** Parameters for the most promising new point; null when there is none. */
export function suggestPoint(situation: Situation): Params | null {
  const point = mostPromising(situation)
  return point === null ? null : answerAt(situation, point)
}

function mostPromising(situation: Situation): Float64Array | null {
  const { request, settings, observations, models, space } = situation
  const { history, rng } = request
  const several = history.directions.length > 1
  const goal = several ? frontGoal(observations, rng.fork('front')) : singleGoal(observations, models, settings)
  const input = { ...searchInput(situation, goal.incumbents), box: situation.box ?? null }
  if (settings.acquisition === 'thompson' && !several) {
    return thompsonPoint({ ...input, points: situation.points }, models, thresholdsOf(observations))
  }
  const predictors = withPending(models, {
    rows: pendingRows(situation),
    objectives: history.directions.length,
    rng: rng.fork('fantasies'),
  })
  const trials = observations.trials.length
  const prior = userPrior(space, request.declared, settings.priorWeight / trials)
  const acquisition = new Acquisition(predictors.posteriors, goal.utility(predictors), prior)
  const effort = { candidates: settings.candidates(trials), restarts: settings.restarts }
  const lengthscales = shortestOf(models.factors.map(({ hyper }) => hyper), space) // prettier-ignore
  return maximizeAcquisition({ ...input, acquisition, lengthscales }, effort)
}
