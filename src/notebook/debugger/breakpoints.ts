import type { Debugger } from 'node:inspector'

import { conditionText } from './breakpoint-condition.ts'
import type { HitRule, LogPart } from './breakpoint-condition.ts'
import type { CellPaths } from './cell-paths.ts'
import type { DapBreakpoint } from './dap.ts'
import type { InspectorClient } from './inspector-client.ts'
import { notCompiled, notLoaded } from './messages.ts'
import type { Script, Scripts } from './scripts.ts'

/** What a frontend asks for. */
export interface WantedBreakpoint {
  readonly line: number
  /** Stops only where this is true. */
  readonly condition: string | null
  readonly hits: HitRule | null
  /** Written each time, and then the code does not stop. */
  readonly log: readonly LogPart[] | null
  /** What the frontend said about it beside the line, for `debugInfo`. */
  readonly given: object
}

interface Placed {
  readonly id: number
  readonly line: number
  /** What the engine asks before it stops. */
  readonly condition: string | undefined
  readonly given: object
}

export interface BreakpointParts {
  readonly inspector: InspectorClient
  readonly scripts: Scripts
  readonly paths: CellPaths
}

/** The breakpoints by path: they are set in each version of a cell, those that are still to run included. */
export class Breakpoints {
  private readonly parts: BreakpointParts
  private readonly wanted = new Map<string, readonly Placed[]>()
  /** What the engine calls those of each path. */
  private readonly set = new Map<string, string[]>()
  /** What the engine calls the stop before each script that is loaded, where there are breakpoints in files. */
  private loading: Promise<string> | null = null
  private lastId = 0

  constructor(parts: BreakpointParts) {
    this.parts = parts
  }

  /** Replaces the breakpoints of a path. Each goes to the next line that has code. */
  async replace(path: string, wanted: readonly WantedBreakpoint[]): Promise<readonly DapBreakpoint[]> {
    await this.remove(path)
    const lines = await this.linesOf(path)
    const placed = await Promise.all(
      wanted.map(async ({ line, given, ...wanted }): Promise<Placed> => {
        const id = ++this.lastId
        return { id, line: lineFor(line, lines), given, condition: await this.conditionOf(id, wanted) }
      }),
    )
    if (placed.length > 0) this.wanted.set(path, placed)
    await this.watchLoading()
    await Promise.all(this.parts.scripts.at(path).map((script) => this.bind(script)))
    return placed.map(({ id, line }) => ({
      id,
      line,
      source: { path },
      verified: lines !== null,
      ...(lines === null && { message: this.parts.paths.textOf(path) === null ? notLoaded : notCompiled }),
    }))
  }

  /** Sets in a new script what is wanted at its path. */
  async bind(script: Script): Promise<void> {
    const wanted = this.wanted.get(script.path ?? '') ?? []
    if (wanted.length === 0) return
    const stops = await this.parts.scripts.stops(script)
    await Promise.all(
      wanted.map(async ({ line, condition }) => {
        const stop = stops.find(({ at }) => at.line === line)
        if (stop === undefined) return
        const { location } = stop
        await this.setOne(script.path ?? '', { location, ...(condition !== undefined && { condition }) })
      }),
    )
  }

  /** As `debugInfo` tells them. */
  list(): readonly object[] {
    return [...this.wanted].map(([source, breakpoints]) => ({
      source,
      breakpoints: breakpoints.map(({ line, given }) => ({ line, ...given })),
    }))
  }

  clear(): void {
    this.wanted.clear()
    this.set.clear()
    this.loading = null
  }

  private async conditionOf(id: number, wanted: Omit<WantedBreakpoint, 'line' | 'given'>): Promise<string | undefined> {
    const plain = (expression: string): Promise<string> => this.parts.inspector.call('plain', expression)
    const { condition, hits, log } = wanted
    const plainLog = log?.map(async (part) => ('text' in part ? part : { expression: await plain(part.expression) }))
    return conditionText({
      id,
      hits,
      expression: condition === null ? null : await plain(condition),
      log: plainLog === undefined ? null : await Promise.all(plainLog),
    })
  }

  /** Cells are announced; a file is only known when it is loaded, and again when it has changed. */
  private async watchLoading(): Promise<void> {
    const { inspector, paths } = this.parts
    const hasFiles = [...this.wanted.keys()].some((path) => paths.textOf(path) === null)
    if (hasFiles === (this.loading !== null)) return
    if (hasFiles) {
      const options = { instrumentation: 'beforeScriptExecution' }
      const answer = inspector.request<Debugger.SetBreakpointReturnType>(
        'Debugger.setInstrumentationBreakpoint',
        options,
      )
      this.loading = answer.then(({ breakpointId }) => breakpointId)
      await this.loading
    } else {
      const breakpointId = await this.loading
      this.loading = null
      await inspector.request('Debugger.removeBreakpoint', { breakpointId })
    }
  }

  private async setOne(path: string, options: object): Promise<void> {
    try {
      const { inspector } = this.parts
      const { breakpointId } = await inspector.request<Debugger.SetBreakpointReturnType>(
        'Debugger.setBreakpoint',
        options,
      )
      const known = this.set.get(path)
      if (known === undefined) this.set.set(path, [breakpointId])
      else known.push(breakpointId)
    } catch {
      // There is one at this place, from another line that leads to it; or the script has been forgotten.
    }
  }

  private async remove(path: string): Promise<void> {
    const known = this.set.get(path) ?? []
    this.set.delete(path)
    this.wanted.delete(path)
    const { inspector } = this.parts
    await Promise.all(known.map((breakpointId) => inspector.request('Debugger.removeBreakpoint', { breakpointId })))
  }

  /** The lines with code, in order; null where there are none, or nobody knows. */
  private async linesOf(path: string): Promise<readonly number[] | null> {
    const { scripts } = this.parts
    const script = scripts.at(path).at(-1) ?? (await this.rehearse(path))
    if (script === null) return null
    const stops = await scripts.stops(script)
    const lines = new Set(stops.map(({ at }) => at.line))
    return lines.size === 0 ? null : [...lines].sort((a, b) => a - b)
  }

  /** A cell that has not run yet is compiled for the sake of its lines. */
  private async rehearse(path: string): Promise<Script | null> {
    const { inspector, paths, scripts } = this.parts
    const source = paths.textOf(path)
    const script = source === null ? null : await inspector.call('rehearse', source)
    return script === null || source === null ? null : scripts.tell({ script, count: 0, source })
  }
}

function lineFor(line: number, lines: readonly number[] | null): number {
  return lines?.find((one) => one >= line) ?? lines?.at(-1) ?? line
}
