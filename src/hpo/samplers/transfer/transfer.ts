import { z } from 'zod'
import type { Sampler, SamplerDefinition, SamplerTraits, SuggestRequest } from '../../core/sampler.ts'
import type { StudyView } from '../../core/study-record.ts'
import { wholeNumber } from '../../parts/number-options.ts'
import { parseOptions } from '../../parts/parse-options.ts'
import type { Params } from '../../space/distribution.ts'
import { hasFewer } from '../has-fewer.ts'
import { manyObjectives } from '../messages.ts'
import { fittedModels } from '../gp/fitted-models.ts'
import type { GpSettings } from '../gp/gp-options.ts'
import {
  anywhere,
  type Prepared,
  prepareSearch,
  searchByModels,
  searchSettings,
  shortestOf,
} from '../gp/guided-search.ts'
import { thresholdsOf } from '../gp/goal.ts'
import { ModelCache, type Models } from '../gp/models.ts'
import { withPending } from '../gp/pending.ts'
import { pendingRows } from '../gp/search-input.ts'
import type { Observations } from '../gp/observations/observations.ts'
import { GpPosterior } from '../gp/process/gp-posterior.ts'
import { SpaceCache } from '../gp/space/space-cache.ts'
import { objectiveTerm, singleObjectiveUtility } from '../gp/utility/utility.ts'
import { ensembleUtility, meanUtility } from './ensemble-utility.ts'
import { rankingWeights } from './ranking-weights.ts'
import { type SourceModel, SourceModels } from './source-models.ts'

/** What the sampler learns from, beside the study itself. */
export interface TransferOptions {
  /**
   * Earlier studies of one objective each, as `loadStudy` gives them: what they have in common with this one by name of
   * parameter counts, whatever their ranges. Default: none, which makes the sampler one like `gp`.
   */
  readonly sources?: readonly StudyView[]
  /** Trials of the study itself before it is modelled too; a whole number ≥ 0, default 10 without sources, else 3. */
  readonly nStartupTrials?: number
  /** Points that are compared before the better ones are improved; a whole number ≥ 1, default as for `gp`. */
  readonly candidates?: number
  /** Points that are improved by climbing; a whole number ≥ 1, default 10. */
  readonly restarts?: number
}

const isStudy = (value: unknown): boolean =>
  Array.isArray((value as Partial<StudyView> | null)?.trials) &&
  Array.isArray((value as Partial<StudyView> | null)?.directions)
const schema = z.strictObject({
  sources: z
    .array(z.custom<StudyView>(isStudy, 'studies, as loadStudy gives them'), 'a list of studies')
    .refine((studies) => studies.every(({ directions }) => directions.length === 1), 'studies with one objective each')
    .default([]),
  nStartupTrials: wholeNumber(0).optional(),
  candidates: wholeNumber(1).optional(),
  restarts: wholeNumber(1).optional(),
})

const traits: SamplerTraits = { joint: true, multiObjective: false, usesHistory: true, conditional: true }

/**
 * Bayesian optimisation that learns from earlier studies: each is modelled on its own, and the models are mixed by how well
 * they rank the trials of this study, so that a related study saves most of the search and an unrelated one is soon ignored.
 *
 * Feurer, Letham, Hutter and Bakshy 2018, "Practical transfer learning for Bayesian optimization", arXiv:1802.02219: the
 * ranking-weighted Gaussian process ensemble, with their guard against dilution by many bad sources. Other than there: the
 * samples of a ranking are drawn point by point, and the first trials are where the sources together expect most.
 */
export const definition: SamplerDefinition<TransferOptions> = {
  traits,
  create(options) {
    const parsed = parseOptions(schema, options, { kind: 'sampler', name: 'transfer' })
    const { sources, nStartupTrials, candidates, restarts } = parsed
    const settings = searchSettings({ nStartupTrials, candidates, restarts })
    const startup = nStartupTrials ?? (sources.length === 0 ? 10 : 3)
    const caches = { spaces: new SpaceCache(), models: new ModelCache(), sources: new SourceModels(sources) }
    const sampler: Sampler = {
      name: 'transfer',
      traits,
      isStartup: ({ trials }) => sources.length === 0 && hasFewer(trials, Math.max(1, startup)),
      suggest: (request) => suggest(request, { settings, startup, ...caches }),
    }
    return sampler
  },
}

