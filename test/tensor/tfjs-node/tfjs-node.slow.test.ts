import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { buildTfjsNode, isTfjsNodeBuilt, tfjsNodeFolder } from './build-tfjs-node.ts'

// The real @tensorflow/tfjs-node and -gpu. Building them takes a minute and a gigabyte the first time, so somebody has to
// ask for it; afterwards they are tested wherever they were kept.

const root = new URL('../../..', import.meta.url).pathname
const isAsked = process.env['ANSATZ_TFJS_NODE'] === '1'
const ownPython = join(root, '.venv', 'bin', 'python')
const missing = missingParts()
if (missing !== null) process.stdout.write(`Skipped: the real tfjs-node (${missing}).\n`)

function missingParts(): string | null {
  if (!isAsked && !isTfjsNodeBuilt()) return 'set ANSATZ_TFJS_NODE=1 to build it from the npm package and PyPI'
  return buildTfjsNode(existsSync(ownPython) ? ownPython : 'python3')
}

const environment = {
  ...process.env,
  NODE_PATH: join(tfjsNodeFolder, 'node_modules'),
  TF_CPP_MIN_LOG_LEVEL: '3',
  ANSATZ_BACKEND: '',
}

describe.skipIf(missing !== null)('the real tfjs-node', () => {
  test('passes the tests of the tensor backends', () => {
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
    const files = [
      'test/tensor/tfjs-gradients.test.ts',
      'test/tensor/tfjs-training.test.ts',
      'test/tensor/graph.test.ts',
    ]
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
        vitest,
        'run',
        '--config',
        'test/vitest.config.ts',
        '--maxWorkers=1',
        '--testTimeout=120000',
        '--reporter=json',
        ...files,
      ],
      { cwd: root, encoding: 'utf8', env: { ...environment, ANSATZ_TEST_BACKENDS: 'tfjs-node' } },
    )
    expect(failuresIn(stdout, stderr)).toEqual([])
    expect(Number(/"numPassedTests":(\d+)/.exec(stdout)?.[1])).toBeGreaterThan(20)
    expect(status).toBe(0)
  })

  test('is what "auto" chooses, after tfjs-node-gpu has said that it sees no GPU', () => {
    const program = `
      const { openTensors } = await import(${JSON.stringify(join(root, 'dist', 'tensor', 'index.js'))})
      const { backend, device, refused, tf } = await openTensors({ backend: 'auto' })
      console.log(JSON.stringify({ backend, device, refused, tfName: tf.getBackend() }))`
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: tfjsNodeFolder,
      encoding: 'utf8',
      env: environment,
    })
    const opened = JSON.parse(stdout.trim().split('\n').at(-1) ?? stderr) as Record<string, unknown>
    expect(opened).toMatchObject({ tfName: 'tensorflow' })
    if (opened['backend'] === 'tfjs-node') {
      expect(opened['refused']).toEqual([{ name: 'tfjs-node-gpu', reason: 'TensorFlow found no GPU that it can use' }])
    } else {
      expect(opened).toMatchObject({ backend: 'tfjs-node-gpu', device: 'CUDA GPU', refused: [] })
    }
  })
})

/** The names of failed tests in a report of vitest. */
function failuresIn(report: string, errors: string): readonly string[] {
  const start = report.indexOf('{"numTotalTestSuites"')
  if (start < 0) return [errors, report]
  const { testResults } = JSON.parse(report.slice(start)) as {
    testResults: { message: string; assertionResults: { fullName: string; status: string }[] }[]
  }
  return testResults.flatMap(({ message, assertionResults }) => [
    ...(message === '' ? [] : [message]),
    ...assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
  ])
}
