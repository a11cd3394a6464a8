import { displayHost, type DisplayOptions } from '../../base/display.ts'
import { html, latex, markdown, svg } from './markup.ts'
import { renderValue } from './render-value.ts'

/**
 * Shows a value below the running cell, as the last expression of a cell would be shown. With a `displayId`, a later call
 * with `update: true` replaces it in place. Resolves when it has been handed over; await it where the order matters.
 * Outside a notebook the text goes to standard output.
 *
 * `display.html`, `.markdown`, `.svg` and `.latex` mark a text as such.
 */
async function displayValue(value: unknown, options: Omit<DisplayOptions, 'metadata'> = {}): Promise<void> {
  const host = displayHost()
  if (host?.show !== undefined) return host.show(value, options)
  const { data, metadata } = await renderValue(value)
  if (host !== null) host.display(data, { ...options, metadata })
  else if (typeof data['text/plain'] === 'string') process.stdout.write(`${data['text/plain']}\n`)
}

export const display = Object.assign(displayValue, { html, markdown, svg, latex })
