import { z } from 'zod'
import type { SamplerDefinition, SamplerTraits } from '../../core/sampler.ts'
import { wholeNumber } from '../../parts/number-options.ts'
import { parseOptions } from '../../parts/parse-options.ts'
import { badReferencePoints } from '../messages.ts'
import { evolutionarySampler } from './evolutionary-sampler.ts'
import type { Individual } from './individual.ts'
import { type References, nicheSurvivors } from './niche-survivors.ts'
import { type NsgaOptions, nsgaSchema } from './nsga-options.ts'
import { referencePoints } from './reference-points.ts'
import { tournament } from './tournament.ts'

export interface Nsga3Options extends NsgaOptions {
  /**
   * Directions in objective space (all objectives minimised, from the ideal point) along which trials are wanted, each with
   * one number ≥ 0 per objective, not all 0. Default: spread evenly.
   */
  readonly referencePoints?: readonly (readonly number[])[]
  /** Into how many parts each axis is divided for the even spread; a whole number ≥ 1, default 3. */
  readonly dividingParameter?: number
}

const traits: SamplerTraits = { joint: true, multiObjective: true, usesHistory: true }

const points = 'arrays of numbers ≥ 0, one per objective and not all 0'
const direction = z
  .array(z.number(points).min(0, points), points)
  .refine((point) => point.some((value) => value > 0), points)
const schema = nsgaSchema({ crossover: 'uniform', mutation: 'resample' }).extend({
  referencePoints: z.array(direction, points).min(1, points).optional(),
  dividingParameter: wholeNumber(1).default(3),
})

/**
 * NSGA-III: as `nsga2`, but keeps its population spread along reference directions, which still works with four and more
 * objectives, where almost every trial is on the front and crowding says little.
 *
 * Deb and Jain 2014, doi 10.1109/TEVC.2013.2281535. As `nsga2` it differs from Optuna 5.0 in dedup, late and foreign trials;
 * ties of niches are decided by distance instead of at random.
 */
export const definition: SamplerDefinition<Nsga3Options> = {
  traits,
  create(options) {
    const settings = parseOptions(schema, options, { kind: 'sampler', name: 'nsga3' })
    const { populationSize, dividingParameter } = settings
    const spread = new Map<number, References>()
    const referencesFor = (objectives: number): References => {
      if (settings.referencePoints !== undefined) return settings.referencePoints
      const known = spread.get(objectives) ?? referencePoints(objectives, dividingParameter)
      spread.set(objectives, known)
      return known
    }
    return evolutionarySampler({
      name: 'nsga3',
      traits,
      settings,
      select(parents, members) {
        const pool: readonly Individual[] = [...parents, ...members]
        const objectives = pool[0].losses.length
        const references = referencesFor(objectives)
        const wrong = references.find((point) => point.length !== objectives)
        if (wrong !== undefined) throw badReferencePoints(wrong, objectives)
        return nicheSurvivors(pool, populationSize, references)
      },
      choose: tournament,
    })
  },
}
