import { children, isFunction } from '../syntax/ast.ts'
import type { AstNode } from '../syntax/ast.ts'
import { isInterleaved, isLight, loopOf } from '../syntax/loop-shape.ts'
import type { LabelledLoop, NameFacts, ReferenceMap } from '../syntax/loop-shape.ts'
import type { Reference } from '../syntax/name-walk.ts'
import type { CellCode } from './cell-code.ts'
import type { Linker } from './rewrite-names.ts'

/** The names of the notebook that functions use: code that may be called while a loop runs. */
export interface FunctionUses {
  readonly reads: ReadonlySet<string>
  readonly writes: ReadonlySet<string>
}

/** A loop that holds names of the notebook in variables of its own. */
export interface Promotion extends LabelledLoop {
  /** The names, and whether the loop changes them. */
  readonly names: ReadonlyMap<string, { readonly changed: boolean; readonly use: AstNode }>
}

export interface Promotions {
  readonly loops: readonly Promotion[]
  /** The variable that stands for the name at a node. */
  readonly locals: ReadonlyMap<AstNode, string>
}

export const noPromotions: Promotions = { loops: [], locals: new Map() }

/**
 * Finds the names that a loop may hold in variables of its own while it runs, where V8 keeps them in registers. Nothing
 * may notice: a name that the loop only reads must not be set by any function, of any cell; a name that it changes must
 * not be used by any function at all, and the loop must call nothing that takes time, so that an interrupt cannot tear it between the
 * change and the end, where the value goes back. While a loop runs that does not await, no other code but functions runs.
 */
export function promoteNames(code: CellCode, program: AstNode, facts: Facts): Promotions {
  const { references } = facts
  const loops: Promotion[] = []
  const locals = new Map<AstNode, string>()
  const visit = (node: AstNode): void => {
    const found = loopOf(node)
    if (found === null || isInterleaved(found.loop)) return children(node).forEach(visit)
    const inside = directReferences(found.loop, references)
    const names = promotable(found.loop, inside, facts)
    if (names.size > 0) loops.push({ ...found, names })
    for (const { node: use } of inside) if (names.has(use.name)) locals.set(use, localName(code, use.name))
    for (const inner of functionsIn(found.loop)) children(inner).forEach(visit)
  }
  visit(program)
  return { loops, locals }
}

/** Wraps each loop, after the loop itself has been rewritten. `targets` says where the names live. */
export function wrapPromotions(code: CellCode, { loops }: Promotions, targets: (use: AstNode) => string): void {
  for (const { statement, names } of loops.toReversed()) {
    const all = [...names].map(([name, { use, changed }]) => ({
      local: localName(code, name),
      at: targets(use),
      changed,
    }))
    const changed = all.filter((one) => one.changed)
    const taken = all.map(({ local, at }) => `${local} = ${at}`).join(', ')
    const back = changed.map(({ local, at }) => `${at} = ${local};`).join(' ')
    code.text.prependRight(statement.start, `{ let ${taken}; ${back === '' ? '' : 'try { '}`)
    code.text.appendLeft(statement.end, back === '' ? ' }' : ` } finally { ${back} } }`)
  }
}

function localName({ mark }: CellCode, name: string): string {
  return `${mark}local_${name}`
}

interface Facts extends NameFacts {
  readonly link: Linker
  /** By the functions of this cell and of those before it. */
  readonly uses: readonly FunctionUses[]
}

/** What the functions of a cell do to names that the notebook shares. */
export function usesOfFunctions(references: ReferenceMap): FunctionUses {
  const shared = [...references.values()].filter(
    ({ late, binding, topLevel }) => late && (binding === null || topLevel),
  )
  return {
    reads: new Set(shared.filter(({ access }) => access !== 'write').map(({ node }) => node.name)),
    writes: new Set(shared.filter(({ access }) => access !== 'read').map(({ node }) => node.name)),
  }
}

function promotable(loop: AstNode, inside: readonly Reference[], { uses, link, quick }: Facts): Promotion['names'] {
  const isQuick = isLight(loop, quick)
  const found = new Map<string, { readonly changed: boolean; readonly use: AstNode }>()
  const refused = new Set<string>()
  for (const reference of inside) {
    if (reference.binding !== null && !reference.topLevel) continue
    const { name } = reference.node
    const changed = reference.access !== 'read' || found.get(name)?.changed === true
    const isWritten = uses.some(({ writes }) => writes.has(name))
    const isSeen = isWritten || uses.some(({ reads }) => reads.has(name))
    const isSafe = changed ? isQuick && !isSeen && !isConstant(reference, link) : !isWritten
    if (!isSafe || !isThere(reference, loop, link)) refused.add(name)
    found.set(name, { changed, use: reference.node })
  }
  return new Map([...found].filter(([name]) => !refused.has(name)))
}

/** Whether the name has a place before the loop begins. */
function isThere({ binding, node }: Reference, loop: AstNode, link: Linker): boolean {
  if (binding === null) return link(node.name).from === 'cell'
  return binding.kind === 'var' || binding.node.end <= loop.start
}

function isConstant({ binding, node }: Reference, link: Linker): boolean {
  if (binding !== null) return binding.kind === 'const' || binding.kind === 'import'
  const owner = link(node.name)
  return owner.from === 'cell' && owner.constant
}

/** The names in a loop, but not those in functions that it makes: they have their own time. */
function directReferences(node: AstNode, references: ReferenceMap): readonly Reference[] {
  const here = references.get(node)
  if (here !== undefined) return [here]
  return children(node).flatMap((child) => (isApart(child) ? [] : directReferences(child, references)))
}

function functionsIn(node: AstNode): readonly AstNode[] {
  return children(node).flatMap((child) => (isApart(child) ? [child] : functionsIn(child)))
}

function isApart(node: AstNode): boolean {
  return isFunction(node) || node.type === 'ClassBody'
}
