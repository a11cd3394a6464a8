import { describeValue, InputError, StateError } from '../../base/errors.ts'
import { failReason } from '../core/fail-reason.ts'
import type { TrialRecord, TrialState } from '../core/trial-record.ts'
import { isSpaceNode } from '../space/node.ts'

const stateWords: Readonly<Record<TrialState, string>> = {
  complete: 'complete but infeasible',
  fail: 'failed',
  pruned: 'pruned',
  running: 'running',
  waiting: 'waiting',
}

const ended = (text: string): string => (text === '' || /[.!?]$/.test(text) ? text : `${text}.`)

export const adaptWithout = (what: string): InputError =>
  new InputError('study/bad-option', {
    what: `study.optimize was to adapt ${what}.`,
    allowed: 'a declared space',
    advice: 'Declare the space, as in study.optimize(space({ … }), objective, { adapt }).',
    details: { option: 'adapt' },
  })

export const badSource = (source: unknown): InputError =>
  new InputError('study/bad-argument', {
    what: `study.learnFrom got ${describeValue(source)} as the other study.`,
    allowed: 'a study, as loadStudy gives it',
    advice: 'Open it first: study.learnFrom(await loadStudy({ name, storage }), { space }).',
    details: { value: source },
  })

export const nothingInCommon = (source: string, names: readonly string[]): InputError =>
  new InputError('study/nothing-in-common', {
    what: `No complete trial of study ${describeValue(source)} has parameters that the space could take over.`,
    allowed: `trials with some of ${names.map(describeValue).join(', ')}, within or near their ranges`,
    advice: 'Give the parameters the same names, or enqueue values by hand.',
    details: { source, names },
  })

export const studyClosed = (name: string): StateError =>
  new StateError('study/closed', {
    what: `Study ${describeValue(name)} was closed.`,
    advice: 'Open it again with loadStudy, or close it later.',
    details: { name },
  })

export const studyRunning = (name: string, runs: number): StateError =>
  new StateError('study/running', {
    what: `Study ${describeValue(name)} was to be closed while ${runs} call(s) of optimize are running.`,
    advice: 'Await study.optimize first; study.stop() ends it after the running trials.',
    details: { name, runs },
  })

/** Why there is no best trial yet, with what is known of the trials that ended otherwise. */
export const noCompleteTrial = (name: string, trials: readonly TrialRecord[]): StateError => {
  const count = (state: TrialState): number => trials.filter((trial) => trial.state === state).length
  const failed = trials.findLast((trial) => trial.state === 'fail')
  const counts = (['complete', 'fail', 'pruned', 'running', 'waiting'] as const)
    .map((state) => [state, count(state)] as const)
    .filter(([, trials]) => trials > 0)
  const infeasible = counts.some(([state]) => state === 'complete')
  const summary = counts.map(([state, trials]) => `${trials} ${stateWords[state]}`).join(', ')
  const last = failed === undefined ? '' : ` Trial ${failed.number} failed last: ${failReason(failed) ?? 'no reason'}`
  return new StateError('study/no-complete-trial', {
    what: `Study ${describeValue(name)} has no complete trial yet (${summary || 'no trials'}).${ended(last)}`,
    advice: infeasible
      ? 'Every complete trial violates a constraint: run more trials, or relax the constraints.'
      : 'Run study.optimize, and see that an objective returns a finite number.',
    details: { name, ...Object.fromEntries(counts), lastFailure: failed?.number },
  })
}

export const manyObjectives = (name: string, asked: string): StateError =>
  new StateError('study/multi-objective', {
    what: `Study ${describeValue(name)} has several objectives, so no single trial is the best.`,
    allowed: 'study.bestTrials, the Pareto front',
    advice: `Use study.bestTrials instead of study.${asked}.`,
    details: { name },
  })

export const badCall = (call: string, argument: string, value: unknown): InputError =>
  new InputError('study/bad-argument', {
    what: `${call} got ${describeValue(value)} as its ${argument}.`,
    allowed: `${call.replace('()', '')}(space, objective, options) or (objective, options); ask takes a space or nothing`,
    advice: holdsParameters(value)
      ? `Wrap the parameters: space({ ${Object.keys(value).join(', ')} }).`
      : `Pass the ${argument}.`,
    details: { value },
  })

/** Whether it is what a space is made of, and not a space yet. */
function holdsParameters(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.values(value).some(isSpaceNode)
}
