import { z } from 'zod'
import type { SamplerDefinition, SamplerTraits, SuggestRequest } from '../../core/sampler.ts'
import { numberFrom, wholeNumber } from '../../parts/number-options.ts'
import { parseOptions } from '../../parts/parse-options.ts'
import type { Params } from '../../space/distribution.ts'
import { manyObjectives } from '../messages.ts'
import { suggestUniformly } from '../suggest-uniformly.ts'
import { type Axis, codeAt, coordinateOf, planSpace, valueOf } from '../tpe/axis.ts'
import { highestLevel, type Observation } from './fidelity-level.ts'
import { densityAt, drawNear, fitDensity } from './kernel-density.ts'

/** How BOHB models. The defaults are those of the paper. */
export interface BohbOptions {
  /** The least number of points for each of the two densities; a whole number ≥ 1, default parameters + 1. */
  readonly minPoints?: number
  /** The share of trials that counts as good; above 0 and below 1, default 0.15. */
  readonly topShare?: number
  /** Points drawn near good trials, of which the best becomes the suggestion; a whole number ≥ 1, default 64. */
  readonly candidates?: number
  /** The chance of a random suggestion, which keeps Hyperband's guarantee; 0 to 1, default 1/3. */
  readonly randomFraction?: number
  /** How much wider than the model candidates are drawn; above 0, default 3. */
  readonly bandwidthFactor?: number
  /** The least bandwidth, as a share of a parameter's range; above 0, default 0.001. */
  readonly minBandwidth?: number
}

const inside = 'a number above 0 and below 1'
const positive = 'a number above 0'
const schema = z.strictObject({
  minPoints: wholeNumber(1).optional(),
  topShare: z.number(inside).gt(0, inside).lt(1, inside).default(0.15),
  candidates: wholeNumber(1).default(64),
  randomFraction: numberFrom(0, 1).default(1 / 3),
  bandwidthFactor: z.number(positive).gt(0, positive).default(3),
  minBandwidth: z.number(positive).gt(0, positive).default(1e-3),
})

const traits: SamplerTraits = { joint: true, multiObjective: false, usesHistory: true }
/** Of a level with very many trials only the newest are modelled, so that a suggestion stays cheap. */
const mostModelled = 2000

/**
 * BOHB's model: kernel densities of the good and the other trials at the highest step that enough trials have reached, so
 * that what was learned cheaply guides what is trained long (Falkner et al. 2018, "BOHB: robust and efficient
 * hyperparameter optimization at scale", arXiv:1807.01774, algorithm 2).
 *
 * Made for `scheduler: schedulers.hyperband(…)` or `schedulers.asha(…)`; it works with pruners too. One objective. Every
 * step at which trials report is a fidelity, and complete trials are the highest; of more than 2,000 the newest count.
 *
 * Optuna has no such sampler. Deviation from HpBandSter: the densities see a stepped number at the value that it takes.
 */
export const definition: SamplerDefinition<BohbOptions> = {
  traits,
  create(options) {
    const settings = parseOptions(schema, options, { kind: 'sampler', name: 'bohb' })
    return { name: 'bohb', traits, suggest: (request) => suggest(request, settings) }
  },
}

type Settings = ReturnType<typeof schema.parse>

function suggest({ space, history, rng }: SuggestRequest, settings: Settings): Params {
  if (history.directions.length > 1) throw manyObjectives('bohb', history.directions.length)
  if (rng.fork('random').uniform() < settings.randomFraction) return suggestUniformly(space, rng)
  const { axes, unmodelled } = planSpace(space)
  const model = axes.length === 0 ? null : fit(axes, highestOf(history, axes, settings), settings)
  if (model === null) return suggestUniformly(space, rng)
  let best: Float64Array | null = null
  let largest = Number.NEGATIVE_INFINITY
  for (let c = 0; c < settings.candidates; c++) {
    const candidate = snapped(axes, drawNear(model.good, settings.bandwidthFactor, rng))
    const ratio = densityAt(model.good, candidate) / densityAt(model.bad, candidate)
    if (ratio <= largest) continue
    best = candidate
    largest = ratio
  }
  const values = axes.map((axis, j) => [axis.name, valueOf(axis, codeOf(axis, best![j]))] as const)
  return { ...suggestUniformly(unmodelled, rng.fork('unmodelled')), ...Object.fromEntries(values) }
}

/** The trials to learn from that have every parameter, the best first. */
function highestOf(
  history: SuggestRequest['history'],
  axes: readonly Axis[],
  { minPoints = axes.length + 1 }: Settings,
): readonly Observation[] {
  const trials = history.trials.filter(({ params }) =>
    axes.every((axis) => Object.hasOwn(params, axis.name) && !Number.isNaN(coordinateOf(axis, params[axis.name]))),
  )
  const level = highestLevel({ ...history, trials }, minPoints + 2) ?? []
  if (level.length <= mostModelled) return level
  const oldest = level.map(({ trial }) => trial.number).sort((a, b) => b - a)[mostModelled - 1]
  return level.filter(({ trial }) => trial.number >= oldest)
}

function fit(axes: readonly Axis[], level: readonly Observation[], settings: Settings) {
  if (level.length === 0) return null
  const { minPoints = axes.length + 1, topShare, minBandwidth } = settings
  const good = Math.max(minPoints, Math.floor(topShare * level.length))
  const bad = Math.max(minPoints, Math.floor((1 - topShare) * level.length))
  const pointsOf = (some: readonly Observation[]): Float64Array =>
    Float64Array.from(some.flatMap(({ trial }) => axes.map((axis) => coordinateOf(axis, trial.params[axis.name]))))
  return {
    good: fitDensity(axes, clamped(axes, pointsOf(level.slice(0, good))), minBandwidth),
    bad: fitDensity(axes, clamped(axes, pointsOf(level.slice(good, good + bad))), minBandwidth),
  }
}

/** Trials may have been drawn from a wider range before. */
function clamped(axes: readonly Axis[], points: Float64Array): Float64Array {
  return points.map((value, i) => {
    return axes[i % axes.length].kind === 'categorical' ? value : Math.min(1, Math.max(0, value))
  })
}

/** The coordinates of the values that the parameters would take. */
function snapped(axes: readonly Axis[], point: Float64Array): Float64Array {
  return point.map((coordinate, j) => {
    const axis = axes[j]
    return axis.kind === 'discrete' ? coordinateOf(axis, valueOf(axis, codeAt(axis, coordinate))) : coordinate
  })
}

function codeOf(axis: Axis, coordinate: number): number {
  return axis.kind === 'categorical' ? coordinate : codeAt(axis, coordinate)
}
