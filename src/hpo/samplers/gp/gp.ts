import type { Sampler, SamplerDefinition, SamplerTraits, SuggestRequest } from '../../core/sampler.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import type { Params, SearchSpace } from '../../space/distribution.ts'
import { definition as latinHypercube } from '../latin-hypercube.ts'
import { definition as qmc } from '../qmc.ts'
import { suggestAtRandom } from '../suggest-at-random.ts'
import { hasFewer } from '../has-fewer.ts'
import { withFailures } from './observations/failures.ts'
import { type Observations, observe } from './observations/observations.ts'
import { modelledSpace } from './space/gp-space.ts'
import { SpaceCache } from './space/space-cache.ts'
import { fittedModels } from './fitted-models.ts'
import { type GpOptions, type GpSettings, gpSettings } from './gp-options.ts'
import { anywhere } from './guided-search.ts'
import { likelierScale, onTwoScales } from './likelier-scale.ts'
import { localModels } from './local-models.ts'
import { ModelCache } from './models.ts'
import { neighbourhoodOf } from './neighbourhood.ts'
import { type Situation, suggestPoint } from './suggest-point.ts'

const traits: SamplerTraits = {
  joint: true,
  multiObjective: true,
  usesHistory: true,
  conditional: true,
  learnsFromFailures: true,
}

/**
 * Bayesian optimisation with a Gaussian process: a model that predicts the objective everywhere, with its uncertainty, is
 * fitted to all complete trials, and the point that promises most is tried next.
 *
 * The choice when a trial is expensive: it needs far fewer trials than any other sampler, up to about 300, for numbers,
 * choices and branches in any mix, with constraints, several objectives (up to about four) and parallel workers. Its
 * computing time grows with the cube of the number of trials: prefer `tpe` or `cmaEs` for thousands. Where trials fail it
 * goes back less and less: what a point promises counts by how probably its trial ends well.
 *
 * Rasmussen and Williams 2006, "Gaussian Processes for Machine Learning"; Jones et al. 1998 for the expected improvement,
 * Ament et al. 2023 for its logarithm; priors of hyperparameters and defaults are those of Optuna 5.0. Other than there: branches are
 * modelled in one piece, several objectives are integrated exactly, running trials are averaged over 16 draws of how they
 * may come out, failed ones are learned from, there are 1,024 candidates instead of 2,048, of which a quarter lies near the best trials, and fits are kept with the trials and repeated when
 * there are a twentieth more of them.
 */
export const definition: SamplerDefinition<GpOptions> = {
  traits,
  create(options) {
    const settings = gpSettings(options)
    const design = startupDesign(settings)
    const caches = { spaces: new SpaceCache(), models: new ModelCache() }
    const sampler: Sampler = {
      name: 'gp',
      traits,
      isStartup: ({ trials }) => design === null && isStartup(trials, settings),
      suggest: (request) =>
        design !== null && isStartup(request.history.trials, settings)
          ? design.suggest(request)
          : suggest(request, settings, caches),
    }
    return sampler
  },
}

/** What draws the startup trials; null for random draws. */
function startupDesign({ startup, nStartupTrials }: GpSettings): Sampler | null {
  if (startup === 'qmc') return qmc.create()
  if (startup === 'latinHypercube') return latinHypercube.create({ n: Math.max(1, nStartupTrials) })
  return null
}

interface Caches {
  readonly spaces: SpaceCache
  readonly models: ModelCache
}

function suggest(request: SuggestRequest, settings: GpSettings, { spaces, models: cache }: Caches): Params {
  const { space: asked, history, rng, trial, declared } = request
  if (isStartup(history.trials, settings)) return anywhere(request)
  const whole = modelledSpace(asked, { declared, fixed: trial.fixed, trials: history.trials })
  const { space, rowOf } = spaces.get(whole, declared)
  const others = suggestAtRandom(within(space.unmodelled, asked), rng.fork('unmodelled'), declared)
  if (!space.axes.some(({ name }) => asked.has(name))) return others

  const observed = observe(history, rowOf, history.directions.length > 1 ? 'none' : settings.warp)
  if (observed === null) return anywhere(request)
  const observations = withFailures(observed)
  const situation = { request, settings, space, rowOf, others }
  return suggestNearby(situation, observations) ?? suggestAnywhere(situation, observations, cache) ?? anywhere(request)
}

type Asked = Omit<Situation, 'observations' | 'models'>

/** What models of all trials suggest; null when a covariance matrix cannot be factorised. */
function suggestAnywhere(asked: Asked, observed: Observations, cache: ModelCache): Params | null {
  const { request, settings, space, rowOf } = asked
  const { history } = request
  const chooses = settings.warp === 'byEvidence' && history.directions.length === 1
  const observations = chooses ? onTwoScales(observed, observe(history, rowOf)!) : observed
  const models = fittedModels(request, observations, { space, settings, cache })
  if (models === null) return null
  return suggestPoint({ ...asked, ...(chooses ? likelierScale({ observations, models }) : { observations, models }) })
}

/** For a share of the trials, what a model of the neighbourhood of the best one suggests; null for the others. */
function suggestNearby(asked: Asked, observations: Observations): Params | null {
  const { request, settings, space, rowOf } = asked
  const { history, rng } = request
  if (observations.objectives.length > 1 || rng.fork('local').uniform() >= settings.localShare) return null
  const near = neighbourhoodOf(space, observations)
  const local = near === null ? null : localModels(near, { history, rowOf }, { space, settings })
  return local === null ? null : suggestPoint({ ...asked, ...local, box: near!.box })
}

function within(space: SearchSpace, asked: SearchSpace): SearchSpace {
  return new Map([...space].filter(([name]) => asked.has(name)))
}

function isStartup(trials: readonly TrialRecord[], { nStartupTrials }: GpSettings): boolean {
  return hasFewer(trials, Math.max(1, nStartupTrials))
}
