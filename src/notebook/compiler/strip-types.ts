import { transformSync } from 'oxc-transform'
import type { Helpers, SourceMap, TransformOptions } from 'oxc-transform'

import type { ParsedCell } from './analyze-cell.ts'
import { problemAt } from './cell-problem.ts'
import type { CellProblem } from './cell-problem.ts'
import { parameterDecorator } from './messages.ts'
import { lowerAccessors } from './rewriting/lower-accessors.ts'
import { nameDecoratedClasses } from './rewriting/name-decorated-classes.ts'
import { nodesAt } from './syntax/ast.ts'
import type { AstNode } from './syntax/ast.ts'
import type { Dialect } from './syntax/dialect.ts'
import { findDecorators } from './syntax/find-decorators.ts'
import { parseScript } from './syntax/parse-source.ts'

/** JavaScript for the engine, and the maps that lead back to the cell, the last step first. */
export interface StrippedCell {
  readonly code: string
  readonly maps: readonly SourceMap[]
  /** Whether the code calls helpers, as properties of `babelHelpers`. */
  readonly needsHelpers: boolean
  /** What only a transformer objects to. */
  readonly problem: CellProblem | null
}

/** The standard that Node 20 understands whole; only `using` is newer among what cells may hold. */
const engine = 'es2024'

const base: TransformOptions = {
  sourceType: 'module',
  sourcemap: true,
  // A later cell may use what this one imports: an import that looks unused must stay.
  typescript: { onlyRemoveTypeImports: true },
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- an ambient const enum cannot be imported
  helpers: { mode: 'External' as NonNullable<Helpers['mode']> },
}

/**
 * Turns TypeScript, JSX, decorators and `using` into JavaScript. Without a dialect JSX calls React's runtime, and the
 * decorators of the standard stay.
 */
export function stripTypes(source: string, cell: ParsedCell, dialect: Dialect | null = null): StrippedCell {
  const decorators = findDecorators(source, cell.program)
  const isStandard = decorators !== null && !dialect?.legacyDecorators
  if (isStandard && decorators.onParameter !== null) {
    const text = problemAt(source, { ...parameterDecorator, offset: decorators.onParameter.start })
    return { code: '', maps: [], needsHelpers: false, problem: text }
  }
  const plain = stripFirst(source, cell, { dialect, keepsAccessors: isStandard })
  const lowered = isStandard && dialect !== null ? lowerDecorators(plain, dialect) : plain
  if (!/\busing\b/.test(source) || lowered.problem !== null) return lowered
  // Apart from the first step, because one step for both leaves decorators inside the lowered block as they are.
  return then(lowered, transformSync('cell.js', lowered.code, { ...base, lang: 'js', target: engine }))
}

interface FirstStep {
  readonly dialect: Dialect | null
  /** Whether what lowers decorators is to see `accessor` fields as they are. */
  readonly keepsAccessors: boolean
}

/** What is left of TypeScript and JSX: `using` and the decorators of the standard. */
function stripFirst(source: string, cell: ParsedCell, { dialect, keepsAccessors }: FirstStep): StrippedCell {
  const blanked = blankTypeImports(source, cell.program)
  const lowered = keepsAccessors ? null : lowerAccessors(blanked, cell.program)
  const result = transformSync(`cell.${cell.lang}`, lowered?.toString() ?? blanked, {
    ...optionsOf(dialect),
    lang: cell.lang,
    target: 'esnext',
  })
  const maps = lowered === null ? [] : [lowered.generateMap({ hires: 'boundary' }) as never]
  return then({ code: '', maps, needsHelpers: false, problem: null }, result, lowered === null ? source : null)
}

function optionsOf(dialect: Dialect | null): TransformOptions {
  const legacy = dialect?.legacyDecorators ?? null
  const assigns = legacy?.assignFields === true
  return {
    ...base,
    ...(dialect?.jsx && { jsx: dialect.jsx }),
    decorator: { legacy: legacy !== null, emitDecoratorMetadata: legacy?.emitMetadata === true },
    assumptions: { setPublicClassFields: assigns },
    typescript: { ...base.typescript, removeClassFieldsWithoutInitializer: assigns },
  }
}

function lowerDecorators(cell: StrippedCell, dialect: Dialect): StrippedCell {
  if (cell.problem !== null) return cell
  const named = nameDecoratedClasses(cell.code, parseScript(cell.code))
  const result = dialect.lowerDecorators(named.toString())
  if ('problem' in result) return { ...cell, problem: problemAt('', { message: result.problem, offset: null }) }
  return {
    ...cell,
    code: result.code,
    maps: [result.map, named.generateMap({ hires: 'boundary' }) as never, ...cell.maps],
  }
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

/** Adds a step. `source` is what its places are places of, if that is the cell. */
function then(
  before: StrippedCell,
  result: ReturnType<typeof transformSync>,
  source: string | null = null,
): StrippedCell {
  const first = result.errors.find(({ severity }) => (severity as string) === 'Error')
  const offset = source === null ? null : (first?.labels[0]?.start ?? null)
  return {
    code: result.code,
    maps: result.map ? [result.map, ...before.maps] : before.maps,
    needsHelpers: before.needsHelpers || Object.keys(result.helpersUsed).length > 0,
    problem: first ? problemAt(source ?? '', { message: first.message, hint: first.helpMessage, offset }) : null,
  }
}
