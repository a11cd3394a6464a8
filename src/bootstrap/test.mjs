// npm test: every test. The fast ones run in this checkout's sources; the slow ones drive the built kernel with real
// Jupyter clients, a real browser and Python's Optuna. `npm test -- fast` and `npm test -- slow` run one half.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build, installPackages, registerKernel, root, say, tryRun } from './project.mjs'
import { installNodes } from './nodes.mjs'
import { installPython } from './python.mjs'

const suites = { fast: 'test/vitest.config.ts', slow: 'test/vitest.slow.config.ts' }
const chosen = /** @type {(keyof typeof suites)[]} */ (process.argv.slice(2).filter((name) => name in suites))
const reports = join(root, '.cache', 'test')

installPackages()
build()
installPython('test/python/requirements.txt')
if (chosen.length === 0 || chosen.includes('slow')) installNodes()
const environment = registerKernel()

const totals = { passed: 0, failed: 0, skipped: 0 }
for (const suite of chosen.length > 0 ? chosen : /** @type {const} */ (['fast', 'slow'])) runSuite(suite)
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''
say(`${totals.passed} passed, ${totals.failed} failed${skipped}`)
process.exit(totals.failed === 0 ? 0 : 1)

/** @param {keyof typeof suites} suite */
function runSuite(suite) {
  const report = join(reports, `${suite}.json`)
  rmSync(report, { force: true })
  mkdirSync(reports, { recursive: true })
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [
    vitest,
    'run',
    '--config',
    suites[suite],
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${report}`,
  ]
  const { code } = tryRun(process.execPath, args, { env: environment })
  const result = readReport(report)
  totals.passed += result.numPassedTests
  totals.skipped += result.numPendingTests
  // A suite that could not even start has no failed test to count, yet it has failed.
  totals.failed += Math.max(result.numFailedTests, code === 0 ? 0 : 1)
}

/** @param {string} file */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 }
  }
}
