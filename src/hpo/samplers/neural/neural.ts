import { minimizeInBox } from '../../../math/optimize/box-lbfgs.ts'
import type { Sampler, SamplerDefinition, SamplerTraits, SuggestRequest } from '../../core/sampler.ts'
import type { Params } from '../../space/distribution.ts'
import { surrogateRegistry } from '../../surrogates/registry.ts'
import type { Surrogate } from '../../surrogates/surrogate.ts'
import { hasFewer } from '../has-fewer.ts'
import { manyObjectives } from '../messages.ts'
import { suggestAtRandom } from '../suggest-at-random.ts'
import { exchangeSearch } from '../forest/exchange-search.ts'
import { thresholdsOf } from '../gp/goal.ts'
import { anywhere } from '../gp/guided-search.ts'
import { answerAt, pendingRows, type SearchedRequest, searchInput } from '../gp/search-input.ts'
import { type Observations, observe, type Scores } from '../gp/observations/observations.ts'
import { candidatePoints } from '../gp/search/candidate-points.ts'
import type { Found } from '../gp/search/local-search.ts'
import { chooseBest, type SearchInput } from '../gp/search/maximize-acquisition.ts'
import { exists, type GpSpace, modelledSpace, rowOf as rowOfPoint } from '../gp/space/gp-space.ts'
import { SpaceCache } from '../gp/space/space-cache.ts'
import { logExpectedImprovement, logProbabilityOfImprovement, type Slopes } from '../gp/utility/improvement.ts'
import { type NeuralOptions, neuralSettings, type NeuralSettings } from './neural-options.ts'
import { rowEncoding } from './row-encoding.ts'

const traits: SamplerTraits = { joint: true, multiObjective: false, usesHistory: true, conditional: true }

/**
 * Bayesian optimisation with neural networks: they predict the objective and how little they know, and the point with the
 * largest expected improvement is tried next.
 *
 * For one objective with many trials, where a Gaussian process takes too long and forests are too rough; with fewer than
 * some hundred trials `gp` needs fewer of them. Constraints are modelled too; running trials count with the mean of all
 * values. Snoek et al. 2015, "Scalable Bayesian optimization using deep neural networks". Optuna has no such sampler.
 */
export const definition: SamplerDefinition<NeuralOptions> = {
  traits,
  create(options) {
    const settings = neuralSettings(options)
    const spaces = new SpaceCache()
    const sampler: Sampler = {
      name: 'neural',
      traits,
      isStartup: ({ trials }) => hasFewer(trials, settings.nStartupTrials),
      suggest: (request) => suggest(request, settings, spaces),
    }
    return sampler
  },
}

function suggest(request: SuggestRequest, settings: NeuralSettings, spaces: SpaceCache): Params {
  const { space: asked, history, rng, trial, declared } = request
  if (history.directions.length > 1) throw manyObjectives('neural', history.directions.length)
  if (hasFewer(history.trials, settings.nStartupTrials)) return anywhere(request)
  const whole = modelledSpace(asked, { declared, fixed: trial.fixed, trials: history.trials })
  const { space, rowOf } = spaces.get(whole, declared)
  const observations = observe(history, rowOf)
  if (observations === null) return anywhere(request)
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
  settings: NeuralSettings,
): Float64Array | null {
  const { request, space } = searched
  const { rng } = request
  const { values } = observations.objectives[0]
  const order = [...values.keys()].sort(
    (a, b) => Number(observations.feasible[b]) - Number(observations.feasible[a]) || values[b] - values[a],
  )
  const utility = utilityModel(searched, observations, { settings, best: values[order[0]] })
  const input = searchInput(
    searched,
    order.slice(0, settings.restarts).map((i) => observations.trials[i].row),
  )
  const points = candidatePoints({ ...input, rng: rng.fork('candidates') }, input.incumbents, settings.candidates)
  const scored = [...points, ...input.incumbents].map((point): Found => ({ point, utility: utility.at(point) }))
  scored.sort(byUtility)
  const search = { space, axes: input.open, utilityOf: utility.at, rng: rng.fork('exchange') }
  const climbed = scored
    .slice(0, settings.restarts)
    .map((start) => polished(exchangeSearch(start, search), input, utility))
    .filter(({ point }) => input.allows(point))
  return chooseBest([...climbed, ...scored].sort(byUtility), input)
}

