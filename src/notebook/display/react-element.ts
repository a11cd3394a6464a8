import { withoutReactDom } from './messages.ts'
import type { MimeBundle } from '../../base/display.ts'

/** HTML of an element, by the renderer of the notebook's React; null where that is not installed. */
export type ElementRenderer = (element: object) => string | null

let renderer: ElementRenderer = () => null

/** Called by the session, which knows where the notebook's packages are. */
export function provideElementRenderer(render: ElementRenderer): void {
  renderer = render
}

/** The marks of React 19 and of the versions before. */
const marks: ReadonlySet<unknown> = new Set([Symbol.for('react.transitional.element'), Symbol.for('react.element')])

/**
 * An element of React, which is what JSX makes, as the HTML that the page shows; null for all other values. What a
 * component throws is thrown.
 */
export function reactBundle(value: unknown): MimeBundle | null {
  if (typeof value !== 'object' || value === null || !marks.has((value as { $$typeof?: unknown }).$$typeof)) return null
  const html = renderer(value)
  return html === null ? { 'text/plain': withoutReactDom(value) } : { 'text/html': html, 'text/plain': html }
}
