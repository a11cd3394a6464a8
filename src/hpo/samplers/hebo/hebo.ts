import type { Sampler, SamplerDefinition, SamplerTraits, SuggestRequest } from '../../core/sampler.ts'
import type { Params } from '../../space/distribution.ts'
import { drawAllowed } from '../draw-allowed.ts'
import { manyObjectives } from '../messages.ts'
import { definition as qmc } from '../qmc.ts'
import { suggestAtRandom } from '../suggest-at-random.ts'
import { thresholdsOf } from '../gp/goal.ts'
import { type Predictors, withPending } from '../gp/pending.ts'
import { type SearchedRequest, answerAt, pendingRows, searchInput } from '../gp/search-input.ts'
import { withFailures } from '../gp/observations/failures.ts'
import { type Observations, observe } from '../gp/observations/observations.ts'
import { chunk, GpPosterior } from '../gp/process/gp-posterior.ts'
import type { Inputs } from '../gp/process/inputs.ts'
import { candidatePoints } from '../gp/search/candidate-points.ts'
import { chooseBest } from '../gp/search/maximize-acquisition.ts'
import { modelledSpace, rowOf as rowOfPoint } from '../gp/space/gp-space.ts'
import { SpaceCache } from '../gp/space/space-cache.ts'
import { type HeboOptions, type HeboSettings, heboSettings } from './hebo-options.ts'
import { type MaceSettings, kappaOf, maceLosses } from './mace.ts'
import { paretoSearch } from './pareto-search.ts'
import { type WarpedModels, warpedModels } from './warped-models.ts'

const traits: SamplerTraits = {
  joint: true,
  multiObjective: false,
  usesHistory: true,
  conditional: true,
  learnsFromFailures: true,
}

/** Incumbents near which the search for the front begins. */
const mostIncumbents = 3

/**
 * HEBO: Bayesian optimisation that allows for what real objectives are like. Values are made normal by a power transform,
 * ranges are stretched where the objective changes fast, noise never counts as none, and the next trial is drawn from the
 * points on which three acquisitions disagree (MACE): none is better by the optimistic loss, the expected improvement and
 * the probability of improvement at once.
 *
 * The choice for one objective whose values scatter, span orders of magnitude, or behave differently in different parts of
 * the space. `gp` finds the last digits of a smooth objective faster. Choices, branches, constraints, failed trials and
 * parallel workers are as with `gp`.
 *
 * Cowen-Rivers et al. 2022, "HEBO: Pushing the limits of sample-efficient hyper-parameter optimisation", arXiv:2012.03826.
 * Other than there: hyperparameters and warps are fitted by L-BFGS with the priors of `gp`, without a linear kernel, when there
 * are a twentieth more trials; one prediction serves all three acquisitions; the search takes 30 generations, not 100, from
 * points near the best trials too. Optuna has it only on its hub.
 */
export const definition: SamplerDefinition<HeboOptions> = {
  traits,
  create(options) {
    const settings = heboSettings(options)
    const parts: Parts = {
      settings,
      spaces: new SpaceCache(),
      models: warpedModels(settings),
      design: qmc.create(),
    }
    const sampler: Sampler = { name: 'hebo', traits, suggest: (request) => suggest(request, parts) }
    return sampler
  },
}

interface Parts {
  readonly settings: HeboSettings
  readonly spaces: SpaceCache
  readonly models: ReturnType<typeof warpedModels>
  readonly design: Sampler
}

function suggest(request: SuggestRequest, { settings, spaces, models: modelsOf, design }: Parts): Params {
  const { space: asked, history, rng, trial, declared } = request
  if (history.directions.length > 1) throw manyObjectives('hebo', history.directions.length)
  const whole = modelledSpace(asked, { declared, fixed: trial.fixed, trials: history.trials })
  const { space, rowOf } = spaces.get(whole, declared)
  const observed = observe(history, rowOf, settings.warp)
  const startup = Math.max(2, settings.nStartupTrials(space.axes.length))
  if (observed === null || observed.trials.length < startup) return design.suggest(request)
  const observations = withFailures(observed)

  const unmodelled = new Map([...space.unmodelled].filter(([name]) => asked.has(name)))
  const others = suggestAtRandom(unmodelled, rng.fork('unmodelled'), declared)
  if (!space.axes.some(({ name }) => asked.has(name))) return others
  const models = modelsOf({ history, space, rowOf, observations })
  const searched: SearchedRequest = { request, space, rowOf, others }
  const point = models === null ? null : pointOnFront(searched, { observations, models, settings })
  return point === null ? drawAllowed(request, () => suggestAtRandom(asked, rng, declared)) : answerAt(searched, point)
}

