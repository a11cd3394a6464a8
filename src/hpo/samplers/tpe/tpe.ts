import type { Rng } from '../../../base/rng.ts'
import { followStudies } from '../../history/follow-studies.ts'
import { parameterGroupTracker } from '../../history/parameter-groups.ts'
import type { History, Sampler, SamplerDefinition, SamplerTraits, SuggestRequest } from '../../core/sampler.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import type { Params, ParamValue, SearchSpace } from '../../space/distribution.ts'
import { definition as latinHypercube } from '../latin-hypercube.ts'
import { definition as qmc } from '../qmc.ts'
import { perStudy } from '../per-study.ts'
import { suggestAtRandom } from '../suggest-at-random.ts'
import { type Accept, acceptable } from './acceptable.ts'
import { valueOf } from './axis.ts'
import { beliefsOf } from './beliefs.ts'
import { Candidates } from './candidates.ts'
import { KernelCache } from './kernel-cache.ts'
import { LogDensity } from './log-density.ts'
import { type Mixture, drawCandidates, fitMixture } from './mixture.ts'
import { type Sides, above, below, TrialSplitter } from './trial-splitter.ts'
import { type TpeOptions, type TpeSettings, tpeSettings } from './tpe-options.ts'

const traits: SamplerTraits = { joint: true, multiObjective: true, usesHistory: true }

/** How often candidates are drawn anew when none is acceptable; after that the best of the last ones is taken. */
const mostDraws = 5

/**
 * The tree-structured Parzen estimator: models where good trials lie, l(x), and where the others lie, g(x), and suggests
 * the best of a few draws from l by the ratio l(x)/g(x), which maximises the expected improvement.
 *
 * A good default from about 20 trials to thousands, for any mix of parameters, with many workers. With several objectives
 * the good trials are the first fronts; trials that violate a constraint are the worst, those that violate more behind
 * those that violate less.
 *
 * A prior that was declared for a parameter is where startup trials are drawn and takes the place of the uninformed kernel
 * among the good trials, where it counts for less the more good trials there are.
 *
 * Bergstra et al. 2011, "Algorithms for hyper-parameter optimization", section 4; Watanabe 2023, arXiv:2304.11127, for
 * the joint kernels, weights and bandwidths; Ozaki et al. 2022 for several objectives. The defaults are those of Optuna
 * 5.0, except that it groups parameters (`group`) and does not repeat points of discrete spaces (`avoidDuplicates`), and
 * that trials outside a range that has been narrowed are left out.
 */
export const definition: SamplerDefinition<TpeOptions> = {
  traits,
  create(options) {
    const settings = tpeSettings(options)
    const kept: Kept = { cache: new KernelCache(), splitterOf: perStudy(() => new TrialSplitter()) }
    const groups = followStudies(parameterGroupTracker)
    const design = startupDesign(settings)
    const sampler: Sampler = {
      name: 'tpe',
      traits: { ...traits, joint: settings.multivariate !== false },
      isStartup: ({ trials }) => design === null && isStartup(trials, settings),
      suggest: (request) =>
        design !== null && isStartup(request.history.trials, settings)
          ? design.suggest(request)
          : suggest(request, settings, kept),
    }
    if (!settings.group || settings.multivariate === false) return sampler
    return {
      ...sampler,
      jointWith: (name, history) => (isStartup(history.trials, settings) ? null : (groups(history).get(name) ?? null)),
    }
  },
}

/** What draws the startup trials; null for random draws. */
function startupDesign({ startup, nStartupTrials }: TpeSettings): Sampler | null {
  if (startup === 'qmc') return qmc.create()
  if (startup === 'latinHypercube') return latinHypercube.create({ n: Math.max(1, nStartupTrials) })
  return null
}

/** What is kept from one suggestion to the next, for every study that is asked about. */
interface Kept {
  readonly cache: KernelCache
  splitterOf(history: History): TrialSplitter
}

function suggest(request: SuggestRequest, settings: TpeSettings, kept: Kept): Params {
  const { space, history, rng } = request
  if (isStartup(history.trials, settings)) return suggestAtRandom(space, rng, request.declared)

  const objectives = history.directions.length
  const splitter = kept.splitterOf(history)
  const nBelow = settings.gamma(splitter.sync(history), objectives)
  const sides = splitter.split({ nBelow, constantLiar: settings.constantLiar })
  const model: Model = { request, sides, settings, cache: kept.cache }
  const together = settings.multivariate ?? objectives === 1
  if (together || space.size === 1) return suggestJointly(space, model, rng)
  const alone = Array.from(space, ([name, distribution]) =>
    suggestJointly(new Map([[name, distribution]]), model, rng.fork(name)),
  )
  return Object.fromEntries(alone.flatMap(Object.entries))
}

