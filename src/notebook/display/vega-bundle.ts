import type { MimeBundle } from '../../base/display.ts'
import { noStillPicture, pictureTooLarge } from './messages.ts'
import { renderSvg, type VegaDialect } from './vega-renderer.ts'

/** What Jupyter shows: formats, and hints to the frontend by MIME type. */
export interface Rendered {
  readonly data: MimeBundle
  readonly metadata: Readonly<Record<string, unknown>>
}

const vegaMimes = /^application\/vnd\.vega(lite)?\.v\d+\+json$/

/** Larger pictures make notebooks slow to open and to compare. */
const largestSvgBytes = 250_000

/**
 * Makes a bundle with a Vega or Vega-Lite specification complete: a still picture (SVG) for places that cannot draw it
 * (GitHub, nbconvert, papers) and a line of text. `text/html` is dropped, because JupyterLab would prefer it to the chart.
 * Bundles without a specification, and pictures that are there already, stay as they are.
 *
 * When no picture can be made, the text says why.
 */
export async function completeVegaBundle(bundle: MimeBundle): Promise<Rendered> {
  const mime = Object.keys(bundle).find((key) => vegaMimes.test(key))
  if (mime === undefined) return { data: bundle, metadata: {} }
  const { 'text/html': _html, 'text/plain': text, ...rest } = bundle
  const { picture, note } = await stillPicture(rest, mime)
  const plain = [typeof text === 'string' ? text : 'Chart', ...(note === null ? [] : [note])].join('\n')
  return { data: { ...rest, ...picture, 'text/plain': plain }, metadata: vegaMetadata(mime) }
}

/** Whether a bundle holds a specification that has to be drawn. */
export function isVegaBundle(bundle: MimeBundle): boolean {
  return Object.keys(bundle).some((key) => vegaMimes.test(key))
}

/** The hints that JupyterLab and VS Code pass to vega-embed. The menu keeps what works without a network. */
export function vegaMetadata(mime: string): Readonly<Record<string, unknown>> {
  return { [mime]: { embed_options: { actions: { export: true, source: true, compiled: false, editor: false } } } }
}

async function stillPicture(bundle: MimeBundle, mime: string): Promise<{ picture: MimeBundle; note: string | null }> {
  if ('image/svg+xml' in bundle || 'image/png' in bundle) return { picture: {}, note: null }
  const dialect: VegaDialect = mime.includes('vegalite') ? 'vega-lite' : 'vega'
  try {
    const svg = await renderSvg(ownCopy(bundle[mime]), dialect)
    const bytes = Buffer.byteLength(svg)
    if (bytes > largestSvgBytes) return { picture: {}, note: pictureTooLarge(bytes, largestSvgBytes) }
    return { picture: { 'image/svg+xml': svg }, note: null }
  } catch (error) {
    return { picture: {}, note: noStillPicture(error) }
  }
}

/** Vega writes ids into the data that it draws, and the specification may be frozen or shared. */
function ownCopy(spec: unknown): object {
  return structuredClone(spec) as object
}
