import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const cli = new URL('../../dist/cli/main.js', import.meta.url).pathname
const python = new URL('../../.venv/bin', import.meta.url).pathname
const withJupyter = {
  ...process.env,
  PATH: [python, dirname(process.execPath), process.env['PATH']].join(delimiter),
  JUPYTER_PATH: '',
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

test('ansatz lab: JupyterLab starts with the arguments and the kernel; when it ends, nothing is left', async () => {
  const port = await freePort()
  const options = [`--port=${port}`, '--no-browser', '--allow-root', '--IdentityProvider.token=secret']
  const TMPDIR = mkdtempSync(join(tmpdir(), 'ansatz-test-'))
  const env = { ...withJupyter, TMPDIR }
  const lab = spawn(process.execPath, [cli, 'lab', ...options], { env, stdio: 'ignore' })
  const ended = once(lab, 'exit')
  const list = async (): Promise<unknown> => {
    const reply = await fetch(`http://127.0.0.1:${port}/api/kernelspecs?token=secret`)
    return ((await reply.json()) as { kernelspecs: object }).kernelspecs
  }
  let specs: unknown = null
  for (let attempt = 0; specs === null && attempt < 1500; attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    specs = await list().catch(() => null)
  }
  expect(specs).toHaveProperty('ansatz.spec.display_name', 'Ansatz (TypeScript)')
  lab.kill('SIGTERM')
  await ended
  await expect(list()).rejects.toThrow()
  expect(readdirSync(TMPDIR).filter((name) => name.startsWith('ansatz-lab-'))).toEqual([])
  rmSync(TMPDIR, { recursive: true })
})

test('ansatz lab ends with 1 and says what is missing where there is no JupyterLab', () => {
  const { status, stderr } = spawnSync(process.execPath, [cli, 'lab'], { env: { PATH: '/nowhere' }, encoding: 'utf8' })
  expect(stderr).toContain('pip install jupyterlab')
  expect(status).toBe(1)
})

test('ansatz lab --help is the help of JupyterLab', () => {
  const { stdout } = spawnSync(process.execPath, [cli, 'lab', '--help'], { env: withJupyter, encoding: 'utf8' })
  expect(stdout).toContain('JupyterLab - An extensible computational environment')
})