interface Known {
  readonly observations: Observations
  readonly models: WarpedModels
  readonly settings: HeboSettings
}

/** A new point from the front of the three acquisitions; null when there is none. */
function pointOnFront(searched: SearchedRequest, { observations, models, settings }: Known): Float64Array | null {
  const { space, request } = searched
  const { rng } = request
  const order = bestFirst(observations)
  const incumbents = order.slice(0, mostIncumbents).map((i) => observations.trials[i].row)
  const input = searchInput(searched, incumbents)
  const predictors = withPending(models, {
    rows: pendingRows(searched).map(models.seen),
    objectives: 1,
    rng: rng.fork('fantasies'),
  })
  const evaluate = maceOf(predictors, {
    layout: space.layout,
    seen: (point) => models.seen(rowOfPoint(space, point)),
    mace: {
      kappa: kappaOf(observations.trials.length, space.axes.length),
      best: observations.feasible.includes(true) ? predictedAt(models, order[0]) : null,
      thresholds: thresholdsOf(observations),
    },
  })
  const start = candidatePoints({ ...input, rng: rng.fork('start') }, input.incumbents, settings.populationSize)
  const front = paretoSearch(start, { ...input, evaluate, generations: settings.generations, rng: rng.fork('search') })
  return chooseBest(shuffled(front, rng.fork('choice')).map((point) => ({ point, utility: 0 })), input) // prettier-ignore
}

/** Indices of the trials, feasible ones first, from the best on. */
function bestFirst({ trials, feasible, objectives: [{ values }] }: Observations): readonly number[] {
  return [...trials.keys()].sort((a, b) => Number(feasible[b]) - Number(feasible[a]) || values[b] - values[a])
}

/** What the model of the objective thinks of a trial it knows, without its noise. */
function predictedAt({ factors: [factor], scores: [{ rows, values }] }: WarpedModels, index: number): number {
  const posterior = new GpPosterior(factor, [values])
  posterior.predict(rows[index])
  return posterior.means[0]
}

function shuffled<T>(items: readonly T[], rng: { uniform(): number }): readonly T[] {
  return items
    .map((item) => ({ item, key: rng.uniform() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item)
}

interface MacePlan {
  readonly layout: Inputs['layout']
  /** The row of a point as the models see it. */
  readonly seen: (point: Float64Array) => Float64Array
  readonly mace: MaceSettings
}

/** The three acquisitions at many points, from one prediction of each model; averaged over fantasies. */
function maceOf({ posteriors, fantasies }: Predictors, { layout, seen, mace }: MacePlan) {
  const means = posteriors.map(() => Array.from({ length: fantasies }, () => new Float64Array(chunk)))
  const variances = posteriors.map(() => new Float64Array(chunk))
  const columns = layout.map(() => new Float64Array(chunk))
  return (points: readonly Float64Array[]): readonly (readonly number[])[] => {
    const losses: number[][] = []
    for (let first = 0; first < points.length; first += chunk) {
      const rows = points.slice(first, first + chunk).map(seen)
      // Panels come in fours: the last row fills up what is missing.
      const count = Math.ceil(rows.length / 4) * 4
      for (let p = 0; p < count; p++)
        columns.forEach((column, j) => (column[p] = rows[Math.min(p, rows.length - 1)][j]))
      posteriors.forEach((posterior, m) => posterior.predictMany({ layout, columns, count }, means[m], variances[m]))
      rows.forEach((_, p) => losses.push(averagedLosses(p)))
    }
    return losses
  }

  function averagedLosses(p: number): number[] {
    const deviations = variances.map((own) => Math.sqrt(own[p]))
    const sums = [0, 0, 0]
    for (let s = 0; s < fantasies; s++) {
      maceLosses({ means: means.map((own) => own[s][p]), deviations }, mace).forEach((loss, k) => (sums[k] += loss))
    }
    return sums.map((sum) => sum / fantasies)
  }
}
