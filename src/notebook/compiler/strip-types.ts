import { transformSync } from 'oxc-transform'
import type { Helpers, SourceMap, TransformOptions } from 'oxc-transform'

import { lowerAccessors } from './lower-accessors.ts'
import { nodesAt } from './ast.ts'
import type { AstNode } from './ast.ts'
import type { ParsedCell } from './analyze-cell.ts'

/** JavaScript for the engine, and the maps that lead back to the cell, the last step first. */
export interface StrippedCell {
  readonly code: string
  readonly maps: readonly SourceMap[]
  /** What only the transformer objects to. It has no place in the cell. */
  readonly problems: readonly string[]
}

/** The standard that Node 20 understands whole; only `using` is newer among what cells may hold. */
const engine = 'es2024'

const base: TransformOptions = {
  sourceType: 'module',
  sourcemap: true,
  // A later cell may use what this one imports: an import that looks unused must stay.
  typescript: { onlyRemoveTypeImports: true },
  decorator: { legacy: true },
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- an ambient const enum cannot be imported
  helpers: { mode: 'External' as NonNullable<Helpers['mode']> },
}

/** What JSX becomes; a comment in the code, such as one that names another import source, goes before it. */
export type JsxOptions = Pick<
  Exclude<NonNullable<TransformOptions['jsx']>, string>,
  'runtime' | 'importSource' | 'pragma' | 'pragmaFrag'
>

/** Turns TypeScript, JSX, decorators and `using` into JavaScript. Without `jsx` its elements are made by React's runtime. */
export function stripTypes(source: string, cell: ParsedCell, jsx: JsxOptions | null = null): StrippedCell {
  const blanked = blankTypeImports(source, cell.program)
  const lowered = lowerAccessors(blanked, cell.program)
  const first = transformSync(`cell.${cell.lang}`, lowered?.toString() ?? blanked, {
    ...base,
    ...(jsx !== null && { jsx }),
    lang: cell.lang,
    target: 'esnext',
  })
  const stripped = toStripped(first, lowered === null ? [] : [lowered.generateMap({ hires: 'boundary' }) as never])
  if (!/\busing\b/.test(source) || stripped.problems.length > 0) return stripped
  // Apart from the first step, because one step for both leaves decorators inside the lowered block as they are.
  return toStripped(transformSync('cell.js', first.code, { ...base, lang: 'js', target: engine }), stripped.maps)
}

/**
 * `import { type A } from 'm'` would still load `m`. Nobody writes that for its effect, and the package may be one that
 * has only types.
 */
function blankTypeImports(source: string, program: AstNode): string {
  let text = source
  for (const statement of nodesAt(program, 'body')) {
    const specifiers = nodesAt(statement, 'specifiers')
    if (statement.type !== 'ImportDeclaration' || specifiers.length === 0) continue
    if (!specifiers.every(({ importKind }) => importKind === 'type')) continue
    const blank = text.slice(statement.start, statement.end).replaceAll(/[^\n]/g, ' ')
    text = text.slice(0, statement.start) + blank + text.slice(statement.end)
  }
  return text
}

function toStripped(result: ReturnType<typeof transformSync>, maps: readonly SourceMap[]): StrippedCell {
  return {
    code: result.code,
    maps: result.map ? [result.map, ...maps] : maps,
    problems: result.errors.map(({ message }) => message),
  }
}
