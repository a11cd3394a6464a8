import { children, isFunction, isIdentifier, nodeAt, nodesAt, requiredNode } from './ast.ts'
import type { AstNode, IdentifierNode } from './ast.ts'
import type { Reference } from './name-walk.ts'

/** The names of a program by their nodes. */
export type ReferenceMap = ReadonlyMap<AstNode, Reference>

/** The nodes that name functions which take nanoseconds. */
export type QuickUses = ReadonlySet<AstNode>

/** What is known about the names of a cell. */
export interface NameFacts {
  readonly references: ReferenceMap
  readonly quick: QuickUses
}

/** A loop together with the labels that stand before it. */
export interface LabelledLoop {
  readonly loop: AstNode
  readonly statement: AstNode
  readonly labels: readonly string[]
}

/**
 * `for (let i = 0; i < bound; i++)`, where nothing but the head changes `i` and nothing changes `bound`; or
 * `while (i < bound)`, where one statement of the body does and every round comes to it.
 */
export interface CountedLoop {
  readonly counter: IdentifierNode
  readonly operator: '<' | '<='
  readonly bound: AstNode
  readonly step: number
}

/** Far below 2 ** 53, from where on adding 1 no longer changes a number; no loop counts that far in a lifetime. */
const farthestStart = 2 ** 40

const loops = new Set(['ForStatement', 'ForInStatement', 'ForOfStatement', 'WhileStatement', 'DoWhileStatement'])

export function isLoop(node: AstNode): boolean {
  return loops.has(node.type)
}

/** The loop in a statement, if it is one. */
export function loopOf(statement: AstNode): LabelledLoop | null {
  const labels: string[] = []
  let loop = statement
  while (loop.type === 'LabeledStatement') {
    labels.push((requiredNode(loop, 'label') as IdentifierNode).name)
    loop = requiredNode(loop, 'body')
  }
  return isLoop(loop) ? { loop, statement, labels } : null
}

/** Whether a round gives other code a chance to run. */
export function pauses(node: AstNode): boolean {
  if (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await === true)) return true
  return children(node).some((child) => !isFunction(child) && pauses(child))
}

/** Whether other code may run between two rounds, which then sees every variable. */
export function isInterleaved(node: AstNode): boolean {
  if (node.type === 'YieldExpression') return true
  return pauses(node) || children(node).some((child) => !isFunction(child) && isInterleaved(child))
}

const heavy = new Set(['NewExpression', 'TaggedTemplateExpression', 'ImportExpression', 'YieldExpression'])

/**
 * Whether a round calls nothing but `Math` and functions that take nanoseconds, so that it does so itself. `quick` holds
 * the uses of such functions.
 */
export function isLight(node: AstNode, quick: QuickUses): boolean {
  if (isFunction(node) || node.type === 'ClassBody' || heavy.has(node.type)) return false
  if (node.type === 'AwaitExpression') return false
  if (node.type === 'CallExpression') {
    const callee = requiredNode(node, 'callee')
    if (!isMath(callee) && !quick.has(callee)) return false
  }
  return children(node).every((child) => isLight(child, quick))
}

function isMath(callee: AstNode): boolean {
  const owner = nodeAt(callee, 'object')
  return callee.computed !== true && isIdentifier(owner) && owner.name === 'Math'
}

/** Whether each round has variables of its own that something may remember: then the head must stay as it is. */
export function keepsRounds(loop: AstNode): boolean {
  const head = nodeAt(loop, 'init')
  return head?.type === 'VariableDeclaration' && head.kind !== 'var' && holdsFunction(loop)
}

function holdsFunction(node: AstNode): boolean {
  return isFunction(node) || node.type === 'ClassBody' || children(node).some(holdsFunction)
}

/** The counted form of a `for` loop, or null where it has none. */
export function countedLoop(loop: AstNode, facts: NameFacts): CountedLoop | null {
  const counter = counterOf(loop)
  const step = stepOf(nodeAt(loop, 'update'), counter)
  if (counter === null || step === null || holdsFunction(loop)) return null
  if (changesIn(requiredNode(loop, 'body'), facts.references.get(counter), facts.references) > 0) return null
  return boundOf(loop, { counter, step }, facts)
}

/** The counted form of a `while` loop, or null where it has none. */
export function countedWhile(loop: AstNode, facts: NameFacts): CountedLoop | null {
  const body = requiredNode(loop, 'body')
  const counter = nodeAt(requiredNode(loop, 'test'), 'left')
  if (!isIdentifier(counter) || body.type !== 'BlockStatement' || holdsFunction(loop) || skips(body)) return null
  const steps = nodesAt(body, 'body').map((statement) => stepOf(nodeAt(statement, 'expression'), counter))
  const [step, ...more] = steps.filter((one) => one !== null)
  if (step === undefined || more.length > 0) return null
  if (changesIn(loop, facts.references.get(counter), facts.references) !== 1) return null
  return boundOf(loop, { counter, step }, facts)
}

