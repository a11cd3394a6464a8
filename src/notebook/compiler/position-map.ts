import { LEAST_UPPER_BOUND, originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'

/** A place in a text: lines and columns count from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Leads from a place in the code that runs to the place in the cell, or null for code that the compiler added. */
export type PositionMap = (generated: Position) => Position | null

type SourceMapInput = ConstructorParameters<typeof TraceMap>[0]

/** Joins the maps of several steps, the last step first. They are read at the first question, not before. */
export function positionMap(steps: readonly (() => SourceMapInput)[]): PositionMap {
  let traces: readonly TraceMap[] | null = null
  return (generated) => {
    traces ??= steps.map((step) => new TraceMap(step()))
    let at: Position | null = generated
    for (const trace of traces) at = at && stepBack(trace, at)
    return at
  }
}

function stepBack(trace: TraceMap, { line, column }: Position): Position | null {
  const needle = { line, column: column - 1 }
  const before = originalPositionFor(trace, needle)
  const found = before.line === null ? originalPositionFor(trace, { ...needle, bias: LEAST_UPPER_BOUND }) : before
  return found.line === null ? null : { line: found.line, column: found.column + 1 }
}
