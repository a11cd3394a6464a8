import type { SuggestRequest } from '../core/sampler.ts'
import type { Params } from '../space/distribution.ts'
import { allowsSoFar } from './allows-so-far.ts'

const mostAttempts = 100

/** The first of a hundred draws that breaks no hard constraint, or the last one. */
export function drawAllowed({ declared, trial }: SuggestRequest, draw: () => Params): Params {
  for (let attempt = 1; ; attempt++) {
    const params = draw()
    const isAllowed = declared === null || allowsSoFar(declared, { ...trial.fixed, ...params })
    if (isAllowed || attempt === mostAttempts) return params
  }
}
