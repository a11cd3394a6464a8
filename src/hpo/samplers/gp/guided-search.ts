import type { SuggestRequest } from '../../core/sampler.ts'
import type { Params } from '../../space/distribution.ts'
import { drawAllowed } from '../draw-allowed.ts'
import { suggestAtRandom } from '../suggest-at-random.ts'
import { type Observations, observe } from './observations/observations.ts'
import type { GpPosterior } from './process/gp-posterior.ts'
import { Acquisition } from './search/acquisition.ts'
import { maximizeAcquisition } from './search/maximize-acquisition.ts'
import { type GpSpace, modelledSpace } from './space/gp-space.ts'
import type { SpaceCache } from './space/space-cache.ts'
import type { Utility } from './utility/utility.ts'
import { type GpSettings, gpSettings } from './gp-options.ts'
import { type SearchedRequest, answerAt, searchInput } from './search-input.ts'

/** A request as models see it, with what they can learn from. */
export interface Prepared extends SearchedRequest {
  /** Null while no trial is complete. */
  readonly observations: Observations | null
}

/** What is to be searched for a request; null when there is nothing that a model could choose. */
export function prepareSearch(request: SuggestRequest, spaces: SpaceCache): Prepared | null {
  const { space: asked, history, rng, trial, declared } = request
  const whole = modelledSpace(asked, { declared, fixed: trial.fixed, trials: history.trials })
  const { space, rowOf } = spaces.get(whole, declared)
  if (!space.axes.some(({ name }) => asked.has(name))) return null
  const unmodelled = new Map([...space.unmodelled].filter(([name]) => asked.has(name)))
  const others = suggestAtRandom(unmodelled, rng.fork('unmodelled'), declared)
  return { request, space, rowOf, others, observations: observe(history, rowOf) }
}

/** Parameters drawn at random that break no hard constraint. */
export function anywhere(request: SuggestRequest): Params {
  return drawAllowed(request, () => suggestAtRandom(request.space, request.rng, request.declared))
}

/** The settings of the models of a sampler that has only some of the options of `gp`. */
export function searchSettings(
  options: Readonly<Record<'nStartupTrials' | 'candidates' | 'restarts', number | undefined>>,
): GpSettings {
  return gpSettings(Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)))
}

/** The parameters at which the models' utility is largest; null when nothing new was found. */
export function searchByModels(
  prepared: Prepared,
  guide: {
    readonly posteriors: readonly GpPosterior[]
    readonly utility: Utility
    readonly incumbents: readonly Float64Array[]
    /** By axis. */
    readonly lengthscales: Float64Array
  },
  settings: GpSettings,
): Params | null {
  const input = searchInput(prepared, guide.incumbents)
  const acquisition = new Acquisition(guide.posteriors, guide.utility)
  const effort = {
    candidates: settings.candidates(prepared.observations?.trials.length ?? 1),
    restarts: settings.restarts,
  }
  const point = maximizeAcquisition({ ...input, acquisition, lengthscales: guide.lengthscales }, effort)
  return point === null ? null : answerAt(prepared, point)
}

/** Axes search no closer than this share of their range, and treat anything longer than this as flat. */
const shortest = 1e-3
const longest = 10

/** By axis, the shortest of the lengthscales that models have found. */
export function shortestOf(
  models: readonly { readonly inverseSquaredLengthscales: Float64Array }[],
  { axes }: GpSpace,
): Float64Array {
  return Float64Array.from(axes, (_, j) => {
    const lengths = models.map((hyper) => 1 / Math.sqrt(hyper.inverseSquaredLengthscales[j]))
    return Math.min(longest, Math.max(shortest, ...(lengths.length === 0 ? [1] : [Math.min(...lengths)])))
  })
}
