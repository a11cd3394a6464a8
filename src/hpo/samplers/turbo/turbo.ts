import type { Sampler, SamplerDefinition, SamplerTraits, SuggestRequest } from '../../core/sampler.ts'
import type { Params } from '../../space/distribution.ts'
import { drawAllowed } from '../draw-allowed.ts'
import { manyObjectives } from '../messages.ts'
import { suggestAtRandom } from '../suggest-at-random.ts'
import { hasFewer } from '../has-fewer.ts'
import { fittedModels } from '../gp/fitted-models.ts'
import { ModelCache } from '../gp/models.ts'
import { suggestPoint } from '../gp/suggest-point.ts'
import { observe } from '../gp/observations/observations.ts'
import { modelledSpace, pointOfRow } from '../gp/space/gp-space.ts'
import { SpaceCache } from '../gp/space/space-cache.ts'
import { regionAround } from './region-around.ts'
import { noteKey, trustRegion } from './trust-region.ts'
import { type TurboOptions, type TurboSettings, turboSettings } from './turbo-options.ts'

const traits: SamplerTraits = { joint: true, multiObjective: false, usesHistory: true, conditional: true }

/**
 * Bayesian optimisation in a trust region: a Gaussian process is believed only near the best point, in a box that grows
 * while it finds improvements and shrinks while it does not; when the box has become tiny, the search begins anew.
 *
 * The choice for about 10 to 100 numeric parameters and a few hundred trials of one objective, where a model of the whole
 * space knows too little and `gp` explores corners. Constraints, branches and parallel workers are as with `gp`; choices
 * are not bound by the region.
 *
 * Eriksson et al. 2019, "Scalable global optimization via local Bayesian optimization" (TuRBO-1), with its constants.
 * Other than there: the draw is compared at fewer points, a quarter of them near the best trial, or the expected
 * improvement is climbed; infeasible trials rank by how much they violate (Eriksson and Poloczek 2021). The region is derived
 * from the trials, which are noted with their search in `ansatz:turbo`. Optuna has it only on its hub.
 */
export const definition: SamplerDefinition<TurboOptions> = {
  traits,
  create(options) {
    const settings = turboSettings(options)
    const caches = { spaces: new SpaceCache(), models: new ModelCache() }
    const sampler: Sampler = {
      name: 'turbo',
      traits,
      isStartup: ({ trials }) => hasFewer(trials, settings.nStartupTrials),
      suggest: (request) => suggest(request, settings, caches),
    }
    return sampler
  },
}

interface Caches {
  readonly spaces: SpaceCache
  readonly models: ModelCache
}

function suggest(request: SuggestRequest, settings: TurboSettings, { spaces, models: cache }: Caches): Params {
  const { space: asked, history, rng, trial, declared } = request
  if (history.directions.length > 1) throw manyObjectives('turbo', history.directions.length)
  const atRandom = (): Params => drawAllowed(request, () => suggestAtRandom(asked, rng, declared))
  const whole = modelledSpace(asked, { declared, fixed: trial.fixed, trials: history.trials })
  const { space, rowOf } = spaces.get(whole, declared)
  const rules = settings.rules(space.axes.length)
  const { run, length, members, best } = trustRegion(history, rules, (other) => rowOf(other) !== null)
  trial.note(noteKey, { run })
  if (best === null || members.length < rules.nStartupTrials) return atRandom()

  const unmodelled = new Map([...space.unmodelled].filter(([name]) => asked.has(name)))
  const others = suggestAtRandom(unmodelled, rng.fork('unmodelled'), declared)
  if (!space.axes.some(({ name }) => asked.has(name))) return others
  const observations = observe({ ...history, trials: members }, rowOf)
  if (observations === null) return atRandom()
  const plan = { space, settings: settings.gp, scope: `turbo ${run}`, cache }
  const models = fittedModels(request, observations, plan)
  if (models === null) return atRandom()
  const center = pointOfRow(space, rowOf(best)!)
  const region = regionAround(center, { space, factor: models.factors[0], length })
  const { gp, points } = settings
  const situation = { request, settings: gp, points, space, rowOf, observations, models, others, region }
  return suggestPoint(situation) ?? atRandom()
}
