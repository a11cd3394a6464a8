import { children, isFunction, nodeAt, requiredNode } from '../syntax/ast.ts'
import type { AstNode } from '../syntax/ast.ts'
import {
  countedLoop,
  countedWhile,
  isLight,
  isLoop,
  keepsRounds,
  literalRounds,
  loopOf,
  pauses,
} from '../syntax/loop-shape.ts'
import type { CountedLoop, NameFacts } from '../syntax/loop-shape.ts'
import { runtime } from './cell-code.ts'
import type { CellCode } from './cell-code.ts'
import { breaksOf, chunksOf, labelled, lightRounds } from './loop-chunks.ts'
import type { Guarding } from './loop-chunks.ts'
import { hasElements, splitForOf } from './split-for-of.ts'

/**
 * Makes every loop stoppable at little cost. One look at the interrupt flag per round doubles the time of a small loop
 * (V8 then keeps fewer values in registers and checks more overflows), so `for`, `while` and `do` become two loops: the
 * inner one makes some rounds of the original, the outer one looks at the flag. So does `for…of` over an array; over what
 * else it iterates, `for…in` and loops whose rounds have variables of their own cannot be left and entered again, so they
 * count their rounds.
 * A loop that awaits is asked whether its cell was interrupted since the loop began, so that it does not live on in the
 * background after its cell.
 * Where somebody follows the code step by step, all loops count their rounds: two loops would be stepped through twice.
 */
export function guardLoops(code: CellCode, program: AstNode, facts: LoopFacts): void {
  let loops = 0
  const visit = (node: AstNode, beginsOnce: boolean): void => {
    const found = loopOf(node)
    const childrenBeginOnce = beginsOnce && found === null && !isFunction(node)
    // Inner loops first: where two statements begin or end at the same character, the outer text goes around.
    for (const child of children(found?.loop ?? node)) visit(child, childrenBeginOnce)
    if (found !== null) guardLoop({ ...found, code, facts, beginsOnce, suffix: String(loops++) }, facts.followed)
  }
  visit(program, true)
}

interface LoopFacts extends NameFacts {
  readonly followed: boolean
}

function guardLoop(guarding: Guarding, followed: boolean): void {
  const { loop, facts } = guarding
  if (pauses(loop)) return guardPausing(guarding)
  if (followed) return guardIteration(guarding)
  if (hasElements(loop)) return splitForOf(guarding)
  if (keepsRounds(loop) || /^For(In|Of)/.test(loop.type)) return guardIteration(guarding)
  if (loop.type !== 'ForStatement') {
    const counted = loop.type === 'WhileStatement' && isLight(loop, facts.quick) ? countedWhile(loop, facts) : null
    return counted === null ? splitWhile(guarding) : splitCountedWhile(guarding, counted)
  }
  const counted = countedLoop(loop, facts)
  if (counted === null) return splitFor(guarding)
  if (briefRounds(loop, facts) === null) splitCounted(guarding, counted)
}

/**
 * How many rounds a loop makes together with those in it that do not look at the flag, if it ends by itself within
 * microseconds; else null.
 */
function briefRounds(loop: AstNode, facts: NameFacts): number | null {
  const counted = loop.type === 'ForStatement' && !keepsRounds(loop) ? countedLoop(loop, facts) : null
  const rounds = counted === null ? null : literalRounds(loop, counted)
  if (rounds === null || !isLight(loop, facts.quick)) return null
  const inner = innerLoops(requiredNode(loop, 'body')).map((one) => briefRounds(one, facts) ?? 1)
  const all = rounds * inner.reduce((sum, one) => sum + one, 1)
  return all <= lightRounds ? all : null
}

/** The loops in a node that are in no other loop in it. */
function innerLoops(node: AstNode): readonly AstNode[] {
  return isLoop(node) ? [node] : children(node).flatMap(innerLoops)
}

function guardPausing({ code, loop, statement, suffix }: Guarding): void {
  const watch = `${code.mark}watch${suffix}`
  guardBody(code, loop, `${watch}();`)
  code.text.prependRight(statement.start, `{ const ${watch} = ${runtime(code)}.watch(); `)
  code.text.appendLeft(statement.end, ' }')
}

function guardIteration(guarding: Guarding): void {
  const { code, loop, statement, suffix } = guarding
  const { before, first, last, rounds } = chunksOf(guarding)
  const round = `${code.mark}round${suffix}`
  // Counting down to zero takes the fewest instructions before V8 has optimised the loop.
  guardBody(code, loop, `if (--${round} === 0) { ${first}${last} ${round} = ${rounds}; }`)
  // Also at its beginning: a loop around it may begin it often.
  code.text.prependRight(statement.start, `{ ${before}${first} let ${round} = ${rounds}; `)
  code.text.appendLeft(statement.end, ' }')
}

function guardBody({ text }: CellCode, loop: AstNode, guard: string): void {
  const body = requiredNode(loop, 'body')
  if (body.type === 'BlockStatement') {
    text.appendLeft(body.start + 1, ` ${guard}`)
    return
  }
  text.prependRight(body.start, `{ ${guard} `)
  text.appendLeft(body.end, ' }')
}

