import { children, isFunction, isIdentifier, nodeAt } from '../syntax/ast.ts'
import type { AstNode } from '../syntax/ast.ts'
import { isLight, isLoop } from '../syntax/loop-shape.ts'
import type { LabelledLoop, NameFacts } from '../syntax/loop-shape.ts'
import { interruptFlag, runtime } from './cell-code.ts'
import type { CellCode } from './cell-code.ts'

/** Rounds without a look at the flag where a round takes nanoseconds: a few microseconds. */
export const lightRounds = 1024
/**
 * Where a round calls something, the runtime measures how many rounds make a millisecond. A loop that begins once is
 * measured from its first round; one that may begin a million times begins with these.
 */
const firstRounds = 4

/** A loop that is to become stoppable. */
export interface Guarding extends LabelledLoop {
  readonly code: CellCode
  readonly facts: NameFacts
  /** Whether no loop or function is around it. */
  readonly beginsOnce: boolean
  /** Makes the names that this loop needs its own. */
  readonly suffix: string
}

function lookAtFlag(code: CellCode): string {
  return `if (${interruptFlag(code)}[0] !== 0) ${runtime(code)}.stop();`
}

/** The pieces of the outer loop: what comes before it, first and last in each of its rounds, and how long those are. */
export interface Chunks {
  readonly before: string
  readonly first: string
  readonly last: string
  readonly rounds: string
}

/** `parts` of the loop are what a round runs. */
export function chunksOf(
  { code, loop, facts, beginsOnce, suffix }: Guarding,
  parts: readonly AstNode[] = [loop],
): Chunks {
  const look = lookAtFlag(code)
  if (parts.every((part) => isLight(part, facts.quick)))
    return { before: '', first: look, last: '', rounds: String(lightRounds) }
  const rounds = `${code.mark}rounds${suffix}`
  const last = `${rounds} = ${runtime(code)}.pace(${rounds});`
  return { before: `let ${rounds} = ${beginsOnce ? 1 : firstRounds}; ${look}`, first: '', last, rounds }
}

export function labelled(labels: readonly string[]): string {
  return labels.map((label) => `${label}: `).join('')
}

/** The `break` statements that leave the loop around `node`. */
export function breaksOf(node: AstNode, labels: readonly string[], isDirect: boolean): readonly AstNode[] {
  if (isFunction(node)) return []
  if (node.type === 'BreakStatement') {
    const label = nodeAt(node, 'label')
    return (isIdentifier(label) ? labels.includes(label.name) : isDirect) ? [node] : []
  }
  const within = isDirect && !isLoop(node) && node.type !== 'SwitchStatement'
  return children(node).flatMap((child) => breaksOf(child, labels, within))
}
