import { inspect, types } from 'node:util'

import { lineOf, pointAt } from '../compiler/cell-problem.ts'
import type { CellProblem } from '../compiler/cell-problem.ts'
import { bounded } from '../display/plain-text.ts'
import type { ErrorReport } from '../ipc/executor-messages.ts'
import type { CellSources } from './cell-sources.ts'
import { habitOfLine, habitOfName } from './foreign-habits.ts'
import { inWordsOfCell } from './in-words-of-cell.ts'
import { brokenBuiltInsOf } from './messages.ts'
import { isHiddenFrame, isLibraryFrame, readCellPosition } from './stack-traces.ts'

const longestTrace = 30
const deepestCause = 5
const red = (text: string): string => `\u001B[31m${text}\u001B[39m`
const dim = (text: string): string => `\u001B[2m${text}\u001B[22m`

/**
 * An error as Jupyter shows it: its name, its text, the cells that it came through with their lines, and its causes. Never
 * throws, whatever was thrown: a cell that cannot be reported would never end.
 */
export function reportError(error: unknown, sources: CellSources): ErrorReport {
  try {
    return reportOf(error, sources)
  } catch {
    const broken = brokenBuiltInsOf(error)
    if (broken !== null) return { ename: 'Error', evalue: broken, traceback: [`${red('Error')}: ${broken}`] }
    const ename = `Thrown ${typeof error}`
    const evalue = describe(error)
    return { ename, evalue, traceback: [`${red(ename)}: ${evalue}`] }
  }
}

function reportOf(error: unknown, sources: CellSources): ErrorReport {
  const refused = refusedByEngine(error, sources)
  if (refused !== null) return reportProblem(refused, refused.count)
  const { ename, evalue } = nameOf(error)
  return { ename, evalue, traceback: traceback(error, { sources, depth: 0, label: '' }) }
}

/** Syntax that our parser knows and this version of V8 does not. It tells the place in front of the stack: file, line, caret. */
function refusedByEngine(error: unknown, sources: CellSources): (CellProblem & { readonly count: number }) | null {
  if (!(error instanceof SyntaxError)) return null
  const told = /^(.+):(\d+)\n.*\n( *)\^/.exec(error.stack ?? '')
  const at = told && sources.locate(told[1], { line: Number(told[2]), column: told[3].length + 1 })
  if (at === null) return null
  const sourceLine = lineOf(sources.sourceOf(at.count) ?? '', at.line)
  return { message: error.message, hint: hintOfVersion, at, sourceLine, count: at.count }
}

const hintOfVersion = `Node.js ${process.versions.node} does not know this syntax.`

/** A cell that could not be compiled. */
export function reportProblem({ message, hint, at, sourceLine }: CellProblem, count: number): ErrorReport {
  const evalue = at ? `${message} (Cell [${count}], line ${at.line}, column ${at.column})` : message
  const told = (at && habitOfLine(sourceLine, at)) ?? hint
  const advice = told === null ? [] : [told]
  const place = at ? [pointAt(sourceLine, at)] : []
  return { ename: 'SyntaxError', evalue, traceback: [`${red('SyntaxError')}: ${evalue}`, ...place, ...advice] }
}

interface Context {
  readonly sources: CellSources
  readonly depth: number
  /** What stands before the error: nothing for the first, `Caused by: ` for its causes. */
  readonly label: string
}

function traceback(error: unknown, context: Context): readonly string[] {
  const { ename, evalue } = nameOf(error)
  const head = `${context.label}${red(ename)}: ${evalue}`
  const lines = framesOf(error).flatMap((frame) => showFrame(frame, context.sources))
  return [head, ...lines.slice(0, longestTrace), ...unknownName(error, context), ...innerErrors(error, context)]
}

/** What to do about a name that is not defined, where the innermost frame is a cell's. */
function unknownName(error: unknown, { sources }: Context): readonly string[] {
  if (!(error instanceof ReferenceError)) return []
  const name = /^(\S+) is not defined$/.exec(error.message)?.[1]
  const at = readCellPosition(framesOf(error)[0] ?? '')
  if (name === undefined || at === null) return []
  const advice = habitOfName(name, lineOf(sources.sourceOf(at.count) ?? '', at.line))
  return advice === null ? [] : [advice]
}

function innerErrors(error: unknown, { sources, depth }: Context): readonly string[] {
  if (!isError(error) || depth >= deepestCause) return []
  const { cause, errors } = error as { cause?: unknown; errors?: unknown }
  const inner = (value: unknown, label: string) => traceback(value, { sources, depth: depth + 1, label })
  const several = Array.isArray(errors) ? errors.slice(0, deepestCause) : []
  return [
    ...(cause === undefined ? [] : inner(cause, 'Caused by: ')),
    ...several.flatMap((one, i) => inner(one, `[${i + 1}] `)),
  ]
}

function framesOf(error: unknown): readonly string[] {
  if (!isError(error) || typeof error.stack !== 'string') return []
  const frames = error.stack.split('\n').filter((line) => /^\s+at /.test(line) && !isHiddenFrame(line))
  const told = isToldByUs(error) ? frames.filter((frame) => !isLibraryFrame(frame)) : frames
  // What built-in functions were called by is hidden then, too.
  return told.every((frame) => frame.endsWith('(<anonymous>)')) ? [] : told
}

/** An error that the package raises on purpose speaks of the call, not of where in the package it was noticed. */
function isToldByUs(error: Error): boolean {
  const { code, advice } = error as { readonly code?: unknown; readonly advice?: unknown }
  return typeof code === 'string' && /^[\w-]+\/[\w-]+$/.test(code) && typeof advice === 'string'
}

/** One that comes from another thread, as from the hooks of modules, is no native error. */
function isError(value: unknown): value is Error {
  return types.isNativeError(value) || value instanceof Error
}

function showFrame(frame: string, sources: CellSources): readonly string[] {
  const at = readCellPosition(frame)
  const line = at ? lineOf(sources.sourceOf(at.count) ?? '', at.line) : ''
  return at && line !== '' ? [frame, dim(pointAt(line, at))] : [frame]
}

function nameOf(error: unknown): Pick<ErrorReport, 'ename' | 'evalue'> {
  if (!isError(error)) return { ename: `Thrown ${typeof error}`, evalue: describe(error) }
  try {
    const { name, message, constructor } = error as { name: unknown; message: unknown; constructor: unknown }
    const own = (constructor as { name?: unknown } | undefined)?.name
    const ename = name === 'Error' && own ? own : name
    // Texts, whatever a class has made of the two.
    const text = String(message)
    return { ename: String(ename) || 'Error', evalue: bounded(types.isNativeError(error) ? inWordsOfCell(text) : text) }
  } catch {
    return { ename: 'Error', evalue: '' }
  }
}

function describe(value: unknown): string {
  try {
    return bounded(typeof value === 'string' ? value : inspect(value))
  } catch {
    return '(its own inspection fails)'
  }
}
