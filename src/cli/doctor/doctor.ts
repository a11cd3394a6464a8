import type { Machine } from '../machine.ts'
import type { Finding } from './finding.ts'
import { checkJupyter } from './jupyter-check.ts'
import { checkJupyterKernels } from './jupyter-kernels-check.ts'
import { checkKernelspec } from './kernelspec-check.ts'
import { checkLabExtension } from './lab-extension-check.ts'
import { checkNode } from './node-check.ts'
import { checkPapermill } from './papermill-check.ts'
import { checkRoundTrip } from './round-trip-check.ts'
import { checkSqlite } from './sqlite-check.ts'
import { checkTensors } from './tensors-check.ts'
import { checkWidgets } from './widgets-check.ts'
import { checkZeromq } from './zeromq-check.ts'

/** Looks at everything that the kernel needs on this machine, one thing after the other. */
export async function* examine(machine: Machine): AsyncGenerator<Finding> {
  yield checkNode(process.versions.node)
  yield await checkZeromq()
  yield await checkSqlite()
  yield checkKernelspec(machine)
  yield await checkJupyter(machine)
  yield await checkJupyterKernels(machine)
  yield* checkTensors()
  yield checkLabExtension(machine)
  yield checkWidgets(machine)
  yield* checkPapermill(machine)
  yield await checkRoundTrip()
}

const marks = { ok: '✓', note: '–', problem: '✗' } as const

/** A finding as the terminal shows it: one line, and one more when there is something to do. */
export function describeFinding({ name, state, found, fix }: Finding): string {
  const line = `${marks[state]} ${name}: ${found}`
  return fix === null ? line : `${line}\n    ${fix}`
}

/** The last line of the doctor. */
export function describeOutcome(findings: readonly Finding[]): string {
  const problems = findings.filter(({ state }) => state === 'problem').map(({ name }) => name)
  if (problems.length > 0) return `\nNotebooks need what is marked ${marks.problem} (${problems.join(', ')}).`
  const isAll = findings.every(({ state }) => state === 'ok')
  return `\nNotebooks will run.${isAll ? '' : ` What is marked ${marks.note} is optional.`}`
}
