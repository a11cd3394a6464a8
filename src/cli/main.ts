#!/usr/bin/env node
import { exitCode } from './exit-code.ts'
import { runProgram } from './run-program.ts'

process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  // Who reads only the beginning, as `head` does, wants no more and no error either.
  if (code === 'EPIPE') process.exit(exitCode.done)
  process.stderr.write(`What there is to say could not be written: ${message}.\n`)
  process.exit(exitCode.failed)
})
// Nobody is left who could be told; the exit code still says it.
process.stderr.on('error', () => {})

const code = await runProgram(process.argv.slice(2), {
  out: { print: (text) => process.stdout.write(`${text}\n`) },
  err: { print: (text) => process.stderr.write(`${text}\n`) },
})
// The kernel's sockets and a doctor's child are closed by now; nothing is worth waiting for.
process.exitCode = code
