import type { OxcError } from 'oxc-parser'

import { parseSource } from './parse-source.ts'

/** Whether a console should run the code, ask for another line, or leave the error to the run. */
export interface Completeness {
  readonly status: 'complete' | 'incomplete' | 'invalid'
  /** White space to put in front of the next line of incomplete code. */
  readonly indent: string
}

/** Judges by the parser's errors: code is incomplete when the only thing wrong with it is that it ends. */
export function completeness(source: string): Completeness {
  const { errors } = parseSource(source, { lang: 'tsx', sourceType: 'module' })
  if (errors.length === 0) return { status: 'complete', indent: '' }
  if (!endsTooSoon(errors[0], source)) return { status: 'invalid', indent: '' }
  return { status: 'incomplete', indent: nextIndent(source) }
}

function endsTooSoon({ message, labels }: OxcError, source: string): boolean {
  if (message === 'Unterminated multiline comment') return true
  // A template may span lines, a quoted string may not.
  if (message === 'Unterminated string') return source[labels[0].start] === '`'
  return labels.some(({ start }) => start >= source.trimEnd().length)
}

/** The indent of the last line, one level deeper after an opening bracket or an arrow. */
function nextIndent(source: string): string {
  const last = source.trimEnd().split('\n').at(-1) ?? ''
  const indent = /^\s*/.exec(last)![0]
  return /([([{]|=>)$/.test(last) ? `${indent}  ` : indent
}
