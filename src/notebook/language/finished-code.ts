import ts from 'typescript'
import { startOfWord } from './start-of-word.ts'

/** What begins an element where a value can stand: there is no name in front of it, as there is in a comparison. */
const openTag = /(?:^|[=(,?:&|{[>;]|\breturn)\s*<[a-z][\w.-]*$/

/** The code with the element closed whose name is being typed: what ends it tells TypeScript that it is one. */
export function withClosedTag(code: string, offset: number): string {
  const isOpen = openTag.test(code.slice(0, offset)) && /^\s*(?:$|\n|[<;,)}\]])/.test(code.slice(offset))
  return isOpen ? `${code.slice(0, offset)} />${code.slice(offset)}` : code
}

/**
 * The code with a `return` at the end of each function around the place, of something that fits everywhere: as long as
 * an objective returns nothing yet, it fits no signature of what it is given to, and its parameters have no types. Null
 * where the place is not behind a dot, or in no function that is an argument.
 */
export function withReturns(code: string, offset: number): string | null {
  if (code[startOfWord(code, offset) - 1] !== '.') return null
  const file = ts.createSourceFile('cell.tsx', code, ts.ScriptTarget.Latest, true)
  const ends: number[] = []
  const visit = (node: ts.Node): void => {
    if (node.pos > offset || node.end < offset) return
    if (hasBlock(node)) ends.push(code[node.body.end - 1] === '}' ? node.body.end - 1 : code.length)
    ts.forEachChild(node, visit)
  }
  visit(file)
  if (ends.length === 0) return null
  return ends
    .filter((end) => end >= offset)
    .toSorted((a, b) => b - a)
    .reduce((text, end) => `${text.slice(0, end)};return null!;${text.slice(end)}`, code)
}

function hasBlock(node: ts.Node): node is ts.ArrowFunction | ts.FunctionExpression {
  const isFunction = ts.isArrowFunction(node) || ts.isFunctionExpression(node)
  return isFunction && ts.isBlock(node.body)
}
