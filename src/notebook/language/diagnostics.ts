import ts from 'typescript'
import { analyzeCell } from '../compiler/analyze-cell.ts'
import type { TypeProblem } from '../ipc/language-messages.ts'
import type { CellFile } from './cell-files.ts'
import { problemText } from './problem-text.ts'

/** More would bury what the cell itself shows. */
const mostProblems = 20

/**
 * What a notebook may do although TypeScript, which checks files, objects.
 *
 * - a package without types, or not installed: running the cell tells the second better (7016, 2307, 2792, 1259, 2882);
 * - names of Node.js or of a test runner whose types are not installed (2580 to 2593, 2503 is `NodeJS.…`);
 * - what has no type because nobody wrote one (all of 7000 to 7099).
 */
const notNotebookProblems = new Set([2307, 2792, 1259, 2882, 2580, 2581, 2582, 2583, 2584, 2591, 2592, 2593, 2503])

/** What is wrong with the types of a cell. Nothing where its syntax is wrong: then the cell does not even start. */
export function problemsOf(service: ts.LanguageService, file: CellFile): readonly TypeProblem[] {
  const end = file.text.lastIndexOf('\nexport {')
  const code = file.text.slice(file.shift, end)
  if (/^\s*\/\/\s*@ts-nocheck\b/m.test(code)) return []
  if (service.getSyntacticDiagnostics(file.path).length > 0) return []
  const eager = new Set(analyzeCell(code).eager)
  const checker = service.getProgram()!.getTypeChecker()
  return service
    .getSemanticDiagnostics(file.path)
    .filter((one) => isProblem(one) && one.start! >= file.shift && one.start! < end)
    .filter((one) => !mayBeMissing(one, file.text, eager))
    .slice(0, mostProblems)
    .map((one) => describe(one, code, { offset: one.start! - file.shift, message: problemText(one, checker) }))
}

function isProblem({ category, code, start }: ts.Diagnostic): boolean {
  if (start === undefined || category !== ts.DiagnosticCategory.Error) return false
  return !notNotebookProblems.has(code) && (code < 7000 || code > 7099)
}

/** A name that only functions use may come from a cell that runs before they are called; `typeof` takes any name. */
function mayBeMissing({ code, start, length }: ts.Diagnostic, text: string, eager: ReadonlySet<string>): boolean {
  if (code !== 2304 && code !== 2552) return false
  return !eager.has(text.slice(start, start! + length!)) || /\btypeof[\s(]+$/.test(text.slice(0, start))
}

function describe(
  { code: number }: ts.Diagnostic,
  code: string,
  { offset, message }: { readonly offset: number; readonly message: string },
): TypeProblem {
  const before = code.slice(0, offset).split('\n')
  const line = before.length
  return {
    code: number,
    message,
    line,
    column: Array.from(before[line - 1]).length + 1,
    sourceLine: code.split('\n')[line - 1],
  }
}
