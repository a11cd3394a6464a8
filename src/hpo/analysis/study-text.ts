import { formatCount, formatNumber } from '../../base/number-format.ts'
import { bestTrial } from '../core/best-trial.ts'
import { paramText } from '../core/param-text.ts'
import type { StudyView } from '../core/study-record.ts'
import type { TrialRecord } from '../core/trial-record.ts'
import { paretoFront } from '../objectives/pareto-front.ts'
import { rangeEnd } from './range-end.ts'

/** A study in a few lines for people: its name, how many trials have ended how, and the best of them. */
export function studyText(study: StudyView): string {
  return [`Study ${study.name}`, trialCounts(study.trials), ...bestLines(study)].join('\n  ')
}

/** `5 trials: 4 complete, 1 failed`. */
function trialCounts(trials: readonly TrialRecord[]): string {
  const states = ['complete', 'pruned', 'fail', 'running', 'waiting'] as const
  const parts = states.map((state) => [trials.filter((trial) => trial.state === state).length, state] as const)
  const shown = parts
    .filter(([count]) => count > 0)
    .map(([count, state]) => `${count} ${state === 'fail' ? 'failed' : state}`)
  return `${formatCount(trials.length, 'trial')}${shown.length === 0 ? '' : `: ${shown.join(', ')}`}`
}

function bestLines(study: StudyView): readonly string[] {
  if (study.directions.length > 1) {
    const front = paretoFront(study).length
    return front === 0 ? [] : [`${formatCount(front, 'trial')} on the Pareto front`]
  }
  const best = bestTrial(study)
  if (best === null) return []
  const params = Object.entries(best.params).map(([name, value]) => {
    const end = rangeEnd(best.distributions[name], value)
    return `  ${paramText(name, value)}${end === null ? '' : `  (at the ${end} end of its range)`}`
  })
  return [`best value ${formatNumber(best.values![0])} in trial ${best.number}`, ...params]
}