/** `while (test) body` and `do body while (test)`. */
function splitWhile(guarding: Guarding): void {
  const { code, loop, statement, labels, suffix } = guarding
  const { before, first, last, rounds } = chunksOf(guarding)
  const round = `${code.mark}round${suffix}`
  const test = requiredNode(loop, 'test')
  if (loop.type === 'DoWhileStatement') {
    const open = `{ ${before} for (;;) { ${first} let ${round} = 0; ${labelled(labels)}do`
    code.text.update(statement.start, loop.start + 'do'.length, open)
    code.text.prependRight(test.start, '(')
    code.text.appendLeft(test.end, `) && ++${round} < ${rounds}`)
  } else {
    const open = `{ ${before} for (let ${round} = 0;;) { ${first} ${labelled(labels)}for (${round} = 0;`
    code.text.update(statement.start, test.start, `${open} ${round} < ${rounds} && (`)
    code.text.update(test.end, requiredNode(loop, 'body').start, `); ${round}++) `)
  }
  code.text.appendLeft(statement.end, `; if (${round} < ${rounds}) break; ${last} } }`)
}

/** `for (init; test; update) body`, any. */
function splitFor(guarding: Guarding): void {
  const { code, loop, statement, labels, suffix } = guarding
  const { before, first, last, rounds } = chunksOf(guarding)
  const round = `${code.mark}round${suffix}`
  const [test, update] = [nodeAt(loop, 'test'), nodeAt(loop, 'update')]
  replaceHead(guarding, `${before} for (let ${round} = 0;;) { ${first} ${labelled(labels)}for (${round} = 0; `, {
    test: [`${round} < ${rounds}`, ...(test === null ? [] : [' && (', test, ')'])],
    update: [...(update === null ? [] : ['(', update, '), ']), `${round}++`],
  })
  code.text.appendLeft(statement.end, `; if (${round} < ${rounds}) break; ${last} } }`)
}

/** `for (let i = 0; i < bound; i++) body`: the inner loop has just another bound. */
function splitCounted(guarding: Guarding, { counter, operator, bound, step }: CountedLoop): void {
  const { code, loop, labels, suffix, statement } = guarding
  const { before, first, last, rounds } = chunksOf(guarding)
  const [limit, outer] = [`${code.mark}limit${suffix}`, `${code.mark}loop${suffix}`]
  const i = counter.name
  const original = code.text.slice(bound.start, bound.end)
  const reach = step === 1 ? rounds : `${rounds} * ${step}`
  const cut = `let ${limit} = ${i} + ${reach}; if (!(${limit} < ${original})) ${limit} = ${original};`
  for (const leaving of breaksOf(requiredNode(loop, 'body'), labels, true)) {
    code.text.update(leaving.start, leaving.end, `break ${outer};`)
  }
  code.text.overwrite(bound.start, bound.end, limit)
  replaceHead(guarding, `${before} ${outer}: for (;;) { ${first} ${cut} ${labelled(labels)}for (`, {
    test: ['; ', requiredNode(loop, 'test')],
    update: [requiredNode(loop, 'update')],
  })
  code.text.appendLeft(statement.end, `; if (!(${i} ${operator} ${original})) break; ${last} } }`)
}

/**
 * `while (i < bound) { …; i++ }`, the same. What `i` is, nobody has promised. Where it is no number, or adding the step does
 * not change it (minus infinity, or too far from zero), the inner loop makes one round at a time.
 */
function splitCountedWhile(guarding: Guarding, { counter, operator, bound, step }: CountedLoop): void {
  const { code, loop, labels, suffix, statement } = guarding
  const { first, rounds } = chunksOf(guarding)
  const [limit, outer] = [`${code.mark}limit${suffix}`, `${code.mark}loop${suffix}`]
  const i = code.text.slice(counter.start, counter.end)
  const original = code.text.slice(bound.start, bound.end)
  const body = requiredNode(loop, 'body')
  const far = `${i} + ${step === 1 ? rounds : `${rounds} * ${step}`}`
  const moves = `typeof ${i} === 'number' && ${i} + ${step} > ${i} && ${far} + ${step} > ${far}`
  const cut = `let ${limit} = ${moves} ? ${far} : ${i}; if (!(${limit} < ${original})) ${limit} = ${original};`
  for (const leaving of breaksOf(body, labels, true)) {
    code.text.update(leaving.start, leaving.end, `break ${outer};`)
  }
  const open = `${outer}: for (;;) { ${first} if (!(${i} ${operator} ${original})) break; ${cut} ${labelled(labels)}do `
  code.text.update(statement.start, body.start, open)
  code.text.appendLeft(statement.end, ` while (${i} < ${limit}); }`)
}

/** Moves the first part of a `for` head before `open`, and puts the rest into the head that `open` begins. */
function replaceHead(
  { code, loop, statement }: Guarding,
  open: string,
  rest: { readonly test: readonly Piece[]; readonly update: readonly Piece[] },
): void {
  const init = nodeAt(loop, 'init')
  const first: readonly Piece[] = init === null ? [] : init.type === 'VariableDeclaration' ? [init] : ['(', init, ')']
  let at = statement.start
  let between = ''
  for (const piece of ['{ ', ...first, `; ${open}`, ...rest.test, '; ', ...rest.update, ') ']) {
    if (typeof piece === 'string') between += piece
    else {
      code.text.update(at, piece.start, between)
      at = piece.end
      between = ''
    }
  }
  code.text.update(at, requiredNode(loop, 'body').start, between)
}

/** New text, or a part of the program that stays where it is. */
type Piece = string | AstNode
