import { formatDuration } from '../../base/number-format.ts'
import { AnsatzError, describeValue, InputError, StateError } from '../../base/errors.ts'
import { type Distribution, describeDistribution, type ParamValue } from '../space/distribution.ts'
import type { SpaceChange } from '../core/adaptation.ts'
import type { Direction } from '../core/direction.ts'
import type { TrialRecord, TrialState } from '../core/trial-record.ts'
import { failReason } from '../core/fail-reason.ts'

const numbers = (count: number): string => (count === 1 ? 'a number' : `a list of ${count} numbers`)

export const badOption = (
  call: string,
  bad: { readonly path: string; readonly value: unknown; readonly allowed: string },
): InputError =>
  new InputError('study/bad-option', {
    what:
      bad.path === ''
        ? `${call} got ${describeValue(bad.value)} as options.`
        : `Option "${bad.path}" of ${call} is ${describeValue(bad.value)}.`,
    allowed: bad.allowed,
    advice: 'Change it, or leave it out.',
    details: { option: bad.path, value: bad.value },
  })

export const unknownOption = (call: string, option: string, known: readonly string[]): InputError =>
  new InputError('study/unknown-option', {
    what: `${call} has no option ${describeValue(option)}.`,
    allowed: known.join(', '),
    advice: 'Check its spelling.',
    details: { option, known },
  })

export const badDirections = (directions: unknown): InputError =>
  new InputError('study/bad-direction', {
    what: `A study was to be opened with the directions ${describeValue(directions)}.`,
    allowed: 'a list of "minimize" and "maximize", one for each objective',
    advice: 'Pass directions, for example ["minimize"].',
    details: { value: directions },
  })

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

export const manyObjectivesScheduler = (scheduler: string, objectives: number): InputError =>
  new InputError('scheduler/single-objective', {
    what: `Scheduler ${describeValue(scheduler)} was given a study with ${objectives} objectives.`,
    allowed: 'a study with one objective',
    advice: 'Combine the objectives into one, or prune by a named metric: pruners.hyperband({ metric }).',
    details: { scheduler, objectives },
  })

export const unknownFidelity = (scheduler: string, fidelity: string, names: readonly string[]): InputError =>
  new InputError('scheduler/unknown-fidelity', {
    what: `Scheduler ${describeValue(scheduler)} hands out ${describeValue(fidelity)}, which the space does not have.`,
    allowed: names.map(describeValue).join(', '),
    advice: 'Correct the name, or leave it out and read trial.budget.',
    details: { scheduler, fidelity, names },
  })

export const badStepValue = (value: unknown): InputError =>
  new InputError('study/bad-step-value', {
    what: `The step of a member gave ${describeValue(value)}.`,
    allowed: 'a number, or { value, state } with a number as value',
    advice: 'Return the objective after the steps; NaN when there is none.',
    details: { value },
  })

export const badAdaptation = (change: SpaceChange, allowed: string): InputError =>
  new InputError('study/bad-adaptation', {
    what: `A strategy was to change the space by ${describeValue(change)}.`,
    allowed,
    advice: 'Correct the strategy; `view.leaves` and `view.declared` say what there is.',
    details: { value: change },
  })

export const nothingToUndo = (study: string, id: number | null, known: readonly number[]): StateError =>
  new StateError('study/nothing-to-undo', {
    what: `Study ${describeValue(study)} has no adaptation${id === null ? '' : ` ${id}`} that could be undone.`,
    allowed: known.length === 0 ? 'none: nothing was adapted, or all of it is undone' : known.join(', '),
    advice: 'study.adaptations shows what was adapted.',
    details: { study, id },
  })

export const noSamplers = (name: string): StateError =>
  new StateError('study/no-samplers', {
    what: `A study that was opened without a way to make samplers was to take the sampler ${describeValue(name)}.`,
    advice: 'Open it with createStudy or loadStudy, or pass `samplerOf`.',
    details: { sampler: name },
  })

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

export const otherPopulation = (
  study: string,
  { stored, asked }: Readonly<Record<'stored' | 'asked', { scheduler: string; population: number; interval: number }>>,
): InputError => {
  const shown = ({ scheduler, population, interval }: typeof asked): string =>
    `${scheduler} with a population of ${population} and an interval of ${interval}`
  return new InputError('study/other-population', {
    what: `Study ${describeValue(study)} holds a population of ${shown(stored)}, and was to go on with ${shown(asked)}.`,
    allowed: shown(stored),
    advice: 'Go on with that scheduler, or begin anew: study.evolve(…, { resume: false }).',
    details: { study, stored: shown(stored), asked: shown(asked) },
  })
}

