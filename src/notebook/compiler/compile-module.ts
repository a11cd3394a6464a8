import { parseCell } from './analyze-cell.ts'
import { findProblem } from './cell-problem.ts'
import { stripTypes } from './strip-types.ts'
import type { Dialect } from './syntax/dialect.ts'
import { positionMap } from './syntax/position-map.ts'
import type { PositionMap } from './syntax/position-map.ts'

export interface ModuleOptions {
  readonly file: string
  readonly dialect: Dialect
  /** An ES module that exports the helpers of lowered code as `loweringHelpers`. */
  readonly helpers: { readonly url: string; readonly file: string }
  /** Null for a file that may be either: an ES module if it has `import` or `export`. */
  readonly format: ModuleFormat | null
}

export type ModuleFormat = 'module' | 'commonjs'

export interface CompiledModule {
  readonly code: string
  readonly format: ModuleFormat
}

/**
 * Turns a TypeScript module that a cell imports into JavaScript. Throws SyntaxError with the place of the first problem.
 */
export function compileModule(source: string, { file, dialect, helpers, format }: ModuleOptions): CompiledModule {
  const parsed = parseCell(source)
  const { code, maps, needsHelpers, problem } = stripTypes(source, parsed, dialect)
  const first = findProblem(source, parsed) ?? problem
  if (first !== null) {
    const place = first.at === null ? file : `${file}:${first.at.line}:${first.at.column}`
    throw new SyntaxError(`${first.message} (${place})${first.hint === null ? '' : `\n${first.hint}`}`)
  }
  // The transformer prints statements without indentation.
  const found = format ?? (/^(?:import|export)\b(?!\s*[(.])/m.test(code) ? 'module' : 'commonjs')
  if (needsHelpers) return { code: withHelpers[found](code, helpers), format: found }
  if (maps.length !== 1) return { code, format: found }
  const map = JSON.stringify({ ...maps[0], sources: [file] })
  const text = `${code}\n//# sourceMappingURL=data:application/json,${encodeURIComponent(map)}\n`
  return { code: text, format: found }
}

/** The lines of the module stay where they are. */
const withHelpers: Readonly<Record<ModuleFormat, (code: string, helpers: ModuleOptions['helpers']) => string>> = {
  module: (code, { url }) => `${code}\nimport { loweringHelpers as babelHelpers } from ${JSON.stringify(url)}\n`,
  commonjs: (code, { file }) => `const { loweringHelpers: babelHelpers } = require(${JSON.stringify(file)}); ${code}`,
}

/** Leads from what `compileModule` makes of a module back into its text. */
export function modulePositions(source: string, dialect: Dialect): PositionMap {
  const { maps } = stripTypes(source, parseCell(source), dialect)
  return positionMap(maps.map((map) => () => map as never))
}
