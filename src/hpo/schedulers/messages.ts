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
