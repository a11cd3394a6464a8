/**
 * The types of what the session puts into every cell's reach, beside JavaScript's and Node's own globals. `var`, because
 * the types of Node.js and of browsers declare some of the names as well, and only `var` may be said twice.
 */
export const notebookGlobals = `
/** A text of a known format, which shows itself as the value of a cell and in \`display\`. */
interface AnsatzMarkup {
  readonly content: string
}
/** Marks a text as being of one format: called with a text, or as the tag of a template literal. */
type AnsatzMarkupTag = (text: string | TemplateStringsArray, ...values: readonly unknown[]) => AnsatzMarkup
/** How a display is shown. */
interface AnsatzDisplayOptions {
  /** A name under which this output can be replaced later. */
  readonly displayId?: string
  /** Replaces what was shown before under the same \`displayId\`. */
  readonly update?: boolean
}
/**
 * Shows a value below the cell, in the richest form that it has. Resolves when it is shown.
 *
 * With a \`displayId\`, a later call with the same id and \`update: true\` replaces it. To show markup, wrap it:
 * \`display(display.html('<b>bold</b>'))\`.
 */
declare var display: {
  (value: unknown, options?: AnsatzDisplayOptions): Promise<void>
  /** HTML as a value. Values in a template literal are escaped, except those that are HTML themselves. */
  html: AnsatzMarkupTag
  /** Markdown as a value. */
  markdown: AnsatzMarkupTag
  /** LaTeX as a value, with its \`$\` signs. */
  latex: AnsatzMarkupTag
  /** An SVG image as a value. */
  svg: AnsatzMarkupTag
  /**
   * Shows below this cell what others showed while no page was open, after the notebook has been loaded again, and from
   * now on what they still show. With an execution count, what the cell with that number has shown, missed or not. The
   * newest 5 MB of output are kept.
   */
  replay: (count?: number) => void
}
/** Removes what the cell has shown; with \`wait\` only when the next output comes, so that nothing flickers. */
declare var clearOutput: (options?: { readonly wait?: boolean }) => void
/** Asks the reader of the notebook and blocks until the answer comes; null at the end of input. */
declare function prompt(question?: string, options?: { readonly password?: boolean }): string | null
/** Asks the reader of the notebook for y or n and blocks until the answer comes. */
declare function confirm(question?: string): boolean
/** Puts a new cell with the text below this one when this one has ended; with replace, the text into this cell. */
declare var setNextCell: (text: string, options?: { readonly replace?: boolean }) => void
/** Aborted when the running cell is interrupted. Pass it to fetch, timers and long computations. */
declare var cellSignal: AbortSignal
declare var require: any
declare var module: any
declare var exports: any
/** The folder of the notebook. */
declare var __dirname: string
/** The file of the notebook. */
declare var __filename: string
interface ImportMeta {
  /** The \`file:\` URL of the notebook. */
  url: string
  filename: string
  dirname: string
  /** The URL of the module that an import of \`specifier\` would load. */
  resolve(specifier: string): string
}
`
