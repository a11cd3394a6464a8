import type { ErrorReport } from './executor-messages.ts'

/** What a frontend shows of an error that has no stack: its name and its text, in one line. */
export function plainReport(ename: string, evalue: string): ErrorReport {
  return { ename, evalue, traceback: [`${ename}: ${evalue}`] }
}
