import type { InspectionResult } from '../ipc/language-messages.ts'
import type { CellOutcome } from './executor-supervisor.ts'

/** A cell that asks what a name is: `fetch?`, or `fetch??` for all that is known. */
export interface PagerQuestion {
  readonly name: string
  readonly detail: 0 | 1
}

/** The question in `code`; null when the code is none. No TypeScript program ends with a question mark. */
export function pagerQuestion(code: string): PagerQuestion | null {
  const [, name, marks] = /^\s*([\p{L}_$][\p{L}\p{N}_$.]*)(\?\??)\s*$/u.exec(code) ?? []
  return name === undefined ? null : { name, detail: marks === '??' ? 1 : 0 }
}

/** How a cell with a question ends: the answer is no output but a page that the frontend shows where it likes. */
export function pagerOutcome(found: InspectionResult): CellOutcome {
  const data = found === null ? null : { 'text/plain': found.plain, 'text/markdown': found.markdown }
  return { error: null, userExpressions: {}, payload: data === null ? [] : [{ source: 'page', data, start: 0 }] }
}
