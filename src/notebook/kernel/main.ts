import { parseArgs } from 'node:util'
import { bindConnection } from './bind-connection.ts'

// The entry that kernel.json names: nothing but the kernel is loaded, because somebody waits for its first answer.
const { values } = parseArgs({
  options: { 'connection-file': { type: 'string', short: 'f' } },
  allowPositionals: true,
  strict: false,
})
const file = values['connection-file']
if (typeof file === 'string') {
  try {
    // First of all: whoever waits for us tries the ports every 100 to 200 ms, and what they send waits until we listen.
    const bound = await bindConnection(file)
    // It starts in the time in which we load ourselves. If we fail it sees its pipe close and ends.
    const { builtExecutor, executorProgram, startExecutor } = await import('../executors/executor-program.ts')
    const started = startExecutor(executorProgram(builtExecutor))
    const { runKernel } = await import('./run-kernel.ts')
    await runKernel(file, { bound, started })
    process.exit(0)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(2)
  }
} else {
  process.stderr.write(
    'Usage: node main.js --connection-file FILE (Jupyter writes this file when it starts a kernel).\n',
  )
  process.exit(2)
}
