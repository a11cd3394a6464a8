import type { SamplerDefinition, SamplerTraits } from '../../core/sampler.ts'
import { parseOptions } from '../../parts/parse-options.ts'
import { crowdedSurvivors } from './crowded-survivors.ts'
import { evolutionarySampler } from './evolutionary-sampler.ts'
import { type NsgaOptions, nsgaSchema } from './nsga-options.ts'
import { tournament } from './tournament.ts'

const traits: SamplerTraits = { joint: true, multiObjective: true, usesHistory: true }

const schema = nsgaSchema({ crossover: 'uniform', mutation: 'resample' })

/**
 * NSGA-II: breeds each generation from the best trials so far, by rank of domination and then by how lonely they are, so
 * that the whole Pareto front is found. Trials that satisfy all constraints are better than those that do not.
 *
 * For two or three cheap objectives and thousands of trials; with fewer, `tpe` or `gp` find more. Works with one objective
 * and with any parameters.
 *
 * Deb et al. 2002, "A fast and elitist multiobjective genetic algorithm: NSGA-II". Beyond Optuna 5.0: parents are chosen
 * by crowding too, as published; a child that repeats a parent or a recent trial is made anew; trials that finish after
 * their generation was over still count; trials of other origin count as well.
 */
export const definition: SamplerDefinition<NsgaOptions> = {
  traits,
  create(options) {
    const settings = parseOptions(schema, options, { kind: 'sampler', name: 'nsga2' })
    const { populationSize } = settings
    return evolutionarySampler({
      name: 'nsga2',
      traits,
      settings,
      select: (parents, members) => crowdedSurvivors([...parents, ...members], populationSize),
      choose: tournament,
    })
  },
}
