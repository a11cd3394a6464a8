import { describeValue, InputError, StateError } from '../../base/errors.ts'

export const nothingToRestore = (restoreBest: boolean): StateError =>
  new StateError('early-stopping/nothing-kept', {
    what: 'earlyStopping has no weights to restore.',
    advice: restoreBest
      ? 'Pass the weights to update: stopping.update(loss, weights). If every value was NaN, there is no best moment.'
      : 'It was made with restoreBest: false; leave that out.',
  })

const shapeOf = (value: unknown): string => {
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}(${(value as Uint8Array).length})`
  if (Array.isArray(value)) return `a list of ${value.length}`
  return typeof value === 'object' && value !== null ? `{ ${Object.keys(value).join(', ')} }` : describeValue(value)
}

export const otherShape = (path: string, kept: unknown, given: unknown): InputError =>
  new InputError('early-stopping/other-shape', {
    what: `The weights${path === '' ? '' : ` at "${path}"`} are ${shapeOf(given)}.`,
    allowed: `${shapeOf(kept)}, as when they were kept`,
    advice: 'Restore into the weights that were passed to update.',
    details: { path },
  })

export const badConfigs = (configs: unknown): InputError =>
  new InputError('scheduler/no-configs', {
    what: `successiveHalving got ${describeValue(configs)} as configurations.`,
    allowed: 'a list with at least one configuration',
    advice: 'Draw some first, as in Array.from({ length: 27 }, () => draw(space, …)).',
    details: { configs },
  })

export const badBudgets = (budgets: unknown): InputError =>
  new InputError('scheduler/bad-budgets', {
    what: `successiveHalving got the budget levels ${describeValue(budgets)}.`,
    allowed: 'a list of numbers above 0, each above the one before',
    advice: 'Pass them from the smallest to the full budget, as in [1, 3, 9, 27].',
    details: { budgets },
  })

export const badDiversity = (name: string, names: readonly string[]): InputError =>
  new InputError('scheduler/bad-option', {
    what: `Option "diversity" of scheduler "pbt" multiplies ${describeValue(name)}.`,
    allowed: `numbers that every trial has, of ${names.map(describeValue).join(', ')}`,
    advice: 'Correct the name, or leave it out.',
    details: { scheduler: 'pbt', option: 'diversity', value: name },
  })

export const unknownMetric = (scheduler: string, metric: string, names: readonly string[]): InputError =>
  new InputError('scheduler/unknown-metric', {
    what: `Scheduler ${describeValue(scheduler)} was to judge by ${describeValue(metric)}, which is no objective of the study.`,
    allowed: names.length === 0 ? 'the study names no metrics' : names.map(describeValue).join(', '),
    advice:
      'Name the objectives with createStudy({ metricNames }), or say whether to minimise it: { metric, direction }.',
    details: { scheduler, value: metric, names },
  })

export const unnamedObjectives = (scheduler: string, objectives: number): InputError =>
  new InputError('scheduler/unnamed-objectives', {
    what: `Scheduler ${describeValue(scheduler)} was given a study with ${objectives} objectives that have no names.`,
    allowed: 'a study with one objective, or with names for all of them',
    advice: 'Name them, as in createStudy({ directions, metricNames: ["loss", "seconds"] }), and report by name.',
    details: { scheduler, objectives },
  })

export const unreportedMetric = (
  scheduler: string,
  missing: { readonly metric: string; readonly trial: number; readonly step: number },
): InputError =>
  new InputError('scheduler/unreported-metric', {
    what: `Trial ${missing.trial} reported step ${missing.step} without ${describeValue(missing.metric)}, by which scheduler ${describeValue(scheduler)} judges.`,
    allowed: 'reports that hold every metric of the scheduler; NaN where there is none',
    advice: `Report it by name: trial.report({ …, ${missing.metric} }, step).`,
    details: { scheduler, ...missing },
  })

export const tooManyBrackets = (brackets: number, rungs: readonly number[]): InputError =>
  new InputError('scheduler/bad-option', {
    what: `Option "brackets" of scheduler "asha" is ${brackets}.`,
    allowed: `at most ${rungs.length}: there are the rungs ${rungs.join(', ')}`,
    advice: 'Take fewer brackets, or a lower least resource.',
    details: { scheduler: 'asha', option: 'brackets', value: brackets },
  })
