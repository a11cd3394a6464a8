import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = new URL('../..', import.meta.url).pathname

/** A running JupyterLab with this checkout's kernel; `npm test` has registered it in JUPYTER_PATH. */
export interface RunningLab extends AsyncDisposable {
  readonly url: string
}

/** Starts JupyterLab on `folder`, with a profile of its own, and waits until it answers. */
export async function startLab(folder: string): Promise<RunningLab> {
  const port = await freePort()
  const home = await mkdtemp(join(tmpdir(), 'ansatz-lab-'))
  const lab = spawn(join(root, '.venv/bin/jupyter-lab'), options(folder, port), {
    env: { ...process.env, JUPYTER_CONFIG_DIR: join(home, 'config'), JUPYTER_RUNTIME_DIR: join(home, 'runtime') },
    stdio: 'ignore',
  })
  const url = `http://127.0.0.1:${port}`
  await answering(`${url}/api`, lab)
  return {
    url,
    async [Symbol.asyncDispose]() {
      const left = once(lab, 'exit')
      lab.kill('SIGTERM')
      await left
      await rm(home, { recursive: true, force: true })
    },
  }
}

function options(folder: string, port: number): string[] {
  const server = { allow_root: true, open_browser: false, ip: '127.0.0.1', port, root_dir: folder }
  return [
    ...Object.entries(server).map(([name, value]) => `--ServerApp.${name}=${pythonLiteral(value)}`),
    '--IdentityProvider.token=',
    // Gives the page `window.jupyterapp`, by which the test runs JupyterLab's own commands.
    '--expose-app-in-browser',
    '--LabApp.news_url=None',
  ]
}

function pythonLiteral(value: string | number | boolean): string {
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 240; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`JupyterLab left with exit code ${child.exitCode}`)
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    )
    if (ok) return
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  throw new Error(`JupyterLab did not answer at ${url} within a minute`)
}