export const lostPopulation = (study: string, member: number, step: number): StateError =>
  new StateError('study/lost-population', {
    what: `The checkpoint of member ${member} of study ${describeValue(study)} at step ${step} is gone.`,
    advice: 'Pass the folder of checkpoints that the population was trained with, or begin anew: { resume: false }.',
    details: { study, member, step },
  })

export const noLineage = (study: string, trial: number | null): StateError =>
  new StateError('study/no-lineage', {
    what:
      trial === null
        ? `Study ${describeValue(study)} has no complete trial of a population.`
        : `Trial ${trial} of study ${describeValue(study)} does not come from a population.`,
    advice: 'Run study.evolve first, and name one of its trials.',
    details: { study, trial },
  })

export const badMetricNames = (names: readonly string[], objectives: number): InputError =>
  new InputError('study/bad-metric-names', {
    what: `The objectives were to be named ${describeValue(names)}.`,
    allowed: `${objectives} different name(s), one for each objective`,
    advice: 'Give one name for each direction, in the same order.',
    details: { names, objectives },
  })

export const otherDirections = (
  name: string,
  directions: { readonly stored: readonly Direction[]; readonly asked: readonly Direction[] },
): InputError =>
  new InputError('study/direction-mismatch', {
    what:
      `Study ${describeValue(name)} exists with the directions ${directions.stored.join(', ')}, ` +
      `and was to be continued with ${directions.asked.join(', ')}.`,
    allowed: directions.stored.join(', '),
    advice: 'Leave the direction out to continue it as it is, or choose another name.',
    details: { name, ...directions },
  })

export const singleObjectiveSampler = (sampler: string, objectives: number): InputError =>
  new InputError('study/single-objective-sampler', {
    what: `Sampler "${sampler}" was chosen for a study with ${objectives} objectives.`,
    allowed: 'samplers whose trait multiObjective is true',
    advice: 'Choose another sampler, or optimise one objective and constrain the others.',
    details: { sampler, objectives },
  })

export const studyNotFound = (name: string, place: { readonly url: string; readonly known: readonly string[] }) =>
  new StateError('study/not-found', {
    what: `There is no study named ${describeValue(name)} in ${place.url}.`,
    allowed: place.known.length === 0 ? 'none: the storage is empty' : place.known.map(describeValue).join(', '),
    advice: 'Correct the name, or create the study.',
    details: { name, ...place },
  })

export const studyClosed = (name: string): StateError =>
  new StateError('study/closed', {
    what: `Study ${describeValue(name)} was closed.`,
    advice: 'Open it again with loadStudy, or close it later.',
    details: { name },
  })

export const nothingLeft = (sampler: string): StateError =>
  new StateError(exhaustedCode, {
    what: `Sampler "${sampler}" has nothing left to try: every point was visited, or is being visited by another worker.`,
    advice: 'Analyse the study, or go on with another sampler.',
    details: { sampler },
  })

/** The code of `nothingLeft`, which ends `optimize` without being an error. */
export const exhaustedCode = 'study/exhausted'

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

const stateWords: Readonly<Record<TrialState, string>> = {
  complete: 'complete but infeasible',
  fail: 'failed',
  pruned: 'pruned',
  running: 'running',
  waiting: 'waiting',
}

const ended = (text: string): string => (text === '' || /[.!?]$/.test(text) ? text : `${text}.`)

export const manyObjectives = (name: string, asked: string): StateError =>
  new StateError('study/multi-objective', {
    what: `Study ${describeValue(name)} has several objectives, so no single trial is the best.`,
    allowed: 'study.bestTrials, the Pareto front',
    advice: `Use study.bestTrials instead of study.${asked}.`,
    details: { name },
  })

export const badObjectiveValue = (value: unknown, objectives: number): InputError =>
  new InputError('study/bad-objective-value', {
    what: `The objective gave ${describeValue(value)}.`,
    allowed: `${numbers(objectives)}, or { values, constraints, attrs } with values that are ${numbers(objectives)}`,
    advice:
      value === undefined
        ? 'Does every path through the objective end with a return?'
        : 'Return the number to optimise; throw, or return NaN, when there is none.',
    details: { value, objectives },
  })

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

export const changedDistribution = (change: {
  readonly trial: number
  readonly name: string
  readonly before: Distribution
  readonly now: Distribution
}): InputError =>
  new InputError('trial/changed-distribution', {
    what: `Trial ${change.trial} has ${describeValue(change.name)} as ${describeDistribution(change.before)}, and was asked for ${describeDistribution(change.now)}.`,
    allowed: 'one distribution for each parameter of a trial',
    advice: 'Reuse the value that the first call gave, or give the second parameter another name.',
    details: change,
  })

