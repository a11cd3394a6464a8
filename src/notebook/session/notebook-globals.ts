import type { DisplayOptions } from '../../base/display.ts'
import { html, latex, markdown, svg } from '../display/markup.ts'
import type { OutputOwner } from '../events/output-owner.ts'
import { currentRun } from '../interrupts/cell-run.ts'
import type { Interrupts } from '../interrupts/interrupts.ts'
import type { NotebookDisplay } from './notebook-display.ts'
import type { Stdin } from './stdin.ts'

interface Parts {
  readonly display: NotebookDisplay
  readonly stdin: Stdin
  readonly interrupts: Interrupts
  readonly owner: OutputOwner
}

/**
 * Puts the notebook's own names beside JavaScript's globals. A cell may define the same names for itself.
 *
 * - `display(value, { displayId, update })` shows a value below the cell; `display.html(text)` and its like make one;
 * - `display.replay()` shows what cells showed while their page was gone, `display.replay(5)` what cell [5] has shown;
 * - `clearOutput({ wait })` removes what the cell has shown, with `wait` when the next output comes;
 * - `prompt(question, { password })` asks the reader and blocks; `confirm(question)` asks for y or n;
 * - `setNextCell(text, { replace })` puts a new cell with the text below this one, with `replace` into this one;
 * - `cellSignal` is an AbortSignal, aborted when the running cell is interrupted.
 */
export function installGlobals({ display, stdin, interrupts, owner }: Parts): void {
  const ask = (prompt: string, password: boolean) => stdin.ask({ prompt, password }, owner, () => interrupts.stop())
  const idle = new AbortController().signal
  const markup = { html, latex, markdown, svg }
  const replay = (count?: number): void => display.replay(count ?? null)
  const values = {
    display: Object.assign((value: unknown, options?: DisplayOptions) => display.show(value, options), markup, {
      replay,
    }),
    clearOutput: (options?: { readonly wait?: boolean }) => display.clear(options),
    prompt: (question = '', options: { readonly password?: boolean } = {}) => ask(question, options?.password === true),
    confirm: (question = '') => /^y(es)?$/i.test(ask(`${question} [y/N] `, false)?.trim() ?? ''),
    setNextCell: (text: string, { replace = false }: { readonly replace?: boolean } = {}) => {
      owner.current()?.payload.push({ source: 'set_next_input', text, replace })
    },
  }
  for (const [name, value] of Object.entries(values)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  }
  Object.defineProperty(globalThis, 'cellSignal', {
    get: () => (currentRun.getStore() ?? owner.current())?.signal ?? idle,
    configurable: true,
  })
}
