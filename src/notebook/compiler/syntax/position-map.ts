import { LEAST_UPPER_BOUND, originalPositionFor, traceSegment, TraceMap } from '@jridgewell/trace-mapping'

/** A place in a text: lines and columns count from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number
  readonly column: number
}

/**
 * Where a place in code that the compiler added belongs: to what stands `around` it, which is what a stack trace wants;
 * or to what comes `next` in its line, where a debugger stops, and nowhere if nothing does.
 */
export type Reading = 'around' | 'next'

/** Leads from a place in the code that runs to the place in the cell, or null for code that the compiler added. */
export type PositionMap = (generated: Position, reading?: Reading) => Position | null

type SourceMapInput = ConstructorParameters<typeof TraceMap>[0]

/** Joins the maps of several steps, the last step first. They are read at the first question, not before. */
export function positionMap(steps: readonly (() => SourceMapInput)[]): PositionMap {
  let traces: readonly TraceMap[] | null = null
  return (generated, reading = 'around') => {
    traces ??= steps.map((step) => new TraceMap(step()))
    let at: Position | null = generated
    for (const [step, trace] of traces.entries()) {
      at = at && (step === 0 && reading === 'next' ? next(trace, at) : stepBack(trace, at))
    }
    return at
  }
}

function stepBack(trace: TraceMap, { line, column }: Position): Position | null {
  const needle = { line, column: column - 1 }
  const before = originalPositionFor(trace, needle)
  return before.line === null ? following(trace, needle) : { line: before.line, column: before.column + 1 }
}

/** Only the last step adds code; those before it print what is there. */
function next(trace: TraceMap, { line, column }: Position): Position | null {
  const here = traceSegment(trace, line - 1, column - 1)
  const needle = { line, column: column - 1 }
  if (here?.[0] !== needle.column) return following(trace, needle)
  const at = originalPositionFor(trace, needle)
  return at.line === null ? null : { line: at.line, column: at.column + 1 }
}

function following(trace: TraceMap, needle: Position): Position | null {
  const found = originalPositionFor(trace, { ...needle, bias: LEAST_UPPER_BOUND })
  return found.line === null ? null : { line: found.line, column: found.column + 1 }
}
