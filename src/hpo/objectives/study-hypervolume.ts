import { minimizeSign } from '../core/direction.ts'
import { isRanked } from '../core/is-ranked.ts'
import type { StudyView } from '../core/study-record.ts'
import { hypervolume } from './hypervolume.ts'
import { hypervolumeReference } from './hypervolume-reference.ts'
import { toLosses } from './losses.ts'
import { badReference } from './messages.ts'

/**
 * How much of objective space the complete, feasible trials of a study dominate: the hypervolume between their Pareto
 * front and `reference`, in the product of the objectives' units. 0 while no trial is better than the reference.
 *
 * @param reference one value per objective, in the objective's own unit and direction: the worst that is of interest.
 *   By default a tenth beyond the worst value of any such trial, which changes as trials come in.
 * @throws InputError `study/bad-reference`
 */
export function studyHypervolume(
  study: Pick<StudyView, 'directions' | 'trials'>,
  reference?: readonly number[],
): number {
  const { directions } = study
  if (reference !== undefined && !isReference(reference, directions.length)) {
    throw badReference(reference, directions.length)
  }
  const losses = study.trials.filter(isRanked).map(({ values }) => toLosses(directions, values))
  if (losses.length === 0) return 0
  const bounds = reference?.map((value, k) => minimizeSign(directions[k]) * value) ?? hypervolumeReference(losses)
  return hypervolume(losses, bounds)
}

function isReference(reference: unknown, objectives: number): boolean {
  return Array.isArray(reference) && reference.length === objectives && reference.every(Number.isFinite)
}
