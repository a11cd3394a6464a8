import { children, isFunction, isIdentifier, nodeAt, requiredNode } from './ast.ts'
import type { AstNode } from './ast.ts'
import { interruptFlag, runtime } from './cell-code.ts'
import type { CellCode } from './cell-code.ts'
import { countedLoop, isLight, isLoop, keepsRounds, literalRounds, loopOf, pauses } from './loop-shape.ts'
import type { CountedLoop, LabelledLoop, ReferenceMap } from './loop-shape.ts'

/** Rounds without a look at the flag where a round takes nanoseconds: a few microseconds. */
const lightRounds = 1024
/** Where a round calls something, the runtime measures how many rounds make a millisecond, and begins with these. */
const firstRounds = 4

/**
 * Makes every loop stoppable at little cost. One look at the interrupt flag per round doubles the time of a small loop
 * (V8 then keeps fewer values in registers and checks more overflows), so `for`, `while` and `do` become two loops: the
 * inner one makes some rounds of the original, the outer one looks at the flag. `for…of` and `for…in` look every round.
 * A loop that awaits is asked whether its cell was interrupted since the loop began, so that it does not live on in the
 * background after its cell.
 */
export function guardLoops(code: CellCode, program: AstNode, references: ReferenceMap): void {
  let loops = 0
  const visit = (node: AstNode): void => {
    const found = loopOf(node)
    // Inner loops first: where two statements begin or end at the same character, the outer text goes around.
    for (const child of children(found?.loop ?? node)) visit(child)
    if (found !== null) guardLoop({ ...found, code, references, suffix: String(loops++) })
  }
  visit(program)
}

interface Guarding extends LabelledLoop {
  readonly code: CellCode
  readonly references: ReferenceMap
  /** Makes the names that this loop needs its own. */
  readonly suffix: string
}

function guardLoop(guarding: Guarding): void {
  const { code, loop, references } = guarding
  if (pauses(loop)) return guardPausing(guarding)
  if (/^For(In|Of)/.test(loop.type) || keepsRounds(loop)) return guardBody(code, loop, lookAtFlag(code))
  if (loop.type !== 'ForStatement') return splitWhile(guarding)
  const counted = countedLoop(loop, references)
  if (counted === null) return splitFor(guarding)
  if (!isBrief(loop, counted)) splitCounted(guarding, counted)
}

/** A loop that ends by itself within microseconds. */
function isBrief(loop: AstNode, counted: CountedLoop): boolean {
  const rounds = literalRounds(loop, counted)
  const isInnermost = !contains(requiredNode(loop, 'body'), isLoop)
  return rounds !== null && rounds <= lightRounds && isInnermost && isLight(loop)
}

function contains(node: AstNode, wanted: (node: AstNode) => boolean): boolean {
  return wanted(node) || children(node).some((child) => contains(child, wanted))
}

function lookAtFlag(code: CellCode): string {
  return `if (${interruptFlag(code)}[0] !== 0) ${runtime(code)}.stop();`
}

function guardPausing({ code, loop, statement, suffix }: Guarding): void {
  const watch = `${code.mark}watch${suffix}`
  guardBody(code, loop, `${watch}();`)
  code.text.prependRight(statement.start, `{ const ${watch} = ${runtime(code)}.watch(); `)
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

/** The pieces of the outer loop: what comes before it, first and last in each of its rounds, and how long those are. */
interface Chunks {
  readonly before: string
  readonly first: string
  readonly last: string
  readonly rounds: string
}

function chunksOf({ code, loop, suffix }: Guarding): Chunks {
  const look = lookAtFlag(code)
  if (isLight(loop)) return { before: '', first: look, last: '', rounds: String(lightRounds) }
  const rounds = `${code.mark}rounds${suffix}`
  const last = `${rounds} = ${runtime(code)}.pace(${rounds});`
  return { before: `let ${rounds} = ${firstRounds}; ${look}`, first: '', last, rounds }
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

function labelled(labels: readonly string[]): string {
  return labels.map((label) => `${label}: `).join('')
}

/** The `break` statements that leave the loop around `node`. */
function breaksOf(node: AstNode, labels: readonly string[], isDirect: boolean): readonly AstNode[] {
  if (isFunction(node)) return []
  if (node.type === 'BreakStatement') {
    const label = nodeAt(node, 'label')
    return (isIdentifier(label) ? labels.includes(label.name) : isDirect) ? [node] : []
  }
  const within = isDirect && !isLoop(node) && node.type !== 'SwitchStatement'
  return children(node).flatMap((child) => breaksOf(child, labels, within))
}