const byUtility = (a: Found, b: Found): number => b.utility - a.utility

/** The utility of a point, and its slopes in the coordinates that are numbers without steps. */
interface UtilityModel {
  readonly at: (point: Float64Array) => number
  readonly slopes: (point: Float64Array) => Float64Array
}

/** The log expected improvement, times the probability that every constraint holds, as a logarithm. */
function utilityModel(
  searched: SearchedRequest,
  observations: Observations,
  { settings, best }: { readonly settings: NeuralSettings; readonly best: number },
): UtilityModel {
  const { space, request } = searched
  const { encode, inputOf } = rowEncoding(space)
  const pending = pendingRows(searched)
  const fit = ({ rows, values }: Scores, name: string, extra: readonly Float64Array[]): Surrogate =>
    surrogateRegistry[settings.surrogate].fit(
      { points: [...rows, ...extra].map(encode), values: [...values, ...extra.map(() => 0)] },
      request.rng.fork(name),
      settings,
    )
  const thresholds = thresholdsOf(observations)
  const models = [
    ...(observations.feasible.includes(true) ? [{ surrogate: fit(observations.objectives[0], 'objective', pending), utility: logExpectedImprovement, against: best }] : []), // prettier-ignore
    ...observations.constraints.map((own, c) => ({ surrogate: fit(own, `constraint ${c}`, []), utility: logProbabilityOfImprovement, against: thresholds[c] })), // prettier-ignore
  ]
  const row = new Float64Array(space.layout.length)
  const slope: Slopes = { mean: 0, deviation: 0 }
  const deviationOf = (variance: number): number => Math.sqrt(Math.max(leastVariance, variance))
  return {
    at(point) {
      const encoded = encode(rowOfPoint(space, point, row))
      return models.reduce((sum, { surrogate, utility, against }) => {
        const { mean, variance } = surrogate.predict(encoded)
        return sum + utility({ mean, deviation: deviationOf(variance) }, against, slope)
      }, 0)
    },
    slopes(point) {
      const encoded = encode(rowOfPoint(space, point, row))
      const total = new Float64Array(point.length)
      for (const { surrogate, utility, against } of models) {
        const { mean, variance } = surrogate.predict(encoded)
        const deviation = deviationOf(variance)
        utility({ mean, deviation }, against, slope)
        const inputs = surrogate.gradient(encoded)
        const inVariance = variance > leastVariance ? slope.deviation / (2 * deviation) : 0
        space.layout.forEach(({ axis }, column) => {
          const input = inputOf[column]
          if (input === null || !isFirstColumn(space, column)) return
          total[axis] += slope.mean * inputs.mean[input] + inVariance * inputs.variance[input]
        })
      }
      return total
    },
  }
}

/** Below this, networks agree by chance. */
const leastVariance = 1e-8

/** Whether a column holds the number of its axis, not whether the axis exists. */
function isFirstColumn({ layout }: GpSpace, column: number): boolean {
  return layout.findIndex(({ axis }) => axis === layout[column].axis) === column
}

/** Climbs along the slopes in the coordinates that are numbers without steps, from where exchange has ended. */
function polished(start: Found, { space, open, region }: SearchInput, utility: UtilityModel): Found {
  const free = open.filter((j) => space.axes[j].kind === 'continuous' && exists(space, start.point, j))
  if (free.length === 0) return start
  const point = start.point.slice()
  const take = (x: Float64Array): Float64Array => {
    free.forEach((j, i) => (point[j] = x[i]))
    return point
  }
  const bound = (of: Float64Array | undefined, otherwise: number): Float64Array =>
    Float64Array.from(free, (j) => of?.[j] ?? otherwise)
  const end = minimizeInBox(
    (x, gradient) => {
      const slopes = utility.slopes(take(x))
      free.forEach((j, i) => (gradient[i] = -slopes[j]))
      return -utility.at(point)
    },
    {
      start: Float64Array.from(free, (j) => start.point[j]),
      box: { lower: bound(region?.lower, 0), upper: bound(region?.upper, 1) },
    },
    { maxIterations: 25 },
  )
  return -end.loss > start.utility ? { point: take(end.x).slice(), utility: -end.loss } : start
}
