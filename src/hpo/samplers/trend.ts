import { z } from 'zod'
import type { Rng } from '../../base/rng.ts'
import { minimizeSign } from '../core/direction.ts'
import type { SamplerDefinition, SamplerTraits, SuggestRequest } from '../core/sampler.ts'
import { parseOptions } from '../parts/parse-options.ts'
import { type Distribution, onGrid, type Params, type ParamValue, sampleUniform } from '../space/distribution.ts'
import { completeIn } from './complete-in.ts'
import { drawAllowed } from './draw-allowed.ts'
import { manyObjectives } from './messages.ts'
import { suggestUniformly } from './suggest-uniformly.ts'

const schema = z.strictObject({})
const traits: SamplerTraits = { joint: true, multiObjective: false, usesHistory: true }

/** Trials whose values make the trend. */
const recent = 5
/** By what a number is multiplied while values improve, and while they do not. */
const factors = { improving: [0.8, 1.2], stagnating: [0.1, 2] } as const

/**
 * Follows the trend of the last five values: while they improve on average, the latest parameters are multiplied by 0.8
 * to 1.2, otherwise by 0.1 to 2; choices stay while values improve, and are drawn anew otherwise. A baseline to compare
 * with, not a method: it never returns to the best trial.
 */
export const definition: SamplerDefinition<Readonly<Record<string, never>>> = {
  traits,
  create(options) {
    parseOptions(schema, options, { kind: 'sampler', name: 'trend' })
    return {
      name: 'trend',
      traits,
      isStartup: ({ trials }) => !trials.some(({ state }) => state === 'complete'),
      suggest,
    }
  },
}

function suggest(request: SuggestRequest): Params {
  const { space, history, rng } = request
  if (history.directions.length > 1) throw manyObjectives('trend', history.directions.length)
  const latest = completeIn(space, history).slice(-recent)
  const last = latest.at(-1)
  if (last === undefined) return drawAllowed(request, () => suggestUniformly(space, rng))
  // The mean of the differences of neighbours is the difference of the ends.
  const isImproving = minimizeSign(history.directions[0]) * (last.values![0] - latest[0].values![0]) < 0
  return drawAllowed(request, () =>
    Object.fromEntries(
      Array.from(space, ([name, dist]) => [name, follow(dist, { value: last.params[name], isImproving }, rng)]),
    ),
  )
}

function follow(
  distribution: Distribution,
  { value, isImproving }: { readonly value: ParamValue; readonly isImproving: boolean },
  rng: Rng,
): ParamValue {
  if (distribution.kind === 'categorical') return isImproving ? value : sampleUniform(distribution, rng)
  const [least, most] = isImproving ? factors.improving : factors.stagnating
  const factor = least + (most - least) * rng.uniform()
  // Multiplying never leaves 0.
  if (value === 0 && !isImproving) return sampleUniform(distribution, rng)
  return onGrid(distribution, (value as number) * factor)
}
