import { type Displayable, displaySymbol, type MimeBundle } from '../../base/display.ts'
import { escapeHtml } from './escape-html.ts'
import { badMarkup } from './messages.ts'

/** A text of a known format. It shows itself; `content` is the text. */
interface Markup extends Displayable {
  readonly content: string
  [displaySymbol](): MimeBundle
}

/** Marks a text as being of one format: called with a text, or as the tag of a template literal. */
export type MarkupTag = (text: string | TemplateStringsArray, ...values: readonly unknown[]) => Markup

/** HTML. Values in a template literal are escaped, except those that are HTML themselves, and lists of them. */
export const html: MarkupTag = markup('html', 'text/html', htmlText)
export const markdown: MarkupTag = markup('markdown', 'text/markdown', joined)
export const latex: MarkupTag = markup('latex', 'text/latex', joined)
export const svg: MarkupTag = markup('svg', 'image/svg+xml', htmlText)

const marked = new WeakSet<object>()

function markup(name: string, mime: string, insert: (value: unknown) => string): MarkupTag {
  return (text, ...values) => {
    const content = typeof text === 'string' ? text : assemble(name, text, values.map(insert))
    const made = Object.freeze({ content, [displaySymbol]: () => ({ [mime]: content, 'text/plain': content }) })
    if (insert === htmlText) marked.add(made)
    return made
  }
}

function assemble(name: string, strings: unknown, values: readonly string[]): string {
  if (!Array.isArray(strings) || !('raw' in strings)) throw badMarkup(name, strings)
  // The raw form: `\frac` in LaTeX means a backslash. In HTML and SVG the two differ only where nobody writes one.
  return String.raw({ raw: strings.raw as readonly string[] }, ...values)
}

function joined(value: unknown): string {
  return Array.isArray(value) ? value.map(joined).join('') : contentOf(value)
}

function htmlText(value: unknown): string {
  if (Array.isArray(value)) return value.map(htmlText).join('')
  return typeof value === 'object' && value !== null && marked.has(value) ? contentOf(value) : escapeHtml(String(value))
}

function contentOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'content' in value ? String(value.content) : String(value)
}
