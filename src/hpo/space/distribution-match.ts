import { type CategoricalDistribution, type Distribution, sameChoice } from './distribution.ts'

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
 * Whether a parameter may have both distributions in one study: same class and same `log`, ranges and steps may change
 * (Optuna's rule); and of choices, the longer list must begin with the shorter, so that an index means the same choice in
 * every trial. Optuna itself writes identical lists only, but reads, ranks and analyses studies whose lists have grown.
 */
export function compatibleDistributions(a: Distribution, b: Distribution): boolean {
  if (a.kind === 'categorical') {
    if (b.kind !== 'categorical') return false
    const shared = Math.min(a.choices.length, b.choices.length)
    return a.choices.slice(0, shared).every((choice, index) => sameChoice(choice, b.choices[index]))
  }
  return a.kind === b.kind && a.log === b.log
}

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
