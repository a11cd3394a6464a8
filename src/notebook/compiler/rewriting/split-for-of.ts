import { children, isIdentifier, nodeAt, nodesAt, requiredNode } from '../syntax/ast.ts'
import type { AstNode } from '../syntax/ast.ts'
import { patternNames } from '../syntax/scope.ts'
import { runtime } from './cell-code.ts'
import { breaksOf, chunksOf, labelled } from './loop-chunks.ts'
import type { Guarding } from './loop-chunks.ts'

/** Whether a loop is `for (const x of values)` or with `let`, and `values` does not mean what the loop declares. */
export function hasElements(loop: AstNode): boolean {
  const left = nodeAt(loop, 'left')
  if (loop.type !== 'ForOfStatement' || left?.type !== 'VariableDeclaration') return false
  if (left.kind !== 'const' && left.kind !== 'let') return false
  const names = new Set(patternNames(targetOf(left)).map(({ name }) => name))
  return !mentions(requiredNode(loop, 'right'), names)
}

/**
 * `for (const x of values) body`. The elements of an array are taken by their index, as the iterator of arrays would take
 * them: that can stop for a look at the flag, and V8 makes it faster than iteration. The rounds are those of an inner loop,
 * while the outer one iterates over something without end. Over everything else the outer loop iterates, counting, and the
 * inner one makes one round; so the body is there once, and what closes iterators remains the engine's work.
 */
export function splitForOf(guarding: Guarding): void {
  const { code, loop, labels, statement, suffix } = guarding
  const own = (name: string): string => `${code.mark}${name}${suffix}`
  const [list, array, index, round, value, outer] = ['list', 'array', 'index', 'round', 'value', 'loop'].map(own)
  const [left, right, body] = ['left', 'right', 'body'].map((field) => requiredNode(loop, field))
  const over = `${own('over')}_${nameOf(right)}`
  const { before, next, elements, rounds } = looksOf(guarding, { index, round })
  for (const leaving of breaksOf(body, labels, true)) {
    code.text.update(leaving.start, leaving.end, `break ${outer};`)
  }
  const element = `${array} === null ? ${value} : ${array}[${index}++]`
  const target = code.text.slice(left.start, left.end)
  const taken = isIdentifier(targetOf(left))
    ? `${target} = ${element};`
    : // What cannot be taken apart has a name in the error.
      `const ${own('element')} = ${element}; ${target} = ${own('element')};`
  code.text.update(statement.start, right.start, `{ ${before} const ${list} = ${runtime(code)}.list((`)
  code.text.update(
    right.end,
    body.start,
    `)), ${array} = ${runtime(code)}.isArray(${list}) ? ${list} : null, ` +
      `${over} = ${array} === null ? ${list} : ${runtime(code)}.endless; let ${index} = 0, ${round} = ${rounds}; ` +
      `${outer}: for (const ${value} of ${over}) { if (${array} === null) { ${next} } else { ${elements} } ` +
      `${labelled(labels)}do { if (${array} !== null && !(${index} < ${array}.length)) break ${outer}; ${taken} `,
  )
  code.text.appendLeft(statement.end, ` } while (${array} !== null && ${index} < ${round}); } }`)
}

/** What happens before the loop, before each round of an iteration, and before each row of elements. */
function looksOf(guarding: Guarding, { index, round }: { readonly index: string; readonly round: string }) {
  const { loop } = guarding
  const of = chunksOf(guarding)
  // An array does not run code to tell its elements, so what is called to make it is no part of the rounds.
  const ofArray = chunksOf(guarding, [requiredNode(loop, 'left'), requiredNode(loop, 'body')])
  const pace = ofArray.last === '' ? '' : `if (${index} > 0) { ${ofArray.last} } `
  return {
    before: of.before,
    next: `if (--${round} === 0) { ${of.first}${of.last} ${round} = ${of.rounds}; }`,
    elements: `${ofArray.first} ${pace}${round} = ${index} + ${ofArray.rounds};`,
    // Where nothing was looked at before, the first round does.
    rounds: of.before === '' ? '1' : of.rounds,
  }
}

function targetOf(declaration: AstNode): AstNode {
  return requiredNode(nodesAt(declaration, 'declarations')[0], 'id')
}

/** What the engine calls it in an error. */
function nameOf(node: AstNode): string {
  const named = node.type === 'MemberExpression' && node.computed !== true ? nodeAt(node, 'property') : node
  return isIdentifier(named) ? named.name : 'value'
}

function mentions(node: AstNode, names: ReadonlySet<string>): boolean {
  return (isIdentifier(node) && names.has(node.name)) || children(node).some((child) => mentions(child, names))
}
