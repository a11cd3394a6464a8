import { createRng } from '../base/rng.ts'
import type { SuggestRequest } from '../hpo/core/sampler.ts'

const studyRng = createRng(0)

/**
 * A request as a study makes it, for the trial after those of the history: nothing is fixed, nothing declared, notes go
 * nowhere, the streams are those of seed 0. What is given replaces that.
 */
export function suggestRequest(given: Pick<SuggestRequest, 'space'> & Partial<SuggestRequest>): SuggestRequest {
  const history = given.history ?? { name: 'study', directions: ['minimize'], trials: [] }
  return {
    history,
    rng: createRng(0),
    studyRng,
    trial: { number: history.trials.length, fixed: {}, note: () => {} },
    declared: null,
    ...given,
  }
}
