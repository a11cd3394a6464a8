import { describeValue, InputError, StateError } from '../../../base/errors.ts'
import type { TrialState } from '../../core/trial-record.ts'

const numbers = (count: number): string => (count === 1 ? 'a number' : `a list of ${count} numbers`)

const stateWords: Readonly<Record<TrialState, string>> = {
  complete: 'complete but infeasible',
  fail: 'failed',
  pruned: 'pruned',
  running: 'running',
  waiting: 'waiting',
}

export const noCheckpoint = (trial: number, scheduler: string): StateError =>
  new StateError('trial/no-checkpoint', {
    what: `Scheduler ${describeValue(scheduler)} pauses trial ${trial}, whose objective has not said what to keep.`,
    advice:
      'Call trial.checkpoint(() => state) before trial.report, and begin with await trial.restore(); or return the value ' +
      'at trial.budget, if the objective can begin anew each time.',
    details: { trial, scheduler },
  })

export const lostCheckpoint = (trial: number, place: string): StateError =>
  new StateError('trial/lost-checkpoint', {
    what: `The checkpoint ${describeValue(place)} of trial ${trial} is gone.`,
    advice:
      "Keep checkpoints in a folder, as in study.optimize(…, { checkpoints: './checkpoints' }), and leave it there.",
    details: { trial, place },
  })

export const nothingLeft = (sampler: string): StateError =>
  new StateError(exhaustedCode, {
    what: `Sampler "${sampler}" has nothing left to try: every point was visited, or is being visited by another worker.`,
    advice: 'Analyse the study, or go on with another sampler.',
    details: { sampler },
  })

/** The code of `nothingLeft`, which ends `optimize` without being an error. */
export const exhaustedCode = 'study/exhausted'

export const badObjectiveValue = (value: unknown, objectives: number): InputError =>
  new InputError('study/bad-objective-value', {
    what: `The objective gave ${describeValue(value)}.`,
    allowed: `${numbers(objectives)}, or { values, constraints, attrs } with values that are ${numbers(objectives)}`,
    advice: objectiveAdvice(value, objectives),
    details: { value, objectives },
  })

function objectiveAdvice(value: unknown, objectives: number): string {
  if (value === undefined) return 'Does every path through the objective end with a return?'
  if (typeof value === 'number' || (Array.isArray(value) && value.length > 0)) {
    return objectives === 1
      ? 'The study has one objective: return its number, or create the study with directions, one for each.'
      : 'Return one number for each of the directions of the study, in their order.'
  }
  if (typeof value !== 'object' || value === null) {
    return 'Return the number to optimise; throw, or return NaN, when there is none.'
  }
  if ('dtype' in value && 'data' in value) return 'Read the number of the tensor first: (await loss.data())[0].'
  const numbers = Object.keys(value).filter((key) => typeof (value as Record<string, unknown>)[key] === 'number')
  return numbers.length === 0
    ? 'Return the number to optimise; throw, or return NaN, when there is none.'
    : `Return one of its numbers: ${numbers.slice(0, 3).join(', ')}${numbers.length > 3 ? ', …' : ''}.`
}

export const badConstraints = (value: unknown): InputError =>
  new InputError('study/bad-constraints', {
    what: `The constraints of a trial are ${describeValue(value)}.`,
    allowed: 'a list of numbers, each satisfied when it is 0 or less',
    advice: 'Write a requirement a <= b as the number a - b.',
    details: { value },
  })

export const badAttrs = (value: unknown): InputError =>
  new InputError('study/bad-attrs', {
    what: `The attributes of a trial are ${describeValue(value)}.`,
    allowed: 'an object with values that JSON can hold',
    advice: 'Pass them by name, as in { attrs: { epochs: 200 } }.',
    details: { value },
  })

export const badTellState = (value: unknown): InputError =>
  new InputError('study/bad-state', {
    what: `A trial was to end in the state ${describeValue(value)}.`,
    allowed: '"pruned" or "fail"; a trial with values is complete without saying so',
    advice: 'Correct the state, or leave it out.',
    details: { value },
  })

