import type { Sampler, SuggestRequest } from '../core/sampler.ts'
import type { Params } from '../space/distribution.ts'
import { unsupportedInside } from './messages.ts'

/**
 * What a sampler inside another suggests: parameters that it does not model go to its own fallback.
 *
 * @throws InputError `sampler/unsupported-parameter` when it has none
 */
export function askInner(sampler: Sampler, request: SuggestRequest): Params {
  const { space, rng, trial } = request
  const refused = new Map([...space].filter(([, distribution]) => sampler.handles?.(distribution) === false))
  if (refused.size === 0) return space.size === 0 ? {} : sampler.suggest(request)
  const [[name, distribution]] = refused
  if (sampler.fallback === undefined) {
    throw sampler.refusal?.({ name, distribution }) ?? unsupportedInside(sampler.name, { name, distribution })
  }
  const others = askInner(sampler.fallback, { ...request, space: refused, rng: rng.fork('fallback') })
  const handled = new Map([...space].filter(([name]) => !refused.has(name)))
  if (handled.size === 0) return others
  const fixed = { ...trial.fixed, ...others }
  return { ...others, ...sampler.suggest({ ...request, space: handled, trial: { ...trial, fixed } }) }
}
