import type { ErrorReport } from '../ipc/executor-messages.ts'
import { plainReport } from '../ipc/plain-report.ts'
import type { ExecutorExit } from './executor-process.ts'

const loss = 'The variables of this notebook are lost; studies are safe in their storage. Run the cells from the top.'

/** The executor ended by itself in the middle of a cell. */
export function executorEnded(exit: ExecutorExit): ErrorReport {
  return plainReport('ExecutorExit', `${whatHappened(exit)} ${loss}`)
}

/** The last rung of the interrupt ladder. */
export function executorKilled(): ErrorReport {
  return plainReport('Interrupted', `The cell did not react to the interrupt, so its process was ended. ${loss}`)
}

export function executorNotStarted(exit: ExecutorExit, script: string): ErrorReport {
  const reason = exit.lastWords.trim() || describeEnd(exit)
  return plainReport(
    'ExecutorNotStarted',
    `The process that runs cells (${script}) could not start: ${reason}\nRun \`npx ansatz doctor\` to see what is missing.`,
  )
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
