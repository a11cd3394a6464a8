import { describeValue, InputError, StateError } from '../../../base/errors.ts'
import { formatDuration } from '../../../base/number-format.ts'
import type { SpaceChange } from '../../core/adaptation.ts'

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

export const timedOut = (limitMs: number): string => `timed out after ${formatDuration(limitMs / 1000)}`
