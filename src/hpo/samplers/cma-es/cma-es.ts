import type {
  ComposedSamplerDefinition,
  DeclaredSpace,
  Sampler,
  SamplerTraits,
  SuggestRequest,
} from '../../core/sampler.ts'
import { sameDistribution } from '../../space/distribution-match.ts'
import { cardinality, type Params, type ParamValue, type SearchSpace } from '../../space/distribution.ts'
import { manyObjectives } from '../messages.ts'
import { perStudy } from '../per-study.ts'
import { allowsSoFar } from '../allows-so-far.ts'
import { suggestUniformly } from '../suggest-uniformly.ts'
import { hasFewer } from '../has-fewer.ts'
import { type CmaAxis, cmaAxes, coordinateOf, valueAt, valueAtPoint } from './axes.ts'
import { Chain } from './chain.ts'
import { type CmaOptions, type CmaSettings, cmaSettings } from './cma-options.ts'
import { drawPoint } from './draw-point.ts'
import type { Evolution } from './evolution.ts'
import { gridIndex } from './margin.ts'
import { noteJson, noteKey } from './notes.ts'
import { startDistribution } from './start-distribution.ts'

const traits: SamplerTraits = { joint: true, multiObjective: false, usesHistory: true }

/**
 * The covariance matrix adaptation evolution strategy: draws generations from a normal distribution whose mean, step
 * size and shape it adapts to the better half of them. Does not care about the scale or order of values, only about
 * which is better.
 *
 * Choose it for numeric parameters that interact, from about a hundred trials to many thousands. Choices need a
 * `fallback`, branches are modelled each alone, whole numbers profit from `withMargin`.
 *
 * Hansen 2016, "The CMA evolution strategy: a tutorial", arXiv:1604.00772; the papers of the options are named with them.
 * Defaults as in Optuna 5.0. Unlike Optuna's `CmaEsSampler`, solutions of parallel workers are never lost (late ones
 * count in the next generation), infeasible trials rank last, restarts are built in, and its state is plain numbers.
 */
export const definition: ComposedSamplerDefinition<CmaOptions> = {
  traits,
  async create(options, parts) {
    const settings = cmaSettings(options)
    const sampler = cmaEsSampler(settings)
    if (settings.fallback === undefined) return sampler
    return { ...sampler, fallback: await parts.sampler(settings.fallback) }
  },
}

/** The sampler without a fallback, for others that are made of it. */
export function cmaEsSampler(settings: CmaSettings): Sampler {
  const modelOf = models(settings)
  const chains = perStudy(() => new Map<string, Chain>())
  return {
    name: 'cmaEs',
    traits,
    isStartup: (history) => hasFewer(history.trials, settings.nStartupTrials),
    handles: ({ kind }) => kind !== 'categorical',
    suggest(request) {
      const { history, space, rng } = request
      if (history.directions.length > 1) throw manyObjectives('cmaEs', history.directions.length)
      if (hasFewer(history.trials, settings.nStartupTrials)) return suggestUniformly(space, rng)
      return suggest(request, { settings, chains: chains(history), modelOf })
    },
  }
}

/** The parameters that a request is about, as they are modelled. */
interface Model {
  readonly key: string
  readonly axes: readonly CmaAxis[]
  /** Names of parameters with one value. */
  readonly others: readonly string[]
}

interface Work {
  readonly settings: CmaSettings
  readonly chains: Map<string, Chain>
  readonly modelOf: (request: SuggestRequest) => Model
}

function suggest(request: SuggestRequest, { settings, chains, modelOf }: Work): Params {
  const { space, history, trial, rng, declared } = request
  const { key, axes, others } = modelOf(request)
  const single = others.length === 0 ? {} : suggestUniformly(onlyThese(space, others), rng)
  if (axes.length === 0) return single

  const head = chainFor(request, { chains, key, axes, settings }).head(history)
  const { evolution } = head.run
  const open = axes.map(({ name }) => space.has(name))
  let params: Params = single
  const drawn = drawPoint(evolution, rng, (x) => {
    params =
      others.length === 0
        ? decoded(x, { axes, open, evolution })
        : { ...single, ...decoded(x, { axes, open, evolution }) }
    return declared === null || declared.allowsAll === true || allowsSoFar(declared, { ...trial.fixed, ...params })
  })
  const allOpen = !open.includes(false)
  const fixed = allOpen ? params : { ...trial.fixed, ...params }
  const x: number[] = []
  for (let j = 0; j < axes.length; j++) x.push(learnedFrom(axes[j], drawn[j], fixed[axes[j].name]))
  const told = head.unnoted === null ? {} : { told: head.unnoted }
  trial.note(key, noteJson({ generation: head.generation, x, given: !allOpen, ...told }))
  return params
}

