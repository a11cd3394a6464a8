// The real protocol process around the tiny executor.
import { runKernel } from '../../../dist/notebook/kernel/run-kernel.js'

const file = process.argv[process.argv.indexOf('--connection-file') + 1]
await runKernel(file, {
  executor: new URL('tiny-executor.mjs', import.meta.url).pathname,
  language: new URL('no-such-worker.mjs', import.meta.url),
})
process.exit(0)