interface Learned {
  readonly settings: GpSettings
  readonly startup: number
  readonly spaces: SpaceCache
  readonly models: ModelCache
  readonly sources: SourceModels
}

function suggest(request: SuggestRequest, learned: Learned): Params {
  const { history } = request
  if (history.directions.length > 1) throw manyObjectives('transfer', history.directions.length)
  const prepared = prepareSearch(request, learned.spaces)
  if (prepared === null) return anywhere(request)
  const sources = learned.sources.in(prepared.space)
  const isEarly = hasFewer(history.trials, Math.max(1, learned.startup))
  if (isEarly) return (sources.length === 0 ? null : promisedBySources(prepared, sources, learned)) ?? anywhere(request)
  return byEnsemble(prepared, sources, learned) ?? anywhere(request)
}

/** Where the sources together expect most, and nothing was tried. */
function promisedBySources(prepared: Prepared, sources: readonly SourceModel[], { settings }: Learned): Params | null {
  const posteriors = sources.map(({ factor, scores }) => new GpPosterior(factor, [scores]))
  const lengthscales = shortestOf(
    sources.map(({ factor }) => factor.hyper),
    prepared.space,
  )
  const incumbents = sources.map(({ best }) => best)
  return searchByModels(prepared, { posteriors, utility: meanUtility, incumbents, lengthscales }, settings)
}

function byEnsemble(prepared: Prepared, sources: readonly SourceModel[], learned: Learned): Params | null {
  const { request, space, observations } = prepared
  if (observations === null) return null
  const { settings, models: cache } = learned
  const models = fittedModels(request, observations, { space, settings, cache, scope: 'transfer' })
  if (models === null) return null
  const weights = rankingWeights({ models, observations, sources, rng: request.rng.fork('ranking') })
  const used = sources.filter((_, m) => weights[m + 1] > 0)
  const shares = [weights[0], ...weights.slice(1).filter((weight) => weight > 0)]
  const predictors = withPending(models, {
    rows: pendingRows(prepared),
    objectives: 1,
    rng: request.rng.fork('fantasies'),
  })
  const { fantasies } = predictors
  const best = bestOf(observations, { models, used, shares })
  const anyFeasible = observations.feasible.includes(true)
  const bests = new Float64Array(fantasies).fill(best.value)
  const own = singleObjectiveUtility({
    term: anyFeasible ? objectiveTerm('logEi', { bests, xi: settings.xi, beta: settings.beta }) : null,
    average: 'logMeanExp',
    thresholds: thresholdsOf(observations),
  })
  const others = used.map(
    ({ factor, scores }) =>
      new GpPosterior(
        factor,
        Array.from({ length: fantasies }, () => scores),
      ),
  )
  const guide = {
    posteriors: [...predictors.posteriors, ...others],
    utility: ensembleUtility(own, { shares, models: models.factors.length, fantasies }),
    incumbents: [best.row, ...used.map((source) => source.best)],
    lengthscales: shortestOf(
      [...models.factors, ...used.map(({ factor }) => factor)].map(({ hyper }) => hyper),
      space,
    ),
  }
  return searchByModels(prepared, guide, settings)
}

/** The trial of which the ensemble expects most. */
function bestOf(
  { trials, feasible }: Observations,
  {
    models,
    used,
    shares,
  }: { readonly models: Models; readonly used: readonly SourceModel[]; readonly shares: readonly number[] },
): { readonly row: Float64Array; readonly value: number } {
  const all = [
    new GpPosterior(models.factors[0], [models.scores[0].values]),
    ...used.map(({ factor, scores }) => new GpPosterior(factor, [scores])),
  ]
  const expected = ({ row }: { readonly row: Float64Array }): number =>
    all.reduce((sum, posterior, m) => {
      posterior.predict(row)
      return sum + shares[m] * posterior.means[0]
    }, 0)
  const candidates = feasible.includes(true) ? trials.filter((_, i) => feasible[i]) : trials
  const valued = candidates.map((trial) => ({ row: trial.row, value: expected(trial) }))
  return valued.reduce((best, one) => (one.value > best.value ? one : best))
}
