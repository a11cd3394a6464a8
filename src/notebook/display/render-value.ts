import { displaySymbol, isDisplayable, type MimeBundle } from '../../base/display.ts'
import { badBundle, displayFailed } from './messages.ts'
import { plainText } from './plain-text.ts'
import { completeVegaBundle, type Rendered } from './vega-bundle.ts'
import { vegaSpecBundle } from './vega-spec.ts'

/**
 * Everything that a notebook shows of a value: the last expression of a cell, or what `display` was given.
 *
 * In this order: the bundle that the value gives under `Symbol.for('Jupyter.display')`, a Vega or Vega-Lite chart, an
 * element with `outerHTML`, and for all others the text of `util.inspect`. Never rejects: a value whose own display fails
 * is shown as text, with the reason.
 */
export async function renderValue(value: unknown): Promise<Rendered> {
  try {
    const bundle = await bundleOf(value)
    return await completeVegaBundle(bundle)
  } catch (error) {
    return textOnly(`${plainText(value)}\n${displayFailed(error)}`)
  }
}

async function bundleOf(value: unknown): Promise<MimeBundle> {
  if (isDisplayable(value)) {
    const bundle: unknown = await value[displaySymbol]()
    return isBundle(bundle) ? sendable(bundle) : { 'text/plain': `${plainText(value)}\n${badBundle(bundle)}` }
  }
  return vegaSpecBundle(value) ?? elementBundle(value) ?? { 'text/plain': plainText(value) }
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
