import { MagicString } from 'magic-string'

import { namesOf, parseCell } from './analyze-cell.ts'
import type { CellNames, ParsedCell } from './analyze-cell.ts'
import { findProblem, problemAt } from './cell-problem.ts'
import type { CellProblem } from './cell-problem.ts'
import { freshMark, interruptFlag, lateNames, linkedNamespace, ownNamespace, runtime } from './rewriting/cell-code.ts'
import type { CellCode } from './rewriting/cell-code.ts'
import { endStatements } from './rewriting/end-statements.ts'
import { guardLoops } from './rewriting/guard-loops.ts'
import { noPromotions, promoteNames, usesOfFunctions, wrapPromotions } from './rewriting/promote-names.ts'
import type { FunctionUses } from './rewriting/promote-names.ts'
import { quickFunctions, quickUses } from './rewriting/quick-functions.ts'
import { returnLast, rewriteAwaits } from './rewriting/rewrite-awaits.ts'
import { rewriteDeclarations } from './rewriting/rewrite-declarations.ts'
import { rewriteModules } from './rewriting/rewrite-modules.ts'
import { resetVars, rewriteNames, targetOf } from './rewriting/rewrite-names.ts'
import type { Linker, NameNeeds } from './rewriting/rewrite-names.ts'
import { stripTypes } from './strip-types.ts'
import { nodeAt, nodesAt } from './syntax/ast.ts'
import type { AstNode } from './syntax/ast.ts'
import type { Dialect } from './syntax/dialect.ts'
import { isPlainScript } from './syntax/is-plain-script.ts'
import { parseScript, tooDeep } from './syntax/parse-source.ts'
import { positionMap } from './syntax/position-map.ts'
import type { PositionMap } from './syntax/position-map.ts'
import { resolveNames } from './syntax/resolve-names.ts'
import type { ResolvedNames } from './syntax/resolve-names.ts'

export interface Definition {
  readonly name: string
  /** Assigning to it is an error: `const` and imports. */
  readonly constant: boolean
  /** Whether it has no value until its declaration runs: all but `var`, functions, enums and namespaces. */
  readonly lexical: boolean
  /** Whether it is a function that takes nanoseconds: see `quickFunctions`. */
  readonly quick: boolean
}

export interface CompiledCell {
  /**
   * A function expression. Called with the runtime, the cell's namespace, its late names and one namespace per entry of
   * `links`, it returns an async function that runs the cell and resolves to the value of its last expression.
   */
  readonly code: string
  readonly defs: readonly Definition[]
  readonly names: CellNames
  /** The cells whose namespaces the code takes, in the order of the parameters. */
  readonly links: readonly number[]
  /** The names that the late-name object must answer. */
  readonly late: readonly string[]
  /** What the functions of the cell do to names of the notebook, also long after the cell. */
  readonly uses: FunctionUses
  /** Whether the cell ends with an expression. */
  readonly hasResult: boolean
  readonly map: PositionMap
}

export type CompileResult =
  { readonly ok: true; readonly cell: CompiledCell } | { readonly ok: false; readonly problem: CellProblem }

/**
 * Compiles a TypeScript cell into JavaScript that shares its top-level names with other cells.
 *
 * Each name that the cell declares becomes a property of its own namespace object; each name that it does not declare
 * becomes a property of the namespace that `link` tells, or is looked up when it is used. Top-level `await`, static
 * imports, `using`, decorators, enums, namespaces and JSX work; every loop can be interrupted. `functions` are the
 * `uses` of all cells before: what no function can notice, a loop holds in variables of its own.
 */
