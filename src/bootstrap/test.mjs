// npm test: every test. The fast ones run in this checkout's sources; the slow ones drive the built kernel with real
// Jupyter clients, a real browser and Python's Optuna; those that depend on the runtime also on Node 22 and 24. `npm test
// -- fast` and `npm test -- slow` run one half.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { build } from './compile.mjs'
import { installPackages, registerKernel, root, say, tryRun } from './project.mjs'
import { installNodes, otherNodes } from './nodes.mjs'
import { installPython } from './python.mjs'

const suites = { fast: 'test/vitest.config.ts', slow: 'test/vitest.slow.config.ts' }
const chosen = /** @type {(keyof typeof suites)[]} */ (process.argv.slice(2).filter((name) => name in suites))
/**
 * What the other Node.js versions run again: interrupts, crashes, modules, output, the debugger, and Jupyter's own suite. Under a minute
 * each, on two cores.
 */
const runtimeTests = [
  ...['interrupt', 'interrupt-ladder', 'session', 'behaviour', 'syntax', 'decorators', 'nonsense', 'background'].map(
    (name) => `test/notebook/session/${name}.slow`,
  ),
  ...['execute', 'output', 'crash', 'resilience', 'responsive'].map((name) => `test/notebook/kernel/${name}.slow`),
  'test/notebook/debugger/debugger.slow',
  'test/notebook/debugger/debugger-changes.slow',
  'test/notebook/debugger/debugger-vscode.slow',
  'test/jupyter/kernel-suite.slow',
]
const reports = join(root, '.cache', 'test')

installPackages()
await build()
installPython('test/python/requirements.txt')
if (chosen.length === 0 || chosen.includes('slow')) installNodes()
const environment = registerKernel()

const totals = { passed: 0, failed: 0, skipped: 0 }
/** @type {string[]} */
const failures = []
for (const suite of chosen.length > 0 ? chosen : /** @type {const} */ (['fast', 'slow'])) {
  runSuite(suite)
  if (suite === 'slow') for (const node of otherNodes()) runSuite(suite, node)
}
if (failures.length > 0) say(['Failed:', ...failures].join('\n  '))
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''
say(`${totals.passed} passed, ${totals.failed} failed${skipped}`)
process.exit(totals.failed === 0 ? 0 : 1)

/**
 * @param {keyof typeof suites} suite
 * @param {string} [node] a Node.js on which kernels run, in the tests that depend on it
 */
function runSuite(suite, node) {
  const files = node === undefined ? [] : runtimeTests
  if (node !== undefined) say(`The tests that depend on the runtime, on ${node}`)
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
    ...files,
  ]
  const env = node === undefined ? environment : { ...environment, ANSATZ_NODE: node }
  const { code } = tryRun(process.execPath, args, { env })
  const result = readReport(report)
  totals.passed += result.numPassedTests
  totals.skipped += result.numPendingTests
  const where = node === undefined ? suite : `${suite}, on ${node}`
  const failed = failedTests(result).map((name) => `${name} (${where})`)
  // A suite that could not even start has no failed test to count, yet it has failed.
  if (code !== 0 && failed.length === 0) failed.push(`The suite ended with ${code} (${where}): see above.`)
  failures.push(...failed)
  totals.failed += failed.length
}

/**
 * The names of the tests that failed, and of files that could not be run to their first test.
 * @param {Report} report
 */
function failedTests({ testResults }) {
  return testResults.flatMap(({ name, status, assertionResults }) => {
    const file = relative(root, name)
    const failed = assertionResults
      .filter((test) => test.status === 'failed')
      .map(({ fullName }) => `${file}: ${fullName}`)
    return failed.length === 0 && status === 'failed' ? [file] : failed
  })
}

/**
 * @typedef {{ fullName: string, status: string }} TestResult
 * @typedef {{ name: string, status: string, assertionResults: TestResult[] }} FileResult
 * @typedef {{ numPassedTests: number, numPendingTests: number, testResults: FileResult[] }} Report
 */

/**
 * @param {string} file
 * @returns {Report}
 */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return { numPassedTests: 0, numPendingTests: 0, testResults: [] }
  }
}
