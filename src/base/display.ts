import { tslabHost } from './tslab-host.ts'

/** One value in several formats, keyed by MIME type. The frontend shows the richest that it knows. */
export type MimeBundle = Readonly<Record<string, unknown>>

/**
 * The method by which a value shows itself in a notebook: `value[displaySymbol]()` returns a MIME bundle or a promise of
 * one. Deno's kernel uses the same symbol.
 */
export const displaySymbol: unique symbol = Symbol.for('Jupyter.display')

export interface Displayable {
  [displaySymbol](): MimeBundle | Promise<MimeBundle>
}

/** Where a program shows things while it runs. The notebook session provides one; a plain script has none. */
export interface DisplayHost {
  /** Shows `bundle`; with `update`, replaces what was shown under the same `displayId`, wherever it is. */
  display(bundle: MimeBundle, options?: DisplayOptions): void
  /**
   * Shows any value in the richest form that it has. Making that form may take a moment; the value keeps its place in the
   * output, and the cell does not end before it is shown.
   */
  show?(value: unknown, options?: Omit<DisplayOptions, 'metadata'>): Promise<void>
  /** The run of a cell that what is shown now belongs to: equal strings, the same place on the page. */
  place?(): string | null
}

export interface DisplayOptions {
  readonly displayId?: string
  readonly update?: boolean
  /** Hints to the frontend by MIME type, in Jupyter's form. */
  readonly metadata?: Readonly<Record<string, unknown>>
}

/** The newest Vega-Lite that JupyterLab draws (its 4.7 still knows nothing above v5). */
export const vegaLiteMime = 'application/vnd.vegalite.v5+json'

// Kept on the global object, because a notebook may load another copy of this package than the kernel runs.
const hostKey = Symbol.for('ansatz.displayHost')
const shared = globalThis as { [hostKey]?: DisplayHost | undefined }

/** The notebook's display: ours, or else that of the tslab kernel; null outside a notebook. */
export function displayHost(): DisplayHost | null {
  return shared[hostKey] ?? tslabHost()
}

/** Called by the session that owns the notebook; `null` takes the display away. */
export function provideDisplayHost(host: DisplayHost | null): void {
  shared[hostKey] = host ?? undefined
}

export function isDisplayable(value: unknown): value is Displayable {
  return (
    (typeof value === 'object' || typeof value === 'function') &&
    value !== null &&
    typeof (value as Partial<Displayable>)[displaySymbol] === 'function'
  )
}
