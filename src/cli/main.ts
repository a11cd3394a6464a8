#!/usr/bin/env node
import { runProgram } from './run-program.ts'

// Who reads only the beginning, as `head` does, wants no more and no error either.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

const code = await runProgram(process.argv.slice(2), {
  out: { print: (text) => process.stdout.write(`${text}\n`) },
  err: { print: (text) => process.stderr.write(`${text}\n`) },
})
// The kernel's sockets and a doctor's child are closed by now; nothing is worth waiting for.
process.exitCode = code
