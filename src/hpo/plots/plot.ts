import { type Displayable, displaySymbol, type MimeBundle, vegaLiteMime } from '../../base/display.ts'
import type { Json } from '../../base/json.ts'
import { printSymbol } from '../../base/printed.ts'
import { tslabHost } from '../../base/tslab-host.ts'

/** A Vega-Lite 5 specification: plain JSON, within what Vega-Lite 6 draws alike. */
export interface VegaLiteSpec {
  readonly $schema: string
  readonly [property: string]: Json
}

/** A figure of a study. It shows itself as the last expression of a cell; `spec` is for other tools and for papers. */
export interface Plot extends Displayable {
  readonly spec: VegaLiteSpec
  /** What the figure says, in one line, for readers and terminals without pictures. */
  readonly text: string
  [displaySymbol](): MimeBundle
}

export function createPlot(spec: VegaLiteSpec, text: string): Plot {
  const bundle = { [vegaLiteMime]: spec, 'text/plain': text }
  const plot = { spec, text, [displaySymbol]: () => bundle }
  const print = (depth: unknown, options?: { readonly depth?: unknown }): string => {
    // The tslab kernel prints the last expression of a cell and knows no other form of a value. Within other values
    // only the line is printed.
    if (depth === options?.depth) tslabHost()?.display(bundle)
    return text
  }
  Object.defineProperty(plot, printSymbol, { value: print })
  return Object.freeze(plot)
}
