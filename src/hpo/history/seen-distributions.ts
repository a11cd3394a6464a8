import type { TrialRecord } from '../core/trial-record.ts'
import type { Distribution } from '../space/distribution.ts'
import { newlyFinishedTrials } from './finished-trials.ts'

/**
 * A distribution under each name that any finished trial has used, failed ones too: what a new trial must be compatible
 * with. Of choices it is the longest list. Each call looks only at what has changed since the last one.
 */
export function distributionTracker(): (trials: readonly TrialRecord[]) => ReadonlyMap<string, Distribution> {
  const newlyFinished = newlyFinishedTrials()
  const seen = new Map<string, Distribution>()
  let last: TrialRecord['distributions'] | null = null
  return (trials) => {
    for (const { distributions } of newlyFinished(trials)) {
      // Storages may let trials share it.
      if (distributions === last) continue
      last = distributions
      for (const name of Object.keys(distributions)) seen.set(name, longer(seen.get(name), distributions[name]))
    }
    return seen
  }
}

/** The later one, unless it has fewer choices. */
function longer(before: Distribution | undefined, now: Distribution): Distribution {
  const fewer =
    before?.kind === 'categorical' && now.kind === 'categorical' && now.choices.length < before.choices.length
  return fewer ? before : now
}
