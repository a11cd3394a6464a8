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
