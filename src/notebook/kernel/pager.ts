import type { CellOutcome } from '../executors/executor-supervisor.ts'
import type { InspectionResult } from '../ipc/language-messages.ts'

/** A cell that asks what a name is: `fetch?` or `?fetch`, with two marks for all that is known. */
export interface PagerQuestion {
  readonly name: string
  readonly detail: 0 | 1
}

const question = /^\s*(?<before>\?{0,2})(?<name>[\p{L}_$][\p{L}\p{N}_$.]*)(?<after>\?{0,2})\s*$/u

/** The question in `code`; null when the code is none. No TypeScript program begins or ends with a question mark. */
export function pagerQuestion(code: string): PagerQuestion | null {
  const { before = '', name, after = '' } = question.exec(code)?.groups ?? {}
  const marks = before + after
  return name === undefined || marks === '' ? null : { name, detail: marks.length > 1 ? 1 : 0 }
}

/** How a cell with a question ends: the answer is no output but a page that the frontend shows where it likes. */
export function pagerOutcome(found: InspectionResult): CellOutcome {
  const data = found === null ? null : { 'text/plain': found.plain, 'text/markdown': found.markdown }
  return { error: null, userExpressions: {}, payload: data === null ? [] : [{ source: 'page', data, start: 0 }] }
}
