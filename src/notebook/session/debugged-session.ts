import { setImmediate } from 'node:timers'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'

import { compileCell } from '../compiler/compile-cell.ts'
import { plainExpression } from '../compiler/plain-expression.ts'
import type { Dialect } from '../compiler/syntax/dialect.ts'
import type { Reading } from '../compiler/syntax/position-map.ts'
import { plainText } from '../display/plain-text.ts'
import { renderSoon } from '../display/render-value.ts'
import { writeText } from '../events/output-capture.ts'
import type { CellRun } from '../interrupts/cell-run.ts'
import { announcedName, announcerScript, debuggeeSymbol } from '../ipc/debuggee.ts'
import type { Debuggee, DebuggeeCell, ScriptPlace } from '../ipc/debuggee.ts'
import type { ModuleSources } from '../modules/module-sources.ts'
import type { CellSources } from './cell-sources.ts'
import type { Namespaces } from './namespaces.ts'

interface Parts {
  readonly folder: string
  readonly sources: CellSources
  readonly modules: ModuleSources
  readonly namespaces: Namespaces
  readonly dialect: Dialect
  /** The names that every cell has without their being globals. */
  readonly environment: Readonly<Record<string, unknown>>
}

/** As much of a text is told where all variables are. */
const longestText = 10_000

/** A session as a debugger sees it. Does nothing until one asks. */
export class DebuggedSession implements Debuggee {
  private readonly parts: Parts
  private announce: ((cell: DebuggeeCell) => void) | null = null
  /** What to do when nobody listens to a promise that is rejected. */
  private readonly unheard = new WeakMap<Promise<unknown>, (reason: unknown) => void>()
  /** Kept while the debugger has questions about it. */
  private readonly rehearsed = new Set<Script>()
  private readonly hitCounts = new Map<number, number>()

  constructor(parts: Parts) {
    this.parts = parts
  }

  /** Whether a debugger is attached: the next cell is compiled for it, `launch`ed and `settle`d here. */
  get isFollowed(): boolean {
    return this.announce !== null
  }

  /** Lets the debugger reach this session. */
  install(): void {
    Object.defineProperty(globalThis, debuggeeSymbol, { value: this })
  }

  /**
   * Calls `start` from the event loop itself, and listens to its promise in a way that V8 does not take for catching: it
   * tells the debugger of an error that no code of the user catches when that is thrown.
   */
  launch(start: () => Promise<unknown>, cell: DebuggeeCell): Promise<unknown> {
    this.announce?.(cell)
    return new Promise((resolve, reject) => {
      setImmediate(() => this.unheard.set(start().then(resolve), reject))
    })
  }

  settle(run: CellRun, value: unknown, settled: () => void): unknown {
    return run.settleOpenly(value, settled, (promise, then) => this.unheard.set(promise, then))
  }

  /** Takes a rejection that nobody listens to, if it is one of those here. */
  takeRejection(promise: Promise<unknown>, reason: unknown): boolean {
    const take = this.unheard.get(promise)
    take?.(reason)
    return take !== undefined
  }

  attach(): void {
    const announcer = `(${announcedName}) => { debugger }`
    this.announce = new Script(announcer, { filename: announcerScript }).runInThisContext() as typeof this.announce
  }

  detach(): void {
    this.announce = null
    this.hitCounts.clear()
  }

  cells(): readonly DebuggeeCell[] {
    return this.parts.sources.entries().map(([script, { count, source }]) => ({ script, count, source }))
  }

  places(script: string, places: readonly ScriptPlace[], reading: Reading): readonly (ScriptPlace | null)[] {
    const { sources, modules } = this.parts
    const cell = pathOf(script)
    if (sources.isCell(cell)) return places.map((place) => sources.locate(cell, place, reading))
    if (!/\.[mc]?tsx?$/.test(cell)) return places
    return places.map((place) => modules.locate(cell, place, reading))
  }

  rehearse(source: string): string | null {
    const { namespaces, sources, folder, dialect } = this.parts
    const surroundings = { ...namespaces.functionUses, dialect, followed: true }
    const compiled = compileCell(source, (name) => namespaces.link(name), surroundings)
    if (!compiled.ok) return null
    const file = sources.add(folder, { count: 0, source, map: compiled.cell.map })
    try {
      const script = new Script(compiled.cell.code, { filename: file })
      // Makes the function of the cell, and does not call it: only then the engine tells the debugger of the script.
      script.runInThisContext()
      this.rehearsed.clear()
      this.rehearsed.add(script)
      return file
    } catch {
      return null
    }
  }

  variables(): object {
    const values = this.parts.namespaces.values()
    // A text travels whole, and frontends ask after each output of a cell.
    for (const [name, value] of Object.entries(values)) {
      if (typeof value === 'string' && value.length > longestText) values[name] = `${value.slice(0, longestText)}…`
    }
    return values
  }

  plain(expression: string): string {
    return plainExpression(expression)
  }

  exposed<Result>(text: string, run: () => Result): Result {
    const { environment, namespaces } = this.parts
    const known = { ...environment, ...namespaces.values() }
    const names = new Set(
      text.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu)?.filter((name) => Object.hasOwn(known, name)),
    )
    const late = namespaces.lateNames([...names])
    const before = [...names].map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const)
    for (const name of names) {
      const accessors = Object.getOwnPropertyDescriptor(late, name)!
      const isOwn = namespaces.link(name).from === 'cell'
      Object.defineProperty(globalThis, name, { ...(isOwn ? accessors : { value: known[name] }), configurable: true })
    }
    try {
      return run()
    } finally {
      for (const [name, descriptor] of before) {
        if (descriptor === undefined) Reflect.deleteProperty(globalThis, name)
        else Object.defineProperty(globalThis, name, descriptor)
      }
    }
  }

  hits(breakpoint: number): number {
    const hits = (this.hitCounts.get(breakpoint) ?? 0) + 1
    this.hitCounts.set(breakpoint, hits)
    return hits
  }

  log(parts: readonly (string | (() => unknown))[]): false {
    writeText('stdout', `${parts.map((part) => (typeof part === 'string' ? part : logged(part))).join('')}\n`)
    return false
  }

  define(name: string, value: unknown): void {
    const { namespaces } = this.parts
    const cell = namespaces.cellNumber(null)
    namespaces.claim(cell, [{ name, constant: false, lexical: false, quick: false }])
    namespaces.space(cell)[name] = value
  }

  text(value: unknown): string {
    return plainText(value)
  }

  bundle(value: unknown): { readonly data: object; readonly metadata: object } {
    const rendered = renderSoon(value)
    return 'then' in rendered ? { data: { 'text/plain': plainText(value) }, metadata: {} } : rendered
  }
}

/** What an expression of a log message gives; what it throws is told in its place. */
function logged(read: () => unknown): string {
  try {
    const value = read()
    return typeof value === 'string' ? value : plainText(value)
  } catch (error) {
    return `<${String(error)}>`
  }
}

/** Scripts are known by the URL of what they were compiled under. */
function pathOf(script: string): string {
  return script.startsWith('file:') ? fileURLToPath(script.split('?')[0]) : script
}
