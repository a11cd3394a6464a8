import { z } from 'zod'
import type { Sampler, SamplerDefinition, SamplerTraits } from '../../core/sampler.ts'
import { wholeNumber } from '../../parts/number-options.ts'
import { parseOptions } from '../../parts/parse-options.ts'
import { manyObjectives } from '../messages.ts'
import { frontsOf } from '../nsga/crowded-survivors.ts'
import { evolutionarySampler } from '../nsga/evolutionary-sampler.ts'
import type { Individual, Survivor } from '../nsga/individual.ts'
import { type NsgaOptions, nsgaSchema } from '../nsga/nsga-options.ts'
import { tournament } from '../nsga/tournament.ts'
import { roulette } from './roulette.ts'

export interface GaOptions extends NsgaOptions {
  /** How parents are drawn: the better of two, or with a probability that grows with their lead; default 'tournament'. */
  readonly selection?: 'tournament' | 'roulette'
  /** How many of the best parents live on beside their children; a whole number ≥ 0, default 5. */
  readonly elites?: number
}

const traits: SamplerTraits = { joint: true, multiObjective: false, usesHistory: true }

const kinds = 'tournament or roulette'
const schema = nsgaSchema({ crossover: 'uniform', mutation: 'resample', mutationProb: 0.1 }).extend({
  selection: z.enum(['tournament', 'roulette'], kinds).default('tournament'),
  elites: wholeNumber(0).default(5),
})

/**
 * A genetic algorithm for one objective: each generation is bred from the one before and the best parents, by crossover
 * and mutation (every parameter with probability 0.1, unless `mutationProb` says otherwise).
 *
 * A simple baseline for cheap objectives; `tpe`, `gp` and `cmaEs` need fewer trials. Goldberg 1989, "Genetic algorithms in
 * search, optimization, and machine learning". Values may be negative, also with the roulette.
 */
export const definition: SamplerDefinition<GaOptions> = {
  traits,
  create(options) {
    const { elites, ...settings } = parseOptions(schema, options, { kind: 'sampler', name: 'ga' })
    const inner = evolutionarySampler({
      name: 'ga',
      traits,
      settings,
      select: (parents, members) => bestOf([...bestOf(parents, elites), ...members], settings.populationSize),
      choose: settings.selection === 'roulette' ? roulette : tournament,
    })
    const sampler: Sampler = {
      ...inner,
      suggest(request) {
        const objectives = request.history.directions.length
        if (objectives > 1) throw manyObjectives('ga', objectives)
        return inner.suggest(request)
      },
    }
    return sampler
  },
}

function bestOf(pool: readonly Individual[], count: number): readonly Survivor[] {
  const ranked = frontsOf(pool).flatMap((front, rank) => front.map((individual) => ({ ...individual, rank, room: 0 })))
  return ranked.slice(0, count)
}
