import type { Json } from '../../../src/base/json.ts'
import type { Rng } from '../../../src/base/rng.ts'
import type { Sampler } from '../../../src/hpo/core/sampler.ts'
import type { TrialRecord } from '../../../src/hpo/core/trial-record.ts'
import { intersectionTracker } from '../../../src/hpo/history/intersection-space.ts'
import {
  type Distribution,
  type ParamValue,
  type Params,
  type SearchSpace,
  sampleUniform,
} from '../../../src/hpo/space/distribution.ts'
import { suggestRequest } from '../../../src/testing/suggest-request.ts'
import { trialRecord } from '../../../src/testing/trial-record.ts'

/**
 * A minimisation that asks a sampler as a study does, without a study: the joint space once, the other parameters alone,
 * those that it does not model at random.
 */
export function askTell(sampler: Sampler, space: SearchSpace, rng: Rng) {
  const trials: TrialRecord[] = []
  const jointSpace = intersectionTracker()
  const distributions = Object.fromEntries(space)
  const handled = (some: SearchSpace): SearchSpace =>
    new Map([...some].filter(([, distribution]) => sampler.handles?.(distribution) !== false))
  return {
    trials,
    ask(): Params {
      const number = trials.length
      const stream = rng.fork('trial', number)
      trials.push(trialRecord({ number, state: 'running' }))
      const history = { name: 'study', directions: ['minimize'] as const, trials }
      const notes: Record<string, Json> = {}
      const trial = { number, fixed: {}, note: (key: string, value: Json) => void (notes[key] = value) }
      const joint = sampler.traits.joint ? handled(jointSpace(trials)) : new Map<string, Distribution>()
      const params: Record<string, ParamValue> =
        joint.size > 0
          ? {
              ...sampler.suggest(
                suggestRequest({ space: joint, history, trial, studyRng: rng, rng: stream.fork('joint') }),
              ),
            }
          : {}
      for (const [name, distribution] of space) {
        if (name in params) continue
        if (sampler.handles?.(distribution) === false) {
          params[name] = sampleUniform(distribution, stream.fork('fallback', name))
          continue
        }
        const alone = new Map([[name, distribution]])
        params[name] = sampler.suggest(
          suggestRequest({ space: alone, history, trial, studyRng: rng, rng: stream.fork('param', name) }),
        )[name]
      }
      trials[number] = trialRecord({ number, state: 'running', params, distributions, systemAttrs: notes })
      return params
    },
    tell(params: Params, value: number): void {
      const number = trials.length - 1
      trials[number] = trialRecord({ ...trials[number], state: 'complete', params, distributions, values: [value] })
    },
  }
}

/** The best value after `trials` evaluations of `objective`. */
export function minimize(
  { sampler, space, rng }: { readonly sampler: Sampler; readonly space: SearchSpace; readonly rng: Rng },
  objective: (params: Params) => number,
  trials: number,
): number {
  const study = askTell(sampler, space, rng)
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < trials; i++) {
    const params = study.ask()
    const value = objective(params)
    best = Math.min(best, value)
    study.tell(params, value)
  }
  return best
}
