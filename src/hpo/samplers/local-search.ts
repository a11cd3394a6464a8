import { z } from 'zod'
import { numberFrom, wholeNumber } from '../parts/number-options.ts'
import { parseOptions } from '../parts/parse-options.ts'
import type { SamplerDefinition, SamplerTraits, SuggestRequest } from '../core/sampler.ts'
import type { Params } from '../space/distribution.ts'
import { compareTrials } from './compare-trials.ts'
import { completeIn } from './complete-in.ts'
import { drawAllowed } from './draw-allowed.ts'
import { manyObjectives } from './messages.ts'
import { nudge } from './nudge.ts'
import { suggestUniformly } from './suggest-uniformly.ts'
import { hasFewer } from './has-fewer.ts'

export interface LocalSearchOptions {
  /** Trials drawn at random first, counted when complete; a whole number ≥ 1, default 10. */
  readonly nStartupTrials?: number
  /** How far a number moves at first, in parts of its range; above 0, default 0.1. */
  readonly deviation?: number
  /** The probability of a random trial instead; in [0, 1], default 0.1. */
  readonly explore?: number
}

const deviationRule = 'a number above 0'
const schema = z.strictObject({
  nStartupTrials: wholeNumber(1).default(10),
  deviation: z.number(deviationRule).positive(deviationRule).default(0.1),
  explore: numberFrom(0, 1).default(0.1),
})
type Settings = z.output<typeof schema>

/** Trials without an improvement after which steps are half as long. */
const patience = 8
/** The shortest steps, in parts of the first ones. */
const shortest = 1 / 256

const traits: SamplerTraits = { joint: true, multiObjective: false, usesHistory: true }

/**
 * Small changes to the best trial: about a third of the parameters, at least one, move a little, and less and less while
 * nothing improves. A baseline that needs no model, and a way to polish what another sampler found. Any number of
 * workers, each with its own change to the best trial of that moment.
 */
export const definition: SamplerDefinition<LocalSearchOptions> = {
  traits,
  create(options) {
    const settings = parseOptions(schema, options, { kind: 'sampler', name: 'localSearch' })
    return {
      name: 'localSearch',
      traits,
      isStartup: ({ trials }) => hasFewer(trials, settings.nStartupTrials),
      suggest: (request) => suggest(request, settings),
    }
  },
}

function suggest(request: SuggestRequest, settings: Settings): Params {
  const { space, history, rng } = request
  const { directions } = history
  if (directions.length > 1) throw manyObjectives('localSearch', directions.length)
  const complete = completeIn(space, history)
  if (complete.length === 0 || rng.uniform() < settings.explore) {
    return drawAllowed(request, () => suggestUniformly(space, rng))
  }
  const better = compareTrials(directions[0])
  const best = complete.reduce((a, b) => (better(b, a) < 0 ? b : a))
  const since = complete.length - 1 - complete.indexOf(best)
  const deviation = settings.deviation * Math.max(shortest, 2 ** -Math.floor(since / patience))
  const names = [...space.keys()]
  return drawAllowed(request, () => {
    const certain = names[rng.integer(names.length)]
    return Object.fromEntries(
      Array.from(space, ([name, distribution]) => {
        const value = best.params[name]
        const moves = rng.uniform() < 1 / 3 || name === certain
        return [name, moves ? nudge(distribution, { value, deviation }, rng) : value]
      }),
    )
  })
}