/** What is known, for any part of the space. */
interface Model {
  readonly request: SuggestRequest
  readonly sides: Sides
  readonly settings: TpeSettings
  readonly cache: KernelCache
}

function suggestJointly(space: SearchSpace, { request, sides, settings, cache }: Model, rng: Rng): Params {
  const { axes, unmodelled } = cache.plan(space)
  const others = suggestAtRandom(unmodelled, rng, request.declared)
  if (axes.length === 0) return others

  const { history } = request
  const { table, good: goodKernels, bad: badKernels } = cache.kernels(axes, history.trials)
  const rowAt = table.sync(history.trials)
  const { priorWeight, weights } = settings
  const goodWeights = history.directions.length > 1 ? equalWeights : weights
  const good = fitMixture(goodKernels, rowsOn(below, sides, rowAt), {
    priorWeight,
    weights: goodWeights,
    beliefs: beliefsOf(axes, request.declared),
  })
  const bad = fitMixture(badKernels, rowsOn(above, sides, rowAt), { priorWeight, weights, beliefs: null })
  const accept = space.size === request.space.size ? acceptable(table, request, settings) : null
  const values = chooseCandidate({ good, bad, count: settings.nEiCandidates, accept }, rng)
  return { ...others, ...Object.fromEntries(axes.map(({ name }, j) => [name, values[j]])) }
}

function equalWeights(trials: number): Float64Array {
  return new Float64Array(trials).fill(1)
}

interface Contest {
  readonly good: Mixture
  readonly bad: Mixture
  /** How many candidates are drawn. */
  readonly count: number
  readonly accept: Accept | null
}

/** The values of the draw with the largest l(x)/g(x) among those that are acceptable. */
function chooseCandidate({ good, bad, count, accept }: Contest, rng: Rng): readonly ParamValue[] {
  const { axes } = good.table
  const candidates = new Candidates(axes, count)
  for (let draw = 1; ; draw++) {
    drawCandidates(good, candidates, rng)
    const ratios = logRatios(candidates, new LogDensity(good, candidates), new LogDensity(bad, candidates))
    const ranked = accept === null ? [largest(ratios)] : [...ratios.keys()].sort((a, b) => ratios[b] - ratios[a])
    const values = (c: number) => axes.map((axis, j) => valueOf(axis, candidates.codes[c * axes.length + j]))
    const chosen = accept === null ? ranked[0] : ranked.find((c) => accept(values(c)))
    if (chosen !== undefined) return values(chosen)
    if (draw === mostDraws) return values(ranked[0])
  }
}

/** log l(x)/g(x) of each candidate; −∞ where neither has any density. */
function logRatios({ count }: Candidates, good: LogDensity, bad: LogDensity): Float64Array {
  const ratios = new Float64Array(count)
  for (let c = 0; c < count; c++) {
    const ratio = good.at(c) - bad.at(c)
    ratios[c] = Number.isNaN(ratio) ? Number.NEGATIVE_INFINITY : ratio
  }
  return ratios
}

/** The first position of the largest. */
function largest(ratios: Float64Array): number {
  let best = 0
  for (let c = 1; c < ratios.length; c++) if (ratios[c] > ratios[best]) best = c
  return best
}

/** Rows of the trials on one side, in order of trial number; trials that lack a parameter have none. */
function rowsOn(side: number, sides: Sides, rowAt: Int32Array): Int32Array {
  const rows = new Int32Array(sides.length)
  let count = 0
  for (let at = 0; at < sides.length; at++) if (sides[at] === side && rowAt[at] !== 0) rows[count++] = rowAt[at]
  return rows.subarray(0, count)
}

function isStartup(trials: readonly TrialRecord[], { nStartupTrials }: TpeSettings): boolean {
  const needed = Math.max(1, nStartupTrials)
  let count = 0
  for (const { state } of trials) if ((state === 'complete' || state === 'pruned') && ++count === needed) return false
  return true
}
