import type { ErrorReport } from '../ipc/executor-messages.ts'
import type { TypeProblem } from '../ipc/language-messages.ts'
import { plainReport } from '../ipc/plain-report.ts'

/** A request whose content cannot be used. */
export function badRequest(type: string, problem: string): ErrorReport {
  return plainReport('BadRequest', `The content of this ${type} cannot be used:\n${problem}`)
}

export function internalError(error: unknown): ErrorReport {
  return error instanceof Error
    ? { ename: error.name, evalue: error.message, traceback: (error.stack ?? error.message).split('\n') }
    : plainReport('Error', String(error))
}

/** The kernel listens where others can hear. */
export function exposed(ip: string): string {
  return (
    `This kernel listens on ${ip}, not only on this machine, and the connection is not encrypted: whoever can read it ` +
    'sees the notebook, and whoever has the key can run code. Use 127.0.0.1 and a tunnel, or turn on CurveZMQ.'
  )
}

export function unknownSubshell(id: string): ErrorReport {
  return plainReport(
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

function typeLine({ line, column, code, message }: TypeProblem): string {
  return `line ${line}:${column} TS${code}: ${message.replaceAll('\n', '\n    ')}`
}
