import type { Rng } from '../../../base/rng.ts'
import type { History, Sampler, SamplerDefinition, SamplerTraits, SuggestRequest } from '../../core/sampler.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import type { Params, SearchSpace } from '../../space/distribution.ts'
import { manyObjectives } from '../messages.ts'
import { suggestUniformly } from '../suggest-uniformly.ts'
import { valueOf } from './axis.ts'
import { Candidates } from './candidates.ts'
import { KernelCache } from './kernel-cache.ts'
import { LogDensity } from './log-density.ts'
import { drawCandidates, fitMixture } from './mixture.ts'
import { type Sides, above, below, splitTrials } from './split-trials.ts'
import { type TpeOptions, type TpeSettings, tpeSettings } from './tpe-options.ts'

const traits: SamplerTraits = { joint: true, multiObjective: false, usesHistory: true }

/**
 * The tree-structured Parzen estimator: models where good trials lie, l(x), and where the others lie, g(x), and suggests
 * the best of a few draws from l by the ratio l(x)/g(x), which maximises the expected improvement.
 *
 * A good default from about 20 trials to thousands, for any mix of parameters, with many workers. One objective.
 *
 * Bergstra et al. 2011, "Algorithms for hyper-parameter optimization", section 4; Watanabe 2023, arXiv:2304.11127, for
 * the joint kernels, weights and bandwidths; the defaults are those of Optuna 5.0.
 */
export const definition: SamplerDefinition<TpeOptions> = {
  traits,
  create(options) {
    const settings = tpeSettings(options)
    const cache = new KernelCache()
    const sampler: Sampler = {
      name: 'tpe',
      traits: { ...traits, joint: settings.multivariate },
      isStartup: ({ trials }) => isStartup(trials, settings),
      suggest: (request) => suggest(request, settings, cache),
    }
    return sampler
  },
}

function suggest({ space, history, rng }: SuggestRequest, settings: TpeSettings, cache: KernelCache): Params {
  if (history.directions.length > 1) throw manyObjectives('tpe', history.directions.length)
  if (isStartup(history.trials, settings)) return suggestUniformly(space, rng)

  const nBelow = settings.gamma(countModelled(history.trials))
  const sides = splitTrials(history, { nBelow, constantLiar: settings.constantLiar })
  const model: Model = { history, sides, settings, cache }
  if (settings.multivariate || space.size === 1) return suggestJointly(space, model, rng)
  const alone = Array.from(space, ([name, distribution]) =>
    suggestJointly(new Map([[name, distribution]]), model, rng.fork(name)),
  )
  return Object.fromEntries(alone.flatMap(Object.entries))
}

/** What is known, for any part of the space. */
interface Model {
  readonly history: History
  readonly sides: Sides
  readonly settings: TpeSettings
  readonly cache: KernelCache
}

function suggestJointly(space: SearchSpace, { history, sides, settings, cache }: Model, rng: Rng): Params {
  const { axes, unmodelled } = cache.plan(space)
  const others = suggestUniformly(unmodelled, rng)
  if (axes.length === 0) return others

  const table = cache.table(axes, history.trials)
  const rowAt = table.sync(history.trials)
  const good = fitMixture(table, rowsOn(below, sides, rowAt), settings)
  const bad = fitMixture(table, rowsOn(above, sides, rowAt), settings)
  const candidates = new Candidates(axes, settings.nEiCandidates)
  drawCandidates(good, candidates, rng)
  const best = mostPromising(candidates, new LogDensity(good, candidates), new LogDensity(bad, candidates))

  const values = axes.map((axis, j) => [axis.name, valueOf(axis, candidates.codes[best * axes.length + j])] as const)
  return { ...others, ...Object.fromEntries(values) }
}

/** The first candidate with the largest l(x)/g(x). */
function mostPromising(candidates: Candidates, good: LogDensity, bad: LogDensity): number {
  let best = 0
  let largest = Number.NEGATIVE_INFINITY
  for (let c = 0; c < candidates.count; c++) {
    const ratio = good.at(c) - bad.at(c)
    if (ratio > largest) {
      best = c
      largest = ratio
    }
  }
  return best
}

/** Rows of the trials on one side, in order of trial number; trials that lack a parameter have none. */
function rowsOn(side: number, sides: Sides, rowAt: readonly number[]): readonly number[] {
  const rows: number[] = []
  for (let at = 0; at < sides.length; at++) if (sides[at] === side && rowAt[at] !== 0) rows.push(rowAt[at])
  return rows
}

function isStartup(trials: readonly TrialRecord[], { nStartupTrials }: TpeSettings): boolean {
  return countModelled(trials) < Math.max(1, nStartupTrials)
}

function countModelled(trials: readonly TrialRecord[]): number {
  let count = 0
  for (const { state } of trials) if (state === 'complete' || state === 'pruned') count++
  return count
}