export const incompatibleDistribution = (change: {
  readonly name: string
  readonly before: Distribution
  readonly now: Distribution
}): InputError =>
  new InputError('study/incompatible-distribution', {
    what: `Parameter ${describeValue(change.name)} was ${describeDistribution(change.before)} in earlier trials, and is ${describeDistribution(change.now)} now.`,
    allowed: 'within one study the same kind and the same log; ranges, steps and choices may change',
    advice: 'Give the parameter another name, or start a new study.',
    details: change,
  })

export const badFixedValue = (fixed: {
  readonly trial: number
  readonly name: string
  readonly value: unknown
  readonly distribution: Distribution
}): InputError =>
  new InputError('trial/bad-fixed-value', {
    what: `Trial ${fixed.trial} was enqueued with ${describeValue(fixed.name)} = ${describeValue(fixed.value)}.`,
    allowed: describeDistribution(fixed.distribution),
    advice: 'Enqueue a value inside the range, or widen the parameter.',
    details: fixed,
  })

/** A warning, not an error: the trial ran, but not quite as it was enqueued. */
export const unusedFixedValues = (trial: number, names: readonly string[]): string =>
  `Trial ${trial} was enqueued with ${names.map(describeValue).join(', ')}, which its objective never asked for. ` +
  'Correct the names, or pass the space to study.enqueue, which then checks them. ' +
  "To silence this, run Node with --disable-warning=ANSATZ_UNUSED_FIXED, or don't enqueue these names."

export const unsupportedParameter = (given: {
  readonly sampler: string
  readonly name: string
  readonly distribution: Distribution
}): InputError =>
  new InputError('sampler/unsupported-parameter', {
    what: `Sampler "${given.sampler}" cannot model parameter ${describeValue(given.name)}: ${describeDistribution(given.distribution)}.`,
    allowed: 'the kinds of parameter that its documentation names',
    advice: `Let another sampler draw such parameters, as in samplers.${given.sampler}({ fallback: 'random' }), or choose a sampler that can.`,
    details: given,
  })

export const badSuggestion = (bad: {
  readonly sampler: string
  readonly name: string
  readonly value: ParamValue | undefined
  readonly distribution: Distribution
}): AnsatzError =>
  new AnsatzError('sampler/bad-suggestion', {
    what: `Sampler "${bad.sampler}" gave ${describeValue(bad.value)} for parameter ${describeValue(bad.name)}.`,
    allowed: describeDistribution(bad.distribution),
    advice: 'This is a mistake in the sampler: suggest must give every parameter a value inside its distribution.',
    details: bad,
  })

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

export const infeasible = (search: {
  readonly trial: number
  readonly attempts: number
  /** How often each requirement was not met. */
  readonly unmet: ReadonlyMap<string, number>
}): InputError => {
  const [requirement, count] = [...search.unmet].reduce((most, next) => (next[1] > most[1] ? next : most))
  const { trial, attempts } = search
  return new InputError('space/infeasible', {
    what:
      attempts === 1
        ? `The parameters that are fixed for trial ${trial} do not meet the requirement ${describeValue(requirement)}.`
        : `No parameters for trial ${trial} were found in ${attempts} attempts: ` +
          `the requirement ${describeValue(requirement)} was not met in ${count} of them.`,
    allowed: 'values that meet every requirement of the space',
    advice: 'Loosen that requirement, narrow the parameters that it speaks of, or fix other values.',
    details: { trial, attempts, requirement, unmet: Object.fromEntries(search.unmet) },
  })
}

export const badCall = (call: string, argument: string, value: unknown): InputError =>
  new InputError('study/bad-argument', {
    what: `${call} got ${describeValue(value)} as its ${argument}.`,
    allowed: `${call.replace('()', '')}(space, objective, options) or (objective, options); ask takes a space or nothing`,
    advice: `Pass the ${argument}.`,
    details: { value },
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

export const timedOut = (limitMs: number): string => `timed out after ${formatDuration(limitMs / 1000)}`

export const incompleteTrial = (study: string): InputError =>
  new InputError('study/bad-argument', {
    what: `The trial to be added to study ${describeValue(study)} has no values.`,
    allowed: 'values for a complete trial; a pruned or failed one may have none',
    advice: "Give values, or say what became of it: state: 'fail'.",
    details: { study },
  })
