import { minimizeSign } from '../../core/direction.ts'
import type { Sampler, SamplerDefinition, SamplerTraits, SuggestRequest } from '../../core/sampler.ts'
import type { Params } from '../../space/distribution.ts'
import { hasFewer } from '../has-fewer.ts'
import { manyObjectives } from '../messages.ts'
import { suggestAtRandom } from '../suggest-at-random.ts'
import { thresholdsOf } from '../gp/goal.ts'
import { anywhere } from '../gp/guided-search.ts'
import { type SearchedRequest, answerAt, pendingRows, searchInput } from '../gp/search-input.ts'
import { type Observations, observe } from '../gp/observations/observations.ts'
import { candidatePoints } from '../gp/search/candidate-points.ts'
import type { Found } from '../gp/search/local-search.ts'
import { chooseBest } from '../gp/search/maximize-acquisition.ts'
import { columnsOf, modelledSpace, rowOf as rowOfPoint } from '../gp/space/gp-space.ts'
import { SpaceCache } from '../gp/space/space-cache.ts'
import { type Slopes, logExpectedImprovement, logProbabilityOfImprovement } from '../gp/utility/improvement.ts'
import { exchangeSearch } from './exchange-search.ts'
import { type ForestOptions, type ForestSettings, forestSettings } from './forest-options.ts'
import { growForest, predict } from './random-forest.ts'

const traits: SamplerTraits = { joint: true, multiObjective: false, usesHistory: true, conditional: true }

/**
 * Bayesian optimisation with a random forest, as SMAC does it: regression trees predict the objective, their disagreement
 * tells where little is known, and the point with the largest expected improvement is tried next.
 *
 * The choice for spaces of many choices and branches, and for objectives with jumps, from about 50 trials to thousands of
 * one objective; its computing time hardly grows. On smooth objectives of numbers `gp` and `tpe` need fewer trials.
 * Constraints are modelled too; running trials count with the mean of all values.
 *
 * Hutter, Hoos and Leyton-Brown 2011, "Sequential model-based optimization for general algorithm configuration"; Lindauer
 * et al. 2022 (SMAC3) for the constants. Other than there: leaves may hold one observation, a parameter that does not
 * exist is a column of its own, one trial in ten is random instead of one in five. Optuna has no such sampler.
 */
export const definition: SamplerDefinition<ForestOptions> = {
  traits,
  create(options) {
    const settings = forestSettings(options)
    const spaces = new SpaceCache()
    const sampler: Sampler = {
      name: 'forest',
      traits,
      isStartup: ({ trials }) => hasFewer(trials, settings.nStartupTrials),
      suggest: (request) => suggest(request, settings, spaces),
    }
    return sampler
  },
}

function suggest(request: SuggestRequest, settings: ForestSettings, spaces: SpaceCache): Params {
  const { space: asked, history, rng, trial, declared } = request
  if (history.directions.length > 1) throw manyObjectives('forest', history.directions.length)
  if (hasFewer(history.trials, settings.nStartupTrials)) return anywhere(request)
  const whole = modelledSpace(asked, { declared, fixed: trial.fixed, trials: history.trials })
  const { space, rowOf } = spaces.get(whole, declared)
  const observations = observe(history, rowOf)
  const isRandom = rng.fork('random').uniform() < settings.randomShare
  if (isRandom || observations === null) return anywhere(request)
  const unmodelled = new Map([...space.unmodelled].filter(([name]) => asked.has(name)))
  const others = suggestAtRandom(unmodelled, rng.fork('unmodelled'), declared)
  if (!space.axes.some(({ name }) => asked.has(name))) return others
  const searched = { request, space, rowOf, others }
  const point = mostPromising(searched, observations, settings)
  return point === null ? anywhere(request) : answerAt(searched, point)
}

