import type { TrialRecord } from '../core/trial-record.ts'
import { cardinality, type Distribution, type SearchSpace } from '../space/distribution.ts'
import { sameDistribution } from '../space/distribution-match.ts'
import { newlyFinishedTrials } from './finished-trials.ts'
import type { Follower } from './follow-studies.ts'

/**
 * Follows which parameters of define-by-run trials belong together: those that occur in exactly the same trials, among
 * the complete and pruned ones (Optuna, `_GroupDecomposedSearchSpace`). Each is in one group, sorted by name; those that
 * can only take one value are left out. A distribution is that of the newest trial that has the parameter.
 *
 * Each call looks only at what has changed since the last one.
 *
 * @returns the group of each parameter, by its name
 */
export function parameterGroupTracker(): Follower<ReadonlyMap<string, SearchSpace>> {
  const newlyFinished = newlyFinishedTrials()
  const newest = new Map<string, Seen>()
  let groups: readonly ReadonlySet<string>[] = []
  let answer: ReadonlyMap<string, SearchSpace> = new Map()
  return ({ trials }) => {
    const fresh = newlyFinished(trials).filter(({ state }) => state !== 'fail')
    if (fresh.length === 0) return answer
    let changed = false
    for (const trial of fresh) {
      changed = keepNewest(newest, trial) || changed
      const refined = refine(groups, Object.keys(trial.distributions))
      changed ||= refined !== groups
      groups = refined
    }
    if (changed) answer = spacesOf(groups, newest)
    return answer
  }
}

interface Seen {
  readonly number: number
  readonly distribution: Distribution
}

/** Tells whether there is a new name or a distribution has changed. */
function keepNewest(newest: Map<string, Seen>, { number, distributions }: TrialRecord): boolean {
  let changed = false
  for (const [name, distribution] of Object.entries(distributions)) {
    const seen = newest.get(name)
    if (seen !== undefined && seen.number > number) continue
    const same = seen !== undefined && sameDistribution(seen.distribution, distribution)
    // The same object as long as it is the same distribution: samplers recognise what they have prepared by it.
    newest.set(name, { number, distribution: same ? seen.distribution : distribution })
    changed ||= !same
  }
  return changed
}

/** The groups cut where a trial has only a part of one, and a group of what it has that is in none. */
function refine(groups: readonly ReadonlySet<string>[], names: readonly string[]): readonly ReadonlySet<string>[] {
  const present = new Set(names)
  const fresh = new Set(names)
  let cut = false
  const refined = groups.flatMap((group) => {
    const inside = [...group].filter((name) => present.has(name))
    for (const name of inside) fresh.delete(name)
    if (inside.length === 0 || inside.length === group.size) return [group]
    cut = true
    return [new Set(inside), new Set([...group].filter((name) => !present.has(name)))]
  })
  if (fresh.size > 0) refined.push(fresh)
  return cut || fresh.size > 0 ? refined : groups
}

function spacesOf(
  groups: readonly ReadonlySet<string>[],
  newest: ReadonlyMap<string, Seen>,
): ReadonlyMap<string, SearchSpace> {
  const spaces = new Map<string, SearchSpace>()
  for (const group of groups) {
    const names = [...group].filter((name) => cardinality(newest.get(name)!.distribution) > 1).sort()
    const space = new Map(names.map((name) => [name, newest.get(name)!.distribution]))
    for (const name of names) spaces.set(name, space)
  }
  return spaces
}