/** The same with the bound of its test, if that is `i < bound` and the bound stays. */
function boundOf(
  loop: AstNode,
  { counter, step }: Pick<CountedLoop, 'counter' | 'step'>,
  facts: NameFacts,
): CountedLoop | null {
  const test = nodeAt(loop, 'test')
  if (test?.type !== 'BinaryExpression' || !isName(nodeAt(test, 'left'), counter)) return null
  const { operator } = test
  if (operator !== '<' && operator !== '<=') return null
  const bound = requiredNode(test, 'right')
  return isSteady(bound, loop, facts) ? { counter, operator, bound, step } : null
}

/** Whether a round may go on to the next before its end. */
function skips(node: AstNode): boolean {
  return node.type === 'ContinueStatement' || children(node).some(skips)
}

/** Rounds that a head with literal numbers makes, or null. */
export function literalRounds(loop: AstNode, { operator, bound, step }: CountedLoop): number | null {
  const start = nodeAt(nodesAt(requiredNode(loop, 'init'), 'declarations')[0], 'init')
  if (typeof start?.value !== 'number' || typeof bound.value !== 'number') return null
  return Math.ceil((bound.value - start.value + (operator === '<=' ? 1 : 0)) / step)
}

/** The one variable of the head, which begins with a number so near zero that every step changes it. */
function counterOf(loop: AstNode): IdentifierNode | null {
  const head = nodeAt(loop, 'init')
  if (head?.type !== 'VariableDeclaration' || head.kind !== 'let') return null
  const [first] = nodesAt(head, 'declarations')
  const name = requiredNode(first, 'id')
  const start = nodeAt(first, 'init')?.value
  return isIdentifier(name) && typeof start === 'number' && start < farthestStart ? name : null
}

function stepOf(update: AstNode | null, counter: IdentifierNode | null): number | null {
  if (update === null || counter === null) return null
  if (update.type === 'UpdateExpression') {
    return update.operator === '++' && isName(nodeAt(update, 'argument'), counter) ? 1 : null
  }
  if (update.type !== 'AssignmentExpression' || update.operator !== '+=') return null
  if (!isName(nodeAt(update, 'left'), counter)) return null
  const step = nodeAt(update, 'right')?.value
  return typeof step === 'number' && step > 0 ? step : null
}

function isName(node: AstNode | null, name: IdentifierNode): boolean {
  return isIdentifier(node) && node.name === name.name
}

/** Whether a bound keeps its value while the loop runs. It may grow: the loop asks again before it ends. */
function isSteady(bound: AstNode, loop: AstNode, { references, quick }: NameFacts): boolean {
  if (typeof bound.value === 'number') return true
  const isLength = bound.type === 'MemberExpression' && bound.computed !== true
  const name = isLength ? requiredNode(bound, 'object') : bound
  const reference = references.get(name)
  if (reference === undefined || (isLength && nodeAt(bound, 'property')?.name !== 'length')) return false
  if (!isLight(loop, quick)) return !isLength && reference.binding?.kind === 'const'
  return changesIn(loop, reference, references) === 0 && !(isLength && setsLength(loop))
}

/** How often code below `node` gives another value to the name that `to` means. */
function changesIn(node: AstNode, to: Reference | undefined, references: ReferenceMap): number {
  const here = references.get(node)
  const isChange = here !== undefined && to !== undefined && isSameName(here, to) && here.access !== 'read'
  return children(node).reduce((sum, child) => sum + changesIn(child, to, references), isChange ? 1 : 0)
}

function isSameName(a: Reference, b: Reference): boolean {
  return a.node.name === b.node.name && a.binding === b.binding
}

/** Whether an assignment may shorten an array: to `length`, or to a computed name that may spell it. */
function setsLength(node: AstNode): boolean {
  if (node.type === 'AssignmentExpression' && mayBeLength(requiredNode(node, 'left'))) return true
  if (node.type === 'UpdateExpression' && mayBeLength(requiredNode(node, 'argument'))) return true
  return children(node).some(setsLength)
}

function mayBeLength(target: AstNode): boolean {
  if (isIdentifier(target)) return false
  if (target.type !== 'MemberExpression') return true
  const property = requiredNode(target, 'property')
  if (target.computed !== true) return property.name === 'length'
  return typeof property.value === 'string'
}
