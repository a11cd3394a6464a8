import { nodeAt, nodesAt, takesName } from '../syntax/ast.ts'
import type { AstNode } from '../syntax/ast.ts'
import type { Reference } from '../syntax/name-walk.ts'
import { unwrapExport } from '../syntax/scope.ts'
import type { Binding } from '../syntax/scope.ts'
import { lateNames, linkedNamespace, ownNamespace, runtime } from './cell-code.ts'
import type { CellCode } from './cell-code.ts'

/** Where a name comes from that the cell does not declare. */
export type Link =
  /** Another cell, by its number; `constant` names cannot be assigned to, `quick` ones are functions that take no time. */
  | { readonly from: 'cell'; readonly cell: number; readonly constant: boolean; readonly quick?: boolean }
  | { readonly from: 'global' }
  /** `require` and the like, which every cell has without their being globals. */
  | { readonly from: 'environment' }
  /** Nobody defines it yet. It is looked up when it is used, so a later cell may define it. */
  | { readonly from: 'nowhere' }

export type Linker = (name: string) => Link

/** Which namespaces and late names the rewritten code needs. */
export interface NameNeeds {
  readonly cells: Set<number>
  readonly late: Set<string>
}

/** The name under which lowered code asks for its helpers. */
const helpersName = 'babelHelpers'

/**
 * Makes every name that the notebook shares a property of the namespace that owns it, or the variable in `locals` that a
 * loop holds it in.
 */
export function rewriteNames(
  code: CellCode,
  references: Iterable<Reference>,
  { locals, ...linking }: Linking & { readonly locals: ReadonlyMap<AstNode, string> },
): void {
  for (const reference of references) {
    const target = locals.get(reference.node) ?? targetOf(code, reference, linking)
    if (target === null) continue
    replace(code, reference, target)
    if (reference.value && reference.access !== 'read') keepName(code, reference.node.name, reference.value)
  }
}

/**
 * The `var` names that the cell may read before it sets them begin as undefined: those that are not set by a statement of
 * the top level, and those that are read above it. All others keep the value of the previous run until the new one is
 * there, which also lets V8 see their first value as their type.
 */
export function resetVars(code: CellCode, program: AstNode, references: Iterable<Reference>): void {
  const reset = new Set<string>()
  const settled = settledRanges(program)
  for (const { binding, topLevel, access, node } of references) {
    if (!topLevel || binding?.kind !== 'var') continue
    const isSet = settled.some(({ start, end }) => start <= binding.node.start && binding.node.end <= end)
    const isEarly = access !== 'declare' && node.start < (binding.initialiser?.end ?? 0)
    if (!isSet || isEarly) reset.add(node.name)
  }
  for (const name of reset) code.prelude.push(`${ownNamespace(code)}.${name} = undefined;`)
}

/** The declarators with a value that stand at the top level, where every run passes. */
function settledRanges(program: AstNode): readonly AstNode[] {
  return nodesAt(program, 'body')
    .map(unwrapExport)
    .flatMap((statement) => (statement.type === 'VariableDeclaration' ? nodesAt(statement, 'declarations') : []))
    .filter((declarator) => nodeAt(declarator, 'init') !== null)
}

export interface Linking {
  readonly link: Linker
  /** Grows by what the rewritten code needs. */
  readonly needs: NameNeeds
}

/** The expression that stands for the name, or null where the name stays. */
export function targetOf(code: CellCode, reference: Reference, linking: Linking): string | null {
  const { binding, topLevel, node, access } = reference
  if (binding !== null && !topLevel) return null
  if (binding === null) return freeTarget(code, reference, linking)
  const changes = access === 'write' || access === 'update'
  if (changes && (binding.kind === 'const' || binding.kind === 'import')) return lateTarget(code, node.name, linking)
  if (access === 'read' && isTooEarly(reference, binding)) return `${runtime(code)}.early(${JSON.stringify(node.name)})`
  return `${ownNamespace(code)}.${node.name}`
}

function freeTarget(code: CellCode, { node, access, place }: Reference, linking: Linking): string | null {
  const { name } = node
  if (name === helpersName) return `${runtime(code)}.helpers`
  const found = linking.link(name)
  switch (found.from) {
    case 'global':
      return null
    case 'environment':
      return `${runtime(code)}.environment.${name}`
    case 'cell':
      if (found.constant && access !== 'read') return lateTarget(code, name, linking)
      linking.needs.cells.add(found.cell)
      return `${linkedNamespace(code, found.cell)}.${name}`
    case 'nowhere':
      if (place === 'typeof') return `${runtime(code)}.typeOf(${JSON.stringify(name)})`
      return lateTarget(code, name, linking)
  }
}

/** The accessor finds the owner, and refuses to change a constant. */
function lateTarget(code: CellCode, name: string, { needs }: Linking): string {
  needs.late.add(name)
  return `${lateNames(code)}.${name}`
}

/** Top-level code runs from top to bottom, so what stands above a declaration runs before it. */
function isTooEarly({ node, late }: Reference, { kind, node: declared, initialiser }: Binding): boolean {
  if (late || (kind !== 'const' && kind !== 'let' && kind !== 'class')) return false
  if (node.start < declared.end) return true
  return initialiser !== null && node.start >= initialiser.start && node.end <= initialiser.end
}

function replace({ text }: CellCode, { node, place, around }: Reference, target: string): void {
  if (place === 'typeof' && target.includes('.typeOf(')) text.update(around.start, around.end, target)
  else if (place === 'shorthand') text.update(node.start, node.end, `${node.name}: ${target}`)
  else if (place === 'callee') text.update(node.start, node.end, `(0, ${target})`)
  else text.update(node.start, node.end, target)
}

/** `f = () => {}` names the function `f`, but `cell.f = () => {}` would not. A property of a literal does. */
function keepName({ text }: CellCode, name: string, value: AstNode): void {
  if (!takesName(value) || name === '__proto__') return
  text.appendLeft(value.start, `({ ${name}: `)
  text.appendLeft(value.end, ` }).${name}`)
}
