import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'

const cli = new URL('../../dist/cli/main.js', import.meta.url).pathname

const python = new URL('../../.venv/bin', import.meta.url).pathname

function ansatz(env: NodeJS.ProcessEnv, ...args: readonly string[]): { status: number | null; stdout: string } {
  return spawnSync(process.execPath, [cli, ...args], { env: { ...process.env, ...env }, encoding: 'utf8' })
}

interface Finding {
  readonly name: string
  readonly state: string
  readonly found: string
  readonly fix: string | null
}

test('doctor: an installed kernel passes every check, the round trip included, and ends with 0', () => {
  const prefix = mkdtempSync(join(tmpdir(), 'ansatz-doctor-test-'))
  // The Jupyter of the tests, before any other on this machine.
  const env = { JUPYTER_PATH: join(prefix, 'share', 'jupyter'), PATH: [python, process.env['PATH']].join(delimiter) }
  ansatz(env, 'install', '--prefix', prefix)
  const { status, stdout } = ansatz(env, 'doctor', '--json')
  const findings = JSON.parse(stdout) as Finding[]
  rmSync(prefix, { recursive: true })
  expect(findings.filter(({ state }) => state === 'problem')).toEqual([])
  expect(findings.find(({ name }) => name === 'Round trip')?.found).toContain('1 + 1 = 2')
  expect(findings.find(({ name }) => name === 'Kernel specification')?.found).toContain(prefix)
  expect(findings.find(({ name }) => name === "Jupyter's list of kernels")).toMatchObject({ state: 'ok' })
  expect(findings.find(({ name }) => name === 'Widgets in JupyterLab')?.state).toMatch(/ok|note/)
  for (const { state, fix } of findings) expect(fix === null).toBe(state === 'ok')
  expect(status).toBe(0)
})

test('doctor: says by which folder papermill learns to pass parameters, and whether it has', () => {
  const folder = new URL('../../kernelspec/papermill', import.meta.url).pathname
  const env = { PATH: [python, process.env['PATH']].join(delimiter) }
  const found = (more: object): Finding | undefined =>
    (JSON.parse(ansatz({ ...env, ...more }, 'doctor', '--json').stdout) as Finding[]).find(
      ({ name }) => name === 'papermill',
    )
  expect(found({ PYTHONPATH: '' })).toMatchObject({ state: 'note', fix: expect.stringContaining(folder) })
  expect(found({ PYTHONPATH: folder })).toMatchObject({ state: 'ok' })
})

test('doctor: a kernel that is not installed is a problem with its remedy, and ends with 1', () => {
  const nowhere = join(tmpdir(), 'ansatz-nowhere')
  const env = { JUPYTER_PATH: nowhere, JUPYTER_DATA_DIR: nowhere, VIRTUAL_ENV: nowhere, CONDA_PREFIX: nowhere }
  const { status, stdout } = ansatz(env, 'doctor')
  expect(stdout).toMatch(/✗ Kernel specification: not found in .*ansatz-nowhere.*\n {4}Run `npx ansatz install`/)
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^Notebooks need what is marked ✗ \(Kernel specification/)
  expect(status).toBe(1)
})

test.skipIf(process.platform === 'win32')(
  'doctor: a reader that wants only the first line gets it, and nobody an error',
  () => {
    const { stdout, stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${cli}" doctor | head -1`], {
      encoding: 'utf8',
    })
    expect(stdout).toMatch(/^. Node\.js: \S+\n$/)
    expect(stderr).not.toContain('EPIPE')
  },
)
