import { displaySymbol, isDisplayable, type MimeBundle } from '../../base/display.ts'
import { imageBundle } from './image-bytes.ts'
import { badBundle, displayFailed } from './messages.ts'
import { plainText } from './plain-text.ts'
import { reactBundle } from './react-element.ts'
import { completeVegaBundle, isVegaBundle, type Rendered } from './vega-bundle.ts'
import { vegaSpecBundle } from './vega-spec.ts'

/**
 * Everything that a notebook shows of a value: the last expression of a cell, or what `display` was given.
 *
 * In this order: the bundle that the value gives under `Symbol.for('Jupyter.display')`, a Vega or Vega-Lite chart, the
 * bytes of an image file, an element with `outerHTML`, an element of React (JSX), and for all others the text of
 * `util.inspect`. Never rejects: a value whose own display fails is shown as text, with the reason.
 */
export async function renderValue(value: unknown): Promise<Rendered> {
  return renderSoon(value)
}

/** The same, at once where nothing has to be waited for: a display of its own that is asynchronous, or a drawing of Vega. */
export function renderSoon(value: unknown): Rendered | Promise<Rendered> {
  const failed = (error: unknown): Rendered => textOnly(`${plainText(value)}\n${displayFailed(error)}`)
  const finished = (bundle: unknown): Rendered | Promise<Rendered> => {
    const { data, isComplete } = readBundle(value, bundle)
    return isComplete ? { data, metadata: {} } : completeVegaBundle(data).catch(failed)
  }
  try {
    if (!isDisplayable(value)) return finished(bundleOf(value))
    const bundle: unknown = value[displaySymbol]()
    return isThenable(bundle) ? Promise.resolve(bundle).then(finished).catch(failed) : finished(bundle)
  } catch (error) {
    return failed(error)
  }
}

function readBundle(value: unknown, bundle: unknown): { readonly data: MimeBundle; readonly isComplete: boolean } {
  if (!isBundle(bundle)) {
    return { data: { 'text/plain': `${plainText(value)}\n${badBundle(bundle)}` }, isComplete: true }
  }
  const data = isDisplayable(value) ? sendable(bundle) : bundle
  return { data, isComplete: !isVegaBundle(data) }
}

function bundleOf(value: unknown): MimeBundle {
  return (
    vegaSpecBundle(value) ??
    imageBundle(value) ??
    elementBundle(value) ??
    reactBundle(value) ?? { 'text/plain': plainText(value) }
  )
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as Partial<PromiseLike<unknown>>).then === 'function'
  )
}

function isBundle(bundle: unknown): bundle is MimeBundle {
  if (typeof bundle !== 'object' || bundle === null || Array.isArray(bundle)) return false
  const keys = Object.keys(bundle)
  return keys.length > 0 && keys.every((key) => /^[\w.+-]+\/[\w.+-]+$/.test(key))
}

/**
 * What can travel to the frontend: texts, JSON, and bytes (a PNG, say) as base64, as Jupyter wants them.
 *
 * @throws TypeError for what JSON cannot hold
 */
function sendable(bundle: MimeBundle): MimeBundle {
  const entries = Object.entries(bundle).map(([mime, content]) => [mime, encoded(content)] as const)
  return Object.fromEntries(entries.filter(([, content]) => content !== undefined))
}

function encoded(content: unknown): unknown {
  if (typeof content === 'string') return content
  if (content instanceof Uint8Array) {
    return Buffer.from(content.buffer, content.byteOffset, content.length).toString('base64')
  }
  return JSON.stringify(content) === undefined ? undefined : content
}

/** DOM elements, from jsdom or linkedom, as the page would show them. */
function elementBundle(value: unknown): MimeBundle | null {
  if (typeof value !== 'object' || value === null || !('outerHTML' in value)) return null
  const { outerHTML } = value
  if (typeof outerHTML !== 'string') return null
  const mime = outerHTML.startsWith('<svg') ? 'image/svg+xml' : 'text/html'
  return { [mime]: outerHTML, 'text/plain': plainText(value) }
}

function textOnly(text: string): Rendered {
  return { data: { 'text/plain': text }, metadata: {} }
}
