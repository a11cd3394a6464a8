/** The types of what the session puts into every cell's reach, beside JavaScript's and Node's own globals. */
export const notebookGlobals = `
/** Shows a value below the cell; with a displayId it can be replaced later by another call with the same id. */
declare function display(value: unknown, options?: { displayId?: string; update?: boolean }): void
/** Asks the reader of the notebook and waits for the answer. */
declare function prompt(message?: string): string | null
/** Puts a new cell with the text below this one when this one has ended; with replace, the text into this cell. */
declare function setNextCell(text: string, options?: { replace?: boolean }): void
/** Aborted when the running cell is interrupted. Pass it to fetch, timers and long computations. */
declare const cellSignal: AbortSignal
declare function require(specifier: string): any
declare const __dirname: string
declare const __filename: string
`
