import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const venv = new URL('../../.venv', import.meta.url).pathname
const scripts = readdirSync(join(venv, 'lib'), { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('jupyter_builder/yarn.js'),
)

if (scripts.length === 0) process.stdout.write('Skipped: this JupyterLab does not bring its own yarn.\n')

test.skipIf(scripts.length === 0)(
  'Node.js runs the scripts that JupyterLab brings, although the modules of this checkout are of another kind',
  () => {
    const version = execFileSync(process.execPath, [join(venv, 'lib', scripts[0]), '--version'], { encoding: 'utf8' })
    expect(version).toMatch(/^\d+\.\d+/)
  },
)
