import type { ParsedCell } from './analyze-cell.ts'
import type { Position } from './syntax/position-map.ts'

/** Why a cell cannot be compiled, and where. */
export interface CellProblem {
  readonly message: string
  readonly hint: string | null
  /** Null where the parser does not say. */
  readonly at: Position | null
  /** The line of the cell that holds the problem. */
  readonly sourceLine: string
}

/** The first syntax error of a cell, or null. The others usually follow from the first. */
export function findProblem(source: string, { errors }: ParsedCell): CellProblem | null {
  const first = errors.find(({ severity }) => (severity as string) === 'Error')
  if (first === undefined) return null
  return problemAt(source, { message: first.message, hint: first.helpMessage, offset: first.labels[0]?.start ?? null })
}

export interface PlacedMessage {
  readonly message: string
  readonly hint?: string | null
  /** In `source`; null where that is not known. */
  readonly offset: number | null
}

export function problemAt(source: string, { message, hint = null, offset }: PlacedMessage): CellProblem {
  const at = offset === null ? null : positionOf(source, offset)
  return { message, hint, at, sourceLine: at ? lineOf(source, at.line) : '' }
}

/** The source line with a caret under the column: what follows the message in an error text. */
export function pointAt(sourceLine: string, { line, column }: Position): string {
  const margin = `${line} | `
  // Tabs stay tabs, so that the caret lines up however wide they are shown.
  const indent = sourceLine.slice(0, column - 1).replaceAll(/[^\t]/g, ' ')
  return `${margin}${sourceLine}\n${' '.repeat(margin.length - 2)}| ${indent}^`
}

export function lineOf(source: string, line: number): string {
  return source.split(/\r\n|\n|\r/)[line - 1] ?? ''
}

function positionOf(source: string, offset: number): Position {
  const before = source.slice(0, offset).split(/\r\n|\n|\r/)
  return { line: before.length, column: before[before.length - 1].length + 1 }
}