/**
 * The coordinate to learn from. With a margin it is the one that was drawn, as its correction expects. Otherwise that of
 * the value that is evaluated: a given one, or the grid point next to the one that was drawn.
 */
function learnedFrom(axis: CmaAxis, x: number, value: ParamValue | undefined): number {
  return axis.points > 0 || value === undefined ? x : coordinateOf(axis, value)
}

/** The models of declared spaces, each made once for the names that are asked for together. */
function models({ withMargin }: CmaSettings): (request: SuggestRequest) => Model {
  const made = new WeakMap<DeclaredSpace, Map<string, Model>>()
  const make = ({ space, declared }: SuggestRequest): Model => {
    const axes = cmaAxes(groupOf(space, declared), withMargin)
    const names = axes.map(({ name }) => name)
    return { key: noteKey(names), axes, others: [...space.keys()].filter((name) => !names.includes(name)) }
  }
  return (request) => {
    const { space, declared } = request
    if (declared === null) return make(request)
    const known = made.get(declared) ?? new Map<string, Model>()
    made.set(declared, known)
    const names = [...space.keys()].join('\0')
    const model = known.get(names) ?? make(request)
    known.set(names, model)
    return model
  }
}

function onlyThese(space: SearchSpace, names: readonly string[]): SearchSpace {
  return new Map(names.map((name) => [name, space.get(name)!]))
}

/**
 * The numeric parameters that are modelled together: those of the request, and those of a declared space that exist
 * under the same conditions but were given, since their model is the same.
 */
function groupOf(space: SearchSpace, declared: DeclaredSpace | null): SearchSpace {
  if (declared === null) return new Map([...space].filter(([, distribution]) => cardinality(distribution) > 1))
  const conditions = new Set(Array.from(space.keys(), (name) => JSON.stringify(declared.leaves.get(name)?.when)))
  const group = [...declared.leaves.values()].filter(
    ({ distribution, when }) =>
      distribution.kind !== 'categorical' && cardinality(distribution) > 1 && conditions.has(JSON.stringify(when)),
  )
  return new Map(group.map(({ name, distribution }) => [name, distribution]))
}

interface ChainKey {
  readonly chains: Map<string, Chain>
  readonly key: string
  readonly axes: readonly CmaAxis[]
  readonly settings: CmaSettings
}

/** The chain of these axes; a new one where a range has changed. */
function chainFor(request: SuggestRequest, { chains, key, axes, settings }: ChainKey): Chain {
  const known = chains.get(key)
  const isSame = (other: Chain): boolean =>
    other.axes === axes ||
    other.axes.every(({ distribution }, j) => sameDistribution(distribution, axes[j].distribution))
  if (known !== undefined && isSame(known)) return known
  const { history, studyRng, declared } = request
  const isBranch = axes.some(({ name }) => (declared?.leaves.get(name)?.when.length ?? 0) > 0)
  const start = startDistribution(settings, { axes, isBranch, direction: history.directions[0] })
  const points = axes.map((axis) => axis.points)
  const chain = new Chain({ key, axes, setup: { points, settings, start, rng: studyRng.fork('cmaEs', key) } })
  chains.set(key, chain)
  return chain
}

interface Decoding {
  readonly axes: readonly CmaAxis[]
  /** Which of them are asked for. */
  readonly open: readonly boolean[]
  readonly evolution: Evolution
}

function decoded(x: Float64Array, { axes, open, evolution }: Decoding): Params {
  const params: Record<string, ParamValue> = {}
  for (let j = 0; j < axes.length; j++) {
    if (!open[j]) continue
    const axis = axes[j]
    params[axis.name] = axis.points > 0 ? valueAtPoint(axis, gridIndex(evolution, { j, x: x[j] })) : valueAt(axis, x[j])
  }
  return params
}