export function compileCell(cell: string, link: Linker, functions: CellSurroundings = noUses): CompileResult {
  try {
    // A script that was pasted: inside a function its first line has no meaning.
    return compileSource(cell.replace(/^#!/, '//'), link, functions)
  } catch (error) {
    // Its tree is walked by recursion, here and in the engine.
    if (!(error instanceof RangeError)) throw error
    return { ok: false, problem: problemAt('', { message: tooDeep, offset: null }) }
  }
}

function compileSource(source: string, link: Linker, functions: CellSurroundings): CompileResult {
  const parsed = parseCell(source)
  const problem = findProblem(source, parsed)
  if (problem) return { ok: false, problem }
  const names = resolveNames(parsed.program)
  const isPlain = isPlainScript(parsed.program)
  const stripped = isPlain ? { code: source, maps: [], problem: null } : stripTypes(source, parsed, functions.dialect)
  if (stripped.problem !== null) return { ok: false, problem: stripped.problem }
  const tree = isPlain ? parsed.program : parseScript(stripped.code)
  const code: CellCode = { text: new MagicString(stripped.code), mark: freshMark(stripped.code), prelude: [] }
  const result = lastExpression(parsed, tree)
  const { references } = isPlain ? names : resolveNames(tree)
  const needs = rewriteBody(code, tree, { link, functions, result, references, typeLike: typeLikeImports(names) })
  const links = [...needs.cells]
  // What the transformer has printed has its semicolons.
  if (isPlain) endStatements(code, tree)
  wrapBody(code, links)
  return {
    ok: true,
    cell: {
      code: code.text.toString(),
      defs: [...names.top.values.values()].map(({ name, kind }) => ({
        name,
        constant: kind === 'const' || kind === 'import',
        lexical: kind !== 'var' && kind !== 'function',
        quick: needs.ownQuick.has(name),
      })),
      names: namesOf(names),
      links,
      late: [...needs.late],
      uses: needs.uses,
      hasResult: result !== null,
      map: positionMap([
        () => code.text.generateMap({ hires: 'boundary' }) as never,
        ...stripped.maps.map((map) => () => map as never),
      ]),
    },
  }
}

/** What a cell is compiled for: what the functions of all cells before it do, and what its syntax means. */
export interface CellSurroundings extends FunctionUses {
  /** Without one, JSX calls React's runtime, and the decorators of the standard stay. */
  readonly dialect?: Dialect
  /** Whether somebody may follow the cell step by step: its loops keep their heads, and its names stay where they are. */
  readonly followed?: boolean
}

const noUses: CellSurroundings = { reads: new Set(), writes: new Set() }

interface BodyFacts {
  readonly link: Linker
  readonly functions: CellSurroundings
  readonly result: AstNode | null
  readonly references: ResolvedNames['references']
  readonly typeLike: ReadonlySet<string>
}

/** The order matters where two rewrites end at the same character: the inner one comes first. */
function rewriteBody(code: CellCode, program: AstNode, { link, functions, result, typeLike, ...facts }: BodyFacts) {
  const references = new Map(facts.references.map((reference) => [reference.node as AstNode, reference]))
  const uses = usesOfFunctions(references)
  const ownQuick = quickFunctions(program, references)
  const names = { references, quick: quickUses(references, ownQuick, link) }
  const needs: NameNeeds = { cells: new Set(), late: new Set() }
  const followed = functions.followed === true
  const promotions = followed ? noPromotions : promoteNames(code, program, { ...names, link, uses: [functions, uses] })
  rewriteNames(code, references.values(), { link, needs, locals: promotions.locals })
  resetVars(code, program, references.values())
  rewriteAwaits(code, program)
  rewriteDeclarations(code, program)
  guardLoops(code, program, { ...names, followed })
  wrapPromotions(code, promotions, (use) => targetOf(code, references.get(use)!, { link, needs }) ?? '')
  if (result) returnLast(code, result)
  rewriteModules(code, program, typeLike)
  return { ...needs, uses, ownQuick }
}

function wrapBody(code: CellCode, links: readonly number[]): void {
  const linked = links.map((cell) => linkedNamespace(code, cell))
  const parameters = [runtime(code), ownNamespace(code), lateNames(code), ...linked].join(', ')
  const flag = `const ${interruptFlag(code)} = ${runtime(code)}.flag;`
  code.text.prepend(
    // In parentheses and with its keyword: V8 then compiles the body while it reads it, not again when it is called.
    `(function (${parameters}) { "use strict"; ${flag} return (async function () { ${code.prelude.join(' ')}\n`,
  )
  code.text.append('\n}); })')
}

/** The statement whose value is the cell's result. Only what the user wrote counts, not what lowering added. */
function lastExpression(parsed: ParsedCell, program: AstNode): AstNode | null {
  const written = nodesAt(parsed.program, 'body').filter((statement) => !isErased(statement))
  if (written.at(-1)?.type !== 'ExpressionStatement') return null
  return lastStatement(nodesAt(program, 'body'))
}

function lastStatement(statements: readonly AstNode[]): AstNode | null {
  const last = statements.findLast((statement) => !isErased(statement) && !isEmptyExport(statement))
  if (last?.type === 'ExpressionStatement') return last
  // A lowered `using` moves the statements of the cell into a block.
  const block = last && nodeAt(last, 'block')
  return block ? lastStatement(nodesAt(block, 'body')) : null
}

/** `export {}`, which the transformer adds to a cell that loses its only import. */
function isEmptyExport(statement: AstNode): boolean {
  return statement.type === 'ExportNamedDeclaration' && nodeAt(statement, 'declaration') === null
}

function isErased(statement: AstNode): boolean {
  return (
    statement.type === 'EmptyStatement' ||
    statement.type === 'TSInterfaceDeclaration' ||
    statement.type === 'TSTypeAliasDeclaration' ||
    statement.declare === true
  )
}

/** Imports that the cell uses as types only. TypeScript cannot tell them from values either without their module. */
function typeLikeImports({ top, references, usedTypes }: ResolvedNames): ReadonlySet<string> {
  const usedValues = new Set(references.map(({ node }) => node.name))
  const imports = [...top.values.values()].filter(({ kind }) => kind === 'import')
  return new Set(imports.map(({ name }) => name).filter((name) => usedTypes.has(name) && !usedValues.has(name)))
}
