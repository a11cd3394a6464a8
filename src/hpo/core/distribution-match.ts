import { type CategoricalDistribution, type Distribution, sameChoice } from '../space/distribution.ts'
import { compatible } from '../space/distribution-json.ts'

/** Whether both give exactly the same values on the same scale. */
export function sameDistribution(a: Distribution, b: Distribution): boolean {
  if (a === b) return true
  if (!compatibleDistributions(a, b)) return false
  if (a.kind === 'categorical' || b.kind === 'categorical') {
    return (a as CategoricalDistribution).choices.length === (b as CategoricalDistribution).choices.length
  }
  return a.low === b.low && a.high === b.high && a.step === b.step
}

/**
 * Whether one study may hold both under the same name: the same kind, the same scale, and of choices one list that
 * begins with the other. Ranges and steps may change.
 */
export const compatibleDistributions: (a: Distribution, b: Distribution) => boolean = compatible

/**
 * The distribution under which a study that has `seen` a parameter stores what was drawn from `asked`: choices keep the
 * order in which the study first had them, new ones follow, and those that are no longer asked for stay. So a choice
 * keeps its index for the life of the study, whatever becomes of the space.
 */
export function storedDistribution(asked: Distribution, seen: Distribution | undefined): Distribution {
  if (seen?.kind !== 'categorical' || asked.kind !== 'categorical') return asked
  const added = asked.choices.filter((choice) => !seen.choices.some((known) => sameChoice(known, choice)))
  return added.length === 0 ? seen : Object.freeze({ kind: 'categorical', choices: [...seen.choices, ...added] })
}
