import { AnsatzError, describeValue, EnvironmentError, InputError } from '../../base/errors.ts'

export function remoteData(uri: string): EnvironmentError {
  return new EnvironmentError('display/remote-data', {
    what: `The chart reads ${describeValue(uri)}, which is not fetched for the still picture.`,
    allowed: 'data inside the specification',
    advice: 'Read the data in the cell and pass it as { data: { values } } to keep the picture in the notebook.',
    details: { uri },
  })
}

export function badMarkup(helper: string, value: unknown): InputError {
  return new InputError('display/bad-markup', {
    what: `display.${helper} got ${describeValue(value)}.`,
    allowed: 'a text, or a template literal',
    advice: `Write display.${helper}\`…\` or display.${helper}(text).`,
    details: { value },
  })
}

/** A chart that only frontends with Vega can show, and why. */
export function noStillPicture(error: unknown): string {
  return withoutPicture(
    error instanceof AnsatzError ? error.message : `Vega refuses the specification: ${describeError(error)}`,
  )
}

function withoutPicture(reason: string): string {
  return `(no still picture: ${reason})`
}

export function pictureTooLarge(bytes: number, limit: number): string {
  return withoutPicture(`it would take ${kilobytes(bytes)}, the limit is ${kilobytes(limit)}; draw fewer marks`)
}

export function displayFailed(error: unknown): string {
  return `(its own display failed: ${describeError(error)})`
}

/** An element that nothing here can draw. */
export function withoutReactDom(element: object): string {
  const { type } = element as { readonly type?: unknown }
  const name = typeof type === 'function' ? type.name : typeof type === 'string' ? type : ''
  return `<${name}>: an element of React, which is shown where react-dom is installed beside the notebook (npm install react-dom)`
}

export function badBundle(got: unknown): string {
  return `(its own display gave ${describeValue(got)} instead of an object with MIME types as keys)`
}

export function truncated(shown: number, length: number): string {
  return `… (${shown.toLocaleString('en')} of ${length.toLocaleString('en')} characters shown)`
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000).toLocaleString('en')} kB`
}

function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : describeValue(error)
}
