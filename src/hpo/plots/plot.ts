import { type Displayable, displaySymbol, type MimeBundle, vegaLiteMime } from '../../base/display.ts'
import type { Json } from '../../base/json.ts'

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

/** Makes `console.log(plot)` print its one line. The symbol is Node's; here it costs no import. */
const inspectSymbol = Symbol.for('nodejs.util.inspect.custom')

export function createPlot(spec: VegaLiteSpec, text: string): Plot {
  const plot = { spec, text, [displaySymbol]: () => ({ [vegaLiteMime]: spec, 'text/plain': text }) }
  Object.defineProperty(plot, inspectSymbol, { value: () => text })
  return Object.freeze(plot)
}
