import { cardinality, onlyValue, type Params } from '../../space/distribution.ts'
import type { Sampler, SuggestRequest } from '../../core/sampler.ts'
import { allowsSoFar } from '../allows-so-far.ts'
import { askInner } from '../ask-inner.ts'
import { fromUnit, toUnit, unitAxis } from '../unit-axis.ts'

/**
 * The weighted mean of what the samplers suggest, on the scale of each parameter, which all must be numbers. Where the
 * space does not allow it, what the sampler with the largest weight suggests that is allowed.
 */
export function averageSuggestions(
  request: SuggestRequest,
  { members, weights }: { readonly members: readonly Sampler[]; readonly weights: readonly number[] },
): Params {
  const { space, rng, declared, trial } = request
  const suggestions = members.map((member, m) => askInner(member, { ...request, rng: rng.fork('member', m) }))
  const mean = Object.fromEntries(
    Array.from(space, ([name, distribution]) => {
      if (cardinality(distribution) === 1) return [name, onlyValue(distribution)]
      const axis = unitAxis(name, distribution)
      const share = weights.reduce((sum, weight, m) => sum + weight * toUnit(axis, suggestions[m][name] as number), 0)
      return [name, fromUnit(axis, share)]
    }),
  )
  const isAllowed = (params: Params): boolean =>
    declared === null || allowsSoFar(declared, { ...trial.fixed, ...params })
  if (isAllowed(mean)) return mean
  const byWeight = [...members.keys()].sort((a, b) => weights[b] - weights[a])
  const allowed = byWeight.find((m) => isAllowed(suggestions[m]))
  return allowed === undefined ? mean : suggestions[allowed]
}