export const unknownTrial = (study: string, trial: unknown, trials: number): InputError =>
  new InputError('study/unknown-trial', {
    what: `Study ${describeValue(study)} has no trial ${describeValue(trial)}.`,
    allowed:
      trials === 0 ? 'none: it has no trials' : `numbers from 0 to ${trials - 1}, or a trial that study.ask gave`,
    advice: 'Pass trial.number of a trial of this study.',
    details: { trial, trials },
  })

export const trialFinished = (number: number, state: TrialState): StateError =>
  new StateError('trial/finished', {
    what: `Trial ${number} is already ${stateWords[state].split(' ')[0]}; a finished trial never changes.`,
    advice: 'Tell each trial once, and ask for a new one to evaluate again.',
    details: { number, state },
  })

export const trialNotRunning = (number: number): StateError =>
  new StateError('trial/not-running', {
    what: `Trial ${number} waits to be asked for, so it has no result yet.`,
    advice: 'Call study.ask: it hands out waiting trials first.',
    details: { number },
  })

export const badReport = (number: number, value: unknown): InputError =>
  new InputError('trial/bad-report', {
    what: `Trial ${number} reported ${describeValue(value)}.`,
    allowed: 'a number (NaN is kept as such), or numbers by name, as in { loss, acc }',
    advice: 'Report the objective at this step as a plain number; of a tensor, read its value first.',
    details: { number, value },
  })

/** A warning, not an error: the trial ran, but not quite as it was enqueued. */
export const unusedFixedValues = (trial: number, names: readonly string[]): string =>
  `Trial ${trial} was enqueued with ${names.map(describeValue).join(', ')}, which its objective never asked for. ` +
  'Correct the names, or pass the space to study.enqueue, which then checks them. ' +
  "To silence this, run Node with --disable-warning=ANSATZ_UNUSED_FIXED, or don't enqueue these names."

export const badEnqueued = (value: unknown, name?: string): InputError =>
  new InputError('study/bad-enqueued', {
    what:
      name === undefined
        ? `study.enqueue got ${describeValue(value)}.`
        : `study.enqueue got ${describeValue(name)} = ${describeValue(value)}.`,
    allowed: 'an object of parameters by name, each a finite number, a text, true, false or null',
    advice: 'For nested values pass the space too: study.enqueue(value, { space }).',
    details: { name, value },
  })

export const infeasibleEnqueued = (value: unknown, requirement: string): InputError =>
  new InputError('study/infeasible-enqueued', {
    what: `study.enqueue got ${describeValue(value)}, which does not meet the requirement ${describeValue(requirement)}.`,
    allowed: 'values that meet every requirement of the space',
    advice: 'Change the value; no trial ever breaks a requirement.',
    details: { value, requirement },
  })

export const wrongCount = (given: number, objectives: number): string =>
  `${given} value(s) for ${objectives} objective(s)`

export const nanValue = (objective: number, objectives: number): string =>
  objectives === 1 ? 'the value is NaN' : `value ${objective + 1} of ${objectives} is NaN`

export const nanConstraint = (constraint: number): string => `constraint ${constraint + 1} is NaN`

/** Said once for each study object: divergence is normal, and a line for each diverged trial would be noise. */
export const unusableResult = (trial: number, problem: string): string =>
  `Trial ${trial} failed: ${problem}. Allowed: one number for each objective, infinite ones too. If a training diverged, ` +
  'narrow the range that led there, or return a large number to rank such trials last. Further trials that fail so are ' +
  'counted without a word; to silence this one too, run Node with --disable-warning=ANSATZ_UNUSABLE_RESULT.'

export const incompleteTrial = (study: string): InputError =>
  new InputError('study/bad-argument', {
    what: `The trial to be added to study ${describeValue(study)} has no values.`,
    allowed: 'values for a complete trial; a pruned or failed one may have none',
    advice: "Give values, or say what became of it: state: 'fail'.",
    details: { study },
  })