function mostPromising(
  searched: SearchedRequest,
  observations: Observations,
  settings: ForestSettings,
): Float64Array | null {
  const { request, space } = searched
  const { rng } = request
  const scores = settings.logY ? logScores(request, observations) : observations.objectives[0].values
  const order = byMerit(observations, scores)
  const model = utilityModel(searched, { observations, scores, best: scores[order[0]] }, settings)
  const row = new Float64Array(space.layout.length)
  const utilityOf = (point: Float64Array): number => model.utilityAt(rowOfPoint(space, point, row))
  const good = order.slice(0, settings.localSearches).map((i) => observations.trials[i].row)
  const input = searchInput(searched, good)
  const points = candidatePoints({ ...input, rng: rng.fork('candidates') }, input.incumbents, settings.challengers)
  const scored = points.map((point): Found => ({ point, utility: utilityOf(point) })).sort(byUtility)
  const starts = [...scored.slice(0, settings.localSearches), ...input.incumbents.map((point) => ({ point, utility: utilityOf(point) }))] // prettier-ignore
  const axes = input.open.filter((j) => columnsOf(space, j).some((column) => model.looksAt(column)))
  const search = { space, axes, utilityOf, rng: rng.fork('exchange') }
  const climbed = starts.map((start) => exchangeSearch(start, search)).filter(({ point }) => input.allows(point))
  return chooseBest([...climbed, ...scored].sort(byUtility), input)
}

const byUtility = (a: Found, b: Found): number => b.utility - a.utility

/** Positions of the observations, feasible ones with large scores first. */
function byMerit({ feasible }: Observations, scores: Float64Array): number[] {
  return [...scores.keys()].sort((a, b) => Number(feasible[b]) - Number(feasible[a]) || scores[b] - scores[a])
}

interface UtilityModel {
  /** The log expected improvement of a row, times the probability that it is feasible. */
  readonly utilityAt: (row: Float64Array) => number
  /** Whether the utility may depend on this column. */
  readonly looksAt: (column: number) => boolean
}

function utilityModel(
  searched: SearchedRequest,
  { observations, scores, best }: { observations: Observations; scores: Float64Array; best: number },
  { trees }: ForestSettings,
): UtilityModel {
  const { layout } = searched.space
  const { rng } = searched.request
  const pending = pendingRows(searched)
  const rows = [...observations.objectives[0].rows, ...pending]
  const mean = scores.reduce((sum, score) => sum + score / scores.length, 0)
  const values = [...scores, ...pending.map(() => mean)]
  const objective = growForest({ layout, rows, values }, trees, rng.fork('objective'))
  const constraints = observations.constraints.map((own, c) => growForest({ layout, ...own }, trees, rng.fork('constraint', c))) // prettier-ignore
  const thresholds = thresholdsOf(observations)
  const anyFeasible = observations.feasible.includes(true)
  const predicted = { mean: 0, deviation: 0 }
  const unused: Slopes = { mean: 0, deviation: 0 }
  const utilityAt = (row: Float64Array): number => {
    let utility = 0
    if (anyFeasible) {
      predict(objective, row, predicted)
      utility = logExpectedImprovement(predicted, best, unused)
    }
    for (let c = 0; c < constraints.length; c++) {
      predict(constraints[c], row, predicted)
      utility += logProbabilityOfImprovement(predicted, thresholds[c], unused)
    }
    return utility
  }
  const forests = anyFeasible ? [objective, ...constraints] : constraints
  return { utilityAt, looksAt: (column) => forests.some(({ looksAt }) => looksAt[column]) }
}

/** Scores of the logarithms of the values: larger is better, mean 0 and variance 1. */
function logScores({ history }: SuggestRequest, { trials }: Observations): Float64Array {
  const sign = -minimizeSign(history.directions[0])
  const values = trials.map(({ trial }) => trial.values![0])
  const usable = values.filter((value) => value > 0 && Number.isFinite(value))
  if (usable.length === 0) return new Float64Array(values.length)
  const least = usable.reduce((a, b) => Math.min(a, b))
  const most = usable.reduce((a, b) => Math.max(a, b))
  const logs = values.map((value) => sign * Math.log(Math.min(most, Math.max(least, value))))
  const mean = logs.reduce((sum, log) => sum + log / logs.length, 0)
  const deviation = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2 / logs.length, 0))
  return Float64Array.from(logs, (log) => (deviation > 0 ? (log - mean) / deviation : 0))
}
