import { z } from 'zod'
import type { Sampler, SamplerDefinition, SamplerTraits, SuggestRequest } from '../../core/sampler.ts'
import { numberFrom, wholeNumber } from '../../parts/number-options.ts'
import { parseOptions } from '../../parts/parse-options.ts'
import type { Params } from '../../space/distribution.ts'
import { hasFewer } from '../has-fewer.ts'
import { manyObjectives } from '../messages.ts'
import { fittedModels } from '../gp/fitted-models.ts'
import type { GpSettings } from '../gp/gp-options.ts'
import { thresholdsOf } from '../gp/goal.ts'
import {
  anywhere,
  type Prepared,
  prepareSearch,
  searchByModels,
  searchSettings,
  shortestOf,
} from '../gp/guided-search.ts'
import { ModelCache } from '../gp/models.ts'
import { withPending } from '../gp/pending.ts'
import { pendingRows } from '../gp/search-input.ts'
import type { Observations } from '../gp/observations/observations.ts'
import { SpaceCache } from '../gp/space/space-cache.ts'
import { objectiveTerm, singleObjectiveUtility } from '../gp/utility/utility.ts'
import { costsOf, pricedUtility } from './costs.ts'

/** How cost counts. */
export interface CostAwareOptions {
  /**
   * What a trial costs: `'duration'`, the time that it took, or the name of a user attribute with a number above 0, as in
   * `return { values: loss, attrs: { gpuHours } }`. Default `'duration'`, with which a study cannot be repeated exactly.
   */
  readonly cost?: string
  /**
   * The improvement is divided by the cost to this power: 0 ignores the cost, 1 looks for improvement per unit of cost; a
   * number from 0 to 1, default 1. Lower it when the study is to end well rather than soon.
   */
  readonly exponent?: number
  /** Complete trials drawn at random before the models are used; a whole number ≥ 0, default 10. */
  readonly nStartupTrials?: number
  /** Points that are compared before the better ones are improved; a whole number ≥ 1, default as for `gp`. */
  readonly candidates?: number
  /** Points that are improved by climbing; a whole number ≥ 1, default 10. */
  readonly restarts?: number
}

const schema = z.strictObject({
  cost: z.string("'duration', or the name of a user attribute").min(1, 'a name').default('duration'),
  exponent: numberFrom(0, 1).default(1),
  nStartupTrials: wholeNumber(0).default(10),
  candidates: wholeNumber(1).optional(),
  restarts: wholeNumber(1).optional(),
})

const traits: SamplerTraits = { joint: true, multiObjective: false, usesHistory: true, conditional: true }

/**
 * Bayesian optimisation that minds what trials cost: the expected improvement per unit of cost decides, with a model of the
 * objective and one of the logarithm of the cost (Snoek, Larochelle and Adams 2012, "Practical Bayesian optimization of
 * machine learning algorithms", section 3.2; the exponent as in Lee et al. 2020, arXiv:2003.10870).
 *
 * Choose it when some parameters make trials many times longer (width, depth, resolution) and the budget is time or money,
 * not a number of trials.
 */
export const definition: SamplerDefinition<CostAwareOptions> = {
  traits,
  create(options) {
    const parsed = parseOptions(schema, options, { kind: 'sampler', name: 'costAware' })
    const { cost, exponent, nStartupTrials, candidates, restarts } = parsed
    const settings = searchSettings({ nStartupTrials, candidates, restarts })
    const caches = { spaces: new SpaceCache(), models: new ModelCache() }
    const sampler: Sampler = {
      name: 'costAware',
      traits,
      isStartup: ({ trials }) => hasFewer(trials, Math.max(1, settings.nStartupTrials)),
      suggest: (request) => suggest(request, { settings, cost, exponent, ...caches }),
    }
    return sampler
  },
}

interface Pricing {
  readonly settings: GpSettings
  readonly cost: string
  readonly exponent: number
  readonly spaces: SpaceCache
  readonly models: ModelCache
}

function suggest(request: SuggestRequest, pricing: Pricing): Params {
  const { history } = request
  if (history.directions.length > 1) throw manyObjectives('costAware', history.directions.length)
  if (hasFewer(history.trials, Math.max(1, pricing.settings.nStartupTrials))) return anywhere(request)
  const prepared = prepareSearch(request, pricing.spaces)
  const { observations = null } = prepared ?? {}
  if (prepared === null || observations === null) return anywhere(request)
  return perCost(prepared, observations, pricing) ?? anywhere(request)
}

function perCost(
  prepared: Prepared,
  observations: Observations,
  { settings, cost, exponent, models: cache }: Pricing,
): Params | null {
  const { request, space } = prepared
  const costs = costsOf(observations, cost)
  // The model of the costs stands behind those of the constraints.
  const all = costs === null ? observations : { ...observations, constraints: [...observations.constraints, costs] }
  const models = fittedModels(request, all, { space, settings, cache, scope: costs === null ? 'free' : `cost ${cost}` })
  if (models === null) return null
  const predictors = withPending(models, {
    rows: pendingRows(prepared),
    objectives: 1,
    rng: request.rng.fork('fantasies'),
  })
  const { feasible, trials, objectives } = observations
  const [{ values }] = objectives
  const anyFeasible = feasible.includes(true)
  const rank = (i: number): number => (feasible[i] || !anyFeasible ? values[i] : Number.NEGATIVE_INFINITY)
  const best = trials.reduce((at, _, i) => (rank(i) > rank(at) ? i : at), 0)
  const bests = Float64Array.from({ length: predictors.fantasies }, (_, s) =>
    predictors.pending[0][s].reduce((a, b) => Math.max(a, b), values[best]),
  )
  const free = singleObjectiveUtility({
    term: anyFeasible ? objectiveTerm('logEi', { bests, xi: settings.xi, beta: settings.beta }) : null,
    average: 'logMeanExp',
    thresholds: thresholdsOf(observations),
  })
  const guide = {
    posteriors: predictors.posteriors,
    utility: costs === null ? free : pricedUtility(free, exponent * costs.deviation),
    incumbents: [trials[best].row],
    lengthscales: shortestOf(
      models.factors.map(({ hyper }) => hyper),
      space,
    ),
  }
  return searchByModels(prepared, guide, settings)
}
