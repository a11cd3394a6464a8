import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { nodeUnderTest } from '../notebook/session/node-under-test.ts'

const root = new URL('../..', import.meta.url).pathname

/** The Python that `npm test` has prepared. */
const python = join(root, '.venv', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')

if (!existsSync(python)) throw new Error(`${python} is missing: run \`npm test\` once, it installs what Jupyter needs.`)

/** The kernel of this checkout, installed as a user would into a folder of its own, and Python programs that see it. */
export class InstalledKernel {
  /** A folder to work in, removed with the kernel. */
  readonly folder = mkdtempSync(join(tmpdir(), 'ansatz-jupyter-'))
  private readonly env = {
    ...process.env,
    JUPYTER_PATH: join(this.folder, 'share', 'jupyter'),
    PYDEVD_DISABLE_FILE_VALIDATION: '1',
  }

  /** `env` is added to what the programs see. */
  constructor(env: NodeJS.ProcessEnv = {}) {
    Object.assign(this.env, env)
    execFileSync(nodeUnderTest, [join(root, 'dist', 'cli', 'main.js'), 'install', '--prefix', this.folder])
  }

  /** Runs a Python program; resolves also when it fails. */
  async run(...args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
    try {
      const { stdout, stderr } = await promisify(execFile)(python, args, {
        env: this.env,
        cwd: this.folder,
        maxBuffer: 2 ** 26,
      })
      return { code: 0, output: stdout + stderr }
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
      return { code, output: stdout + stderr }
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
