import { z } from 'zod'
import { wholeNumber } from '../parts/number-options.ts'
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

export interface EvolutionOptions {
  /** The complete trials, the newest ones, that can be parents; a whole number ≥ 2, default 30. As many begin at random. */
  readonly populationSize?: number
  /** Members drawn for a tournament whose best becomes the parent; a whole number ≥ 1, default 8. */
  readonly sampleSize?: number
  /** How far a number moves when it mutates, in parts of its range; above 0, default 0.15. */
  readonly deviation?: number
}

const deviationRule = 'a number above 0'
const schema = z.strictObject({
  populationSize: wholeNumber(2).default(30),
  sampleSize: wholeNumber(1).default(8),
  deviation: z.number(deviationRule).positive(deviationRule).default(0.15),
})

const traits: SamplerTraits = { joint: true, multiObjective: false, usesHistory: true }

/**
 * Regularised evolution: the best of a few members of the population gets a child that differs in one parameter, and the
 * oldest member dies, however good it was. Robust against noisy values; made for architectures, where most parameters
 * are choices and whole numbers.
 *
 * Real, Aggarwal, Huang and Le 2019, "Regularized evolution for image classifier architecture search", algorithm 1; for
 * numbers a normal step instead of a new draw. Optuna has no such sampler.
 */
export const definition: SamplerDefinition<EvolutionOptions> = {
  traits,
  create(options) {
    const settings = parseOptions(schema, options, { kind: 'sampler', name: 'evolution' })
    return {
      name: 'evolution',
      traits,
      isStartup: ({ trials }) => hasFewer(trials, settings.populationSize),
      suggest: (request) => suggest(request, settings),
    }
  },
}

function suggest(request: SuggestRequest, settings: z.output<typeof schema>): Params {
  const { space, history, rng } = request
  const { directions } = history
  if (directions.length > 1) throw manyObjectives('evolution', directions.length)
  const members = completeIn(space, history).slice(-settings.populationSize)
  if (members.length < 2) return drawAllowed(request, () => suggestUniformly(space, rng))
  const better = compareTrials(directions[0])
  const names = [...space.keys()]
  return drawAllowed(request, () => {
    const drawn = Array.from({ length: settings.sampleSize }, () => members[rng.integer(members.length)])
    const parent = drawn.reduce((a, b) => (better(b, a) < 0 ? b : a))
    const mutated = names[rng.integer(names.length)]
    return Object.fromEntries(
      Array.from(space, ([name, distribution]) => {
        const value = parent.params[name]
        return [name, name === mutated ? nudge(distribution, { value, deviation: settings.deviation }, rng) : value]
      }),
    )
  })
}
