/**
 * What a debugger asks of the executor's main thread beside what V8 knows. It is called by name, in text that the inspector
 * evaluates, also while that thread stands at a breakpoint; so nothing in it is asynchronous.
 */
export interface Debuggee {
  /** Cells that are compiled from now on can be followed step by step, and each is announced before it runs. */
  attach(): void
  detach(): void
  /** The cells that have run and can still be pointed into, by the names of their scripts. */
  cells(): readonly DebuggeeCell[]
  /** Where places in a script are in what the user wrote; null for what the compiler added. */
  places(script: string, places: readonly ScriptPlace[], reading: 'around' | 'next'): readonly (ScriptPlace | null)[]
  /** Compiles a cell as if it were to run, and returns the name of its script; null if it cannot run. */
  rehearse(source: string): string | null
  /** The variables of the notebook as they are now, one property each. */
  variables(): object
  /** JavaScript for an expression in TypeScript. */
  plain(expression: string): string
  /** Calls `run` while the notebook's variables that `text` names are global ones. */
  exposed<Result>(text: string, run: () => Result): Result
  /** How often this has been called with the number of a breakpoint, since it was set. */
  hits(breakpoint: number): number
  /** Writes a message of texts and of what functions give, below the cell whose code runs. False, so that nothing stops. */
  log(parts: readonly (string | (() => unknown))[]): false
  /** Makes a variable of the notebook. */
  define(name: string, value: unknown): void
  /** What a cell would show of the value. */
  text(value: unknown): string
  /** The same in all its forms, so far as it needs no waiting. */
  bundle(value: unknown): { readonly data: object; readonly metadata: object }
}

/** One version of a cell. */
export interface DebuggeeCell {
  /** The name of its script. */
  readonly script: string
  /** The execution count under which it ran; 0 for one that did not. */
  readonly count: number
  readonly source: string
}

/** A place in a text; both count from 1. */
export interface ScriptPlace {
  readonly line: number
  readonly column: number
}

/** The expression by which the inspector reaches the debuggee. */
export const debuggeeExpression = "globalThis[Symbol.for('ansatz.debuggee')]"
export const debuggeeSymbol = Symbol.for('ansatz.debuggee')

/** The script that stops, before a cell runs, so that the debugger can set its breakpoints; and what it stops with. */
export const announcerScript = 'ansatz:announcer'
export const announcedName = 'cell'
