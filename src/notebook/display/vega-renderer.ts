import type { Loader, LoggerInterface, Spec } from 'vega'
import type { TopLevelSpec } from 'vega-lite'
import { compactSvg } from './compact-svg.ts'
import { remoteData } from './messages.ts'
import { textWidth } from './text-width.ts'

export type VegaDialect = 'vega' | 'vega-lite'

type Vega = typeof import('vega')

/** Both take a third of a second to load, and most cells show no plot. */
let libraries: Promise<{ vega: Vega; lite: typeof import('vega-lite') }> | null = null

/** Starts loading, for callers that know that a plot will follow. */
export function loadVega(): Promise<{ vega: Vega; lite: typeof import('vega-lite') }> {
  libraries ??= Promise.all([import('vega'), import('vega-lite')]).then(([vega, lite]) => {
    measureLikeHelvetica(vega)
    return { vega, lite }
  })
  return libraries
}

/**
 * Draws a specification without a browser, a canvas or a network. The specification must be the caller's own copy: Vega
 * writes into its data.
 *
 * @throws whatever Vega makes of a wrong specification, and EnvironmentError `display/remote-data` for data from a URL
 */
export async function renderSvg(spec: object, dialect: VegaDialect): Promise<string> {
  const { vega, lite } = await loadVega()
  const compiled = dialect === 'vega' ? (spec as Spec) : lite.compile(spec as TopLevelSpec, { logger: silent }).spec
  const refused: string[] = []
  const view = new vega.View(vega.parse(compiled), {
    renderer: 'none',
    logger: silent,
    loader: offlineLoader(vega.loader(), refused),
  })
  try {
    const svg = await view.toSVG()
    if (refused.length > 0) throw remoteData(refused[0])
    return compactSvg(svg)
  } finally {
    view.finalize()
  }
}

function offlineLoader(base: Loader, refused: string[]): Loader {
  const refuse = (uri: string): Promise<never> => {
    refused.push(uri)
    return Promise.reject(remoteData(uri))
  }
  return { ...base, load: refuse, http: refuse, file: refuse }
}

/** Without a canvas Vega takes every letter for 0.8 of its size, which leaves gaps and cuts titles that have room. */
function measureLikeHelvetica(vega: Vega): void {
  // Exported by vega-scenegraph since 4.8, but missing in Vega's declarations.
  const metrics = (vega as unknown as { textMetrics?: TextMetrics }).textMetrics
  if (metrics === undefined || metrics.width !== metrics.estimateWidth) return
  metrics.width = ({ fontSize }, text) => textWidth(`${text ?? ''}`, fontSize ?? 11)
}

interface TextMetrics {
  width: (item: { readonly fontSize?: number }, text: string | number | null) => number
  readonly estimateWidth: unknown
}

/** Vega's warnings are about the specification; the frontend that draws it shows them where they can be acted on. */
const silent: LoggerInterface = {
  level: () => silent,
  error: () => silent,
  warn: () => silent,
  info: () => silent,
  debug: () => silent,
}
