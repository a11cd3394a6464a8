import type { ParseResult } from 'oxc-parser'

import type { AstNode } from './syntax/ast.ts'
import { parseSource } from './syntax/parse-source.ts'
import { resolveNames } from './syntax/resolve-names.ts'
import type { ResolvedNames } from './syntax/resolve-names.ts'

/** Which names a cell gives to the notebook and which it takes. Every list is in order of first appearance. */
export interface CellNames {
  /** Values that the cell defines at its top level. */
  readonly defs: readonly string[]
  /** Values that it uses and does not define. */
  readonly refs: readonly string[]
  /** The part of `refs` that it assigns to. */
  readonly writes: readonly string[]
  /** The part of `writes` whose old value it reads before it has set the new one: `n++`, `n = 2 * n`. */
  readonly updates: readonly string[]
  /** The part of `refs` whose objects it changes in place: `x.y = 1`, `delete x.y`. */
  readonly mutates: readonly string[]
  /** The part of `refs` that it needs while it runs, not only when one of its functions is called later. */
  readonly eager: readonly string[]
  /** Types that it declares or imports; also values that it only declares (`declare const`). */
  readonly typeDefs: readonly string[]
  /** Types that it uses and does not define. */
  readonly typeRefs: readonly string[]
}

/** The names of a cell. Source with syntax errors has the names that the parser could save. */
export function analyzeCell(source: string): CellNames {
  return namesOf(resolveNames(parseCell(source).program))
}

export interface ParsedCell {
  readonly program: AstNode
  readonly errors: ParseResult['errors']
  readonly lang: 'ts' | 'tsx'
}

/** Parses as TypeScript; as TSX only where plain TypeScript fails, because `<T>value` means a cast in the first. */
export function parseCell(source: string): ParsedCell {
  const plain = parseAs(source, 'ts')
  if (plain.errors.length === 0 || !source.includes('<')) return plain
  const withElements = parseAs(source, 'tsx')
  return withElements.errors.length === 0 ? withElements : plain
}

export function namesOf(names: ResolvedNames): CellNames {
  const free = names.references.filter(({ binding }) => binding === null)
  const listed = (keep: (reference: (typeof free)[number]) => boolean): readonly string[] => [
    ...new Set(free.filter(keep).map(({ node }) => node.name)),
  ]
  return {
    defs: [...names.top.values.values()].sort((a, b) => a.node.start - b.node.start).map(({ name }) => name),
    refs: listed(() => true),
    writes: listed(({ access }) => access !== 'read'),
    updates: listed(
      ({ node: { name }, access }) => access === 'update' || (access === 'write' && isReadBefore(free, name)),
    ),
    mutates: listed(({ mutates }) => mutates),
    eager: listed(({ late }) => !late),
    typeDefs: [...names.top.types],
    typeRefs: names.freeTypes,
  }
}

/** Whether a name is read above the end of the first assignment to it, or in that. */
function isReadBefore(free: ResolvedNames['references'], name: string): boolean {
  const uses = free.filter(({ node }) => node.name === name)
  const ends = uses.flatMap(({ access, value, node }) => (access === 'write' ? (value ?? node).end : []))
  return uses.some(({ access, node }) => access === 'read' && node.start < Math.min(...ends))
}

function parseAs(source: string, lang: 'ts' | 'tsx'): ParsedCell {
  const options = { lang, sourceType: 'module', preserveParens: false, showSemanticErrors: true } as const
  const { program, errors } = parseSource(source, options)
  return { program: program as unknown as AstNode, errors, lang }
}
