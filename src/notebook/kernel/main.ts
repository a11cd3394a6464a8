import { parseArgs } from 'node:util'
import { runKernel } from './run-kernel.ts'

// The entry that kernel.json names: nothing but the kernel is loaded, because somebody waits for its first answer.
const { values } = parseArgs({
  options: { 'connection-file': { type: 'string', short: 'f' } },
  allowPositionals: true,
  strict: false,
})
const file = values['connection-file']
if (typeof file === 'string') {
  try {
    await runKernel(file)
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
