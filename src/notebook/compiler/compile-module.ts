import { parseCell } from './analyze-cell.ts'
import { findProblem } from './cell-problem.ts'
import { positionMap } from './position-map.ts'
import type { PositionMap } from './position-map.ts'
import { stripTypes } from './strip-types.ts'
import type { JsxOptions } from './strip-types.ts'

/**
 * Turns a TypeScript module that a cell imports into JavaScript, with its source map inside. Throws SyntaxError with the
 * place of the first problem.
 */
export function compileModule(source: string, file: string, jsx: JsxOptions | null = null): string {
  const parsed = parseCell(source)
  const problem = findProblem(source, parsed)
  const { code, maps, problems } = stripTypes(source, parsed, jsx)
  if (problem) throw new SyntaxError(`${problem.message} (${file}:${problem.at?.line ?? 1}:${problem.at?.column ?? 1})`)
  if (problems.length > 0) throw new SyntaxError(`${problems[0]} (${file})`)
  if (maps.length !== 1) return code
  const map = JSON.stringify({ ...maps[0], sources: [file] })
  return `${code}\n//# sourceMappingURL=data:application/json,${encodeURIComponent(map)}\n`
}

/** Leads from what `compileModule` makes of a module back into its text. */
export function modulePositions(source: string, jsx: JsxOptions | null = null): PositionMap {
  const { maps } = stripTypes(source, parseCell(source), jsx)
  return positionMap(maps.map((map) => () => map as never))
}
