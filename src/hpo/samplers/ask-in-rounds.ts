import type { Sampler, SuggestRequest } from '../core/sampler.ts'
import { cardinality, type Distribution, onlyValue, type Params, type ParamValue } from '../space/distribution.ts'
import { askInner } from './ask-inner.ts'
import { exists } from './tree-values.ts'

/**
 * What a sampler inside another suggests for a declared space. One that does not model branches is asked as a study asks
 * it: for the parameters that every trial has, then, as choices bring them into being, for those of each branch.
 *
 * @throws InputError `sampler/unsupported-parameter` when it cannot model one and has no fallback
 */
export function askInRounds(sampler: Sampler, request: SuggestRequest): Params {
  const { declared, trial, rng } = request
  if (declared === null || sampler.traits.conditional === true) return askInner(sampler, request)
  const known = new Map(Object.entries(trial.fixed))
  const values: Record<string, ParamValue> = {}
  for (let depth = 0; ; depth++) {
    const space = nextRound(request, known)
    if (space.size === 0) return values
    const stream = depth === 0 ? rng : rng.fork('round', depth)
    const fixed = Object.fromEntries(known)
    const answer = askInner(sampler, { ...request, space, rng: stream, trial: { ...trial, fixed } })
    for (const [name, value] of Object.entries(answer)) {
      known.set(name, value)
      values[name] = value
    }
  }
}

/** What is asked for, exists by now and has no value yet, by name; what has one value only becomes known. */
function nextRound({ space, declared }: SuggestRequest, known: Map<string, ParamValue>): Map<string, Distribution> {
  const open: [string, Distribution][] = []
  for (const leaf of declared!.leaves.values()) {
    const { name, distribution } = leaf
    if (known.has(name) || !exists(leaf, known)) continue
    if (space.has(name)) open.push([name, space.get(name)!])
    else if (cardinality(distribution) === 1) known.set(name, onlyValue(distribution))
  }
  return new Map(open.sort(([a], [b]) => (a < b ? -1 : 1)))
}
