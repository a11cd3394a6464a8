import { printedAs } from '../../base/printed.ts'
import { bestTrial } from '../core/best-trial.ts'
import type { StudyView } from '../core/study-record.ts'
import { isFinished, type TrialRecord } from '../core/trial-record.ts'
import { paretoFront } from '../objectives/pareto-front.ts'
import type { Params } from '../space/distribution.ts'
import { type Convergence, convergence } from './convergence.ts'
import { printedTrials } from './printed-trials.ts'
import { studyText } from './study-text.ts'

/** What a study has found, by name. */
interface Findings<P> {
  /**
   * As the objective got them: the value of a declared space, else by name. Null while there is no feasible complete trial,
   * where there are several objectives, and where the best trial is of another space.
   */
  readonly bestParams: P | null
  readonly bestValue: number | null
  /** The Pareto front; of one objective the best trials. */
  readonly bestTrials: readonly TrialRecord[]
  /** The whole history in order of number. */
  readonly trials: readonly TrialRecord[]
  readonly totalEvaluations: number
  /** Null where there are several objectives. */
  readonly convergence: Convergence | null
}

/**
 * What a study has found. It can be taken apart by name, or in order: `const [bestParams, bestValue, trials] = result`.
 * As text it is a few lines for people.
 */
export type StudyResult<P = Params> = readonly [P | null, number | null, readonly TrialRecord[]] &
  Findings<P> & { toString(): string }

/**
 * The result of a study as it stands.
 *
 * @param valueOf the value of flat parameters, or null for those of another space
 */
export function studyResult<P>(study: StudyView, valueOf: (flat: Params) => P | null): StudyResult<P> {
  const { name, directions, trials } = study
  const single = directions.length === 1
  const best = single ? bestTrial(study) : null
  const found: Findings<P> = {
    bestParams: best === null ? null : valueOf(best.params),
    bestValue: best?.values?.[0] ?? null,
    bestTrials: printedTrials(paretoFront(study), study),
    trials,
    totalEvaluations: trials.filter(({ state }) => isFinished(state)).length,
    convergence: single ? convergence(study) : null,
  }
  const text = (): string => studyText({ name, directions, trials })
  const result = Object.assign([found.bestParams, found.bestValue, trials] as const, found)
  Object.defineProperty(result, 'toString', { value: text })
  return printedAs(result, text)
}
