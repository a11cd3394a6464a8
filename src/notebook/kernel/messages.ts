import type { ErrorReport } from '../ipc/executor-messages.ts'
import type { TypeProblem } from '../ipc/language-messages.ts'
import type { ExecutorExit } from './executor-process.ts'

const loss = 'The variables of this notebook are lost; studies are safe in their storage. Run the cells from the top.'

/** The executor ended by itself in the middle of a cell. */
export function executorEnded(exit: ExecutorExit): ErrorReport {
  return report('ExecutorExit', `${whatHappened(exit)} ${loss}`)
}

/** The last rung of the interrupt ladder. */
export function executorKilled(): ErrorReport {
  return report('Interrupted', `The cell did not react to the interrupt, so its process was ended. ${loss}`)
}

export function executorNotStarted(exit: ExecutorExit, script: string): ErrorReport {
  const reason = exit.lastWords.trim() || describeEnd(exit)
  return report(
    'ExecutorNotStarted',
    `The process that runs cells (${script}) could not start: ${reason}\nRun \`npx ansatz doctor\` to see what is missing.`,
  )
}

/** A request whose content cannot be used. */
export function badRequest(type: string, problem: string): ErrorReport {
  return report('BadRequest', `The content of this ${type} cannot be used:\n${problem}`)
}

export function internalError(error: unknown): ErrorReport {
  return error instanceof Error
    ? { ename: error.name, evalue: error.message, traceback: (error.stack ?? error.message).split('\n') }
    : report('Error', String(error))
}

/** The kernel listens where others can hear. */
export function exposed(ip: string): string {
  return (
    `This kernel listens on ${ip}, not only on this machine, and the connection is not encrypted: whoever can read it ` +
    'sees the notebook, and whoever has the key can run code. Use 127.0.0.1 and a tunnel, or turn on CurveZMQ.'
  )
}

export function unknownSubshell(id: string): ErrorReport {
  return report(
    'UnknownSubshell',
    `There is no subshell ${JSON.stringify(id)}. list_subshell_request tells those that there are.`,
  )
}

/** Below a cell that runs all the same. Without colour: frontends colour the stream, on which yellow cannot be read. */
export function typesWarned(problems: readonly TypeProblem[]): string {
  return `${problems.map(typeLine).join('\n')}\n`
}

/** In place of a run. */
export function typesRefused(problems: readonly TypeProblem[]): ErrorReport {
  const count = problems.length === 1 ? 'one type error' : `${problems.length} type errors`
  const evalue = `The cell has ${count} and did not run (a line \`// @types warn\` would let it).`
  const places = problems.flatMap((problem) => [typeLine(problem), `    ${problem.sourceLine.trim()}`])
  return { ename: 'TypeCheckError', evalue, traceback: [`TypeCheckError: ${evalue}`, ...places] }
}

/** Below the first cell that a new page runs. */
export function missedElsewhere(counts: readonly number[]): string {
  const cells = `${counts.length === 1 ? 'cell' : 'cells'} ${counts.map((count) => `[${count}]`).join(', ')}`
  return `[ansatz] No page was open for some of what ${cells} showed. display.replay() shows it here.\n`
}

/** Above what a cell has shown earlier. */
export function replayHeading(count: number, dropped: number): string {
  const missing = dropped === 0 ? '' : ` Its first ${dropped} outputs are not kept any longer.`
  return `\u001b[2m[ansatz] What cell [${count}] has shown:${missing}\u001b[22m\n`
}

export function replayOmitted(): string {
  return '[…]\n'
}

export function nothingToReplay(count: number | null): string {
  if (count === null) return '[ansatz] Nothing was missed: each output has found its page.\n'
  return `[ansatz] Nothing is kept of a cell [${count}].\n`
}

function typeLine({ line, column, code, message }: TypeProblem): string {
  return `line ${line}:${column} TS${code}: ${message.replaceAll('\n', '\n    ')}`
}

function whatHappened(exit: ExecutorExit): string {
  if (/heap out of memory|Array buffer allocation failed/.test(exit.lastWords)) {
    return (
      'The cell ran out of memory (JavaScript heap). Free large values, or start Jupyter with a larger heap: ' +
      'NODE_OPTIONS=--max-old-space-size=8192.'
    )
  }
  return `The process that runs the cells ended: ${describeEnd(exit)}.`
}

function describeEnd({ code, signal }: ExecutorExit): string {
  if (signal !== null) return `it was stopped by ${signal}${signalHints[signal] ?? ''}`
  return code === null ? 'it could not be started' : `process.exit(${code})`
}

const signalHints: Partial<Record<NodeJS.Signals, string>> = {
  SIGSEGV: ' (a native module crashed)',
  SIGBUS: ' (a native module crashed)',
  SIGABRT: ' (a native module or Node.js gave up)',
  SIGKILL: ' (the system does this when memory runs out)',
}

function report(ename: string, evalue: string): ErrorReport {
  return { ename, evalue, traceback: [`${ename}: ${evalue}`] }
}
