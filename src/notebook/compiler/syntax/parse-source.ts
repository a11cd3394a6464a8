import { parseSync } from 'oxc-parser'
import type { ParserOptions, ParseResult } from 'oxc-parser'

import type { AstNode } from './ast.ts'

/**
 * The parser goes down one level of the machine's stack per bracket and has no bound of its own: between 5,000 and 10,000
 * end the process, and half of that on a worker thread.
 */
const deepest = 1500

export const tooDeep = 'The cell is nested too deeply: it holds thousands of brackets or operators in each other.'

/** Parses what somebody typed, or pasted. */
export function parseSource(source: string, options: ParserOptions): Pick<ParseResult, 'program' | 'errors'> {
  const file = `cell.${options.lang}`
  if (!isTooDeep(source)) return parseSync(file, source, options)
  const { program } = parseSync(file, '', options)
  const error = { severity: 'Error', message: tooDeep, labels: [], helpMessage: null, codeframe: null }
  return { program, errors: [error as unknown as ParseResult['errors'][number]] }
}

/** Parses JavaScript that a transformer has printed. */
export function parseScript(code: string): AstNode {
  const { program } = parseSync('cell.js', code, { lang: 'js', sourceType: 'module', preserveParens: false })
  return program as unknown as AstNode
}

/** Brackets in texts and comments count as well: nobody writes so many. */
function isTooDeep(source: string): boolean {
  if (source.length < deepest) return false
  let depth = 0
  for (const [bracket] of source.matchAll(/[([{}\])]/g)) {
    depth += '([{'.includes(bracket) ? 1 : -1
    if (depth > deepest) return true
  }
  return false
}
