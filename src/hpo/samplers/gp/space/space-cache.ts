import type { DeclaredSpace } from '../../../core/sampler.ts'
import type { TrialRecord } from '../../../core/trial-record.ts'
import { isFinished } from '../../../core/trial-record.ts'
import type { SearchSpace } from '../../../space/distribution.ts'
import { sameDistribution } from '../../../space/distribution-match.ts'
import { type GpSpace, gpSpace, rowOfTrial } from './gp-space.ts'

interface Known {
  readonly whole: SearchSpace
  readonly declared: DeclaredSpace | null
  readonly space: GpSpace
  readonly rowOf: (trial: TrialRecord) => Float64Array | null
}

/** Spaces that were asked for lately, at most this many: a study with branches asks for several in turn. */
const mostSpaces = 8

/** Keeps the plan of a space, and with it the rows of finished trials, which never change. */
export class SpaceCache {
  private readonly known: Known[] = []

  get(whole: SearchSpace, declared: DeclaredSpace | null): Known {
    const found = this.known.find((known) => known.declared === declared && sameSpace(known.whole, whole))
    if (found !== undefined) return found
    const space = gpSpace(whole, declared)
    const rows = new WeakMap<TrialRecord, Float64Array | { readonly none: true }>()
    const rowOf = (trial: TrialRecord): Float64Array | null => {
      if (!isFinished(trial.state)) return rowOfTrial(space, trial)
      const kept = rows.get(trial) ?? rowOfTrial(space, trial) ?? { none: true }
      rows.set(trial, kept)
      return 'none' in kept ? null : kept
    }
    const known = { whole, declared, space, rowOf }
    this.known.unshift(known)
    this.known.length = Math.min(this.known.length, mostSpaces)
    return known
  }
}

function sameSpace(a: SearchSpace, b: SearchSpace): boolean {
  if (a === b) return true
  if (a.size !== b.size) return false
  const names = [...b.keys()]
  return [...a].every(([name, own], i) => names[i] === name && sameDistribution(own, b.get(name)!))
}
