import { parseCell } from './analyze-cell.ts'
import { findProblem } from './cell-problem.ts'
import { stripTypes } from './strip-types.ts'
import { isPlainScript } from './syntax/is-plain-script.ts'

/** JavaScript for an expression that may hold types; what cannot be read stays as it is, for the engine to object to. */
export function plainExpression(source: string): string {
  const parsed = parseCell(source)
  if (findProblem(source, parsed) !== null || isPlainScript(parsed.program)) return source
  const { code, problem } = stripTypes(source, parsed)
  return problem === null ? code.replace(/;\s*$/, '') : source
}
