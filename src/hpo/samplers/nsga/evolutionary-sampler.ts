import type { Sampler, SamplerTraits } from '../../core/sampler.ts'
import { followStudies } from '../../history/follow-studies.ts'
import { parameterGroupTracker } from '../../history/parameter-groups.ts'
import { suggestAtRandom } from '../suggest-at-random.ts'
import { crossoverOf } from './crossovers/named-crossover.ts'
import { breed, type Breeding } from './breed.ts'
import { generationTracker, type Select } from './generations.ts'
import type { NsgaSettings } from './nsga-options.ts'
import { nurseries } from './nursery.ts'

export interface Evolution {
  readonly name: string
  readonly traits: SamplerTraits
  readonly settings: NsgaSettings
  readonly select: Select
  readonly choose: Breeding['choose']
}

/** A sampler that breeds generation after generation; the first is drawn at random. */
export function evolutionarySampler({ name, traits, settings, select, choose }: Evolution): Sampler {
  const key = `ansatz:${name}`
  const generationOf = followStudies(() => generationTracker({ key, size: settings.populationSize, select }))
  const nurseryOf = nurseries()
  const groupsOf = followStudies(parameterGroupTracker)
  return {
    name,
    traits,
    isStartup: (history) => generationOf(history).number === 0,
    jointWith: (parameter, history) =>
      generationOf(history).number === 0 ? null : (groupsOf(history).get(parameter) ?? null),
    suggest(request) {
      const { number, parents } = generationOf(request.history)
      if (number === 0) return suggestAtRandom(request.space, request.rng, request.declared)
      request.trial.note(key, { generation: number })
      const crossover = crossoverOf(settings.crossover, request.history.directions.length)
      return breed(request, nurseryOf(request.space, parents), { ...settings, crossover, choose })
    },
  }
}
