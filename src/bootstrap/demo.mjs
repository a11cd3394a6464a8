// npm run demo: from a fresh clone to the executed flagship notebook, or to another: npm run demo -- 02-small-network.
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './compile.mjs'
import { installPackages, registerKernel, root, say, tryRun } from './project.mjs'
import { installPython } from './python.mjs'

const name = process.argv[2]?.replace(/\.ipynb$/, '') ?? '01-loss-weights'
const out = join(root, 'notebooks', 'out')

installPackages()
await build()
const python = installPython('src/bootstrap/demo-requirements.txt')
const environment = registerKernel()

// The notebook continues a study that it finds; the demo shows the whole story, so it starts without one.
for (const left of [`${name}.ipynb`, `${name}.html`, `${name}.db`]) rmSync(join(out, left), { force: true })
mkdirSync(out, { recursive: true })

const driver = join(root, 'src', 'bootstrap', 'run_notebook.py')
const { code } = tryRun(python, [driver, join(root, 'notebooks', `${name}.ipynb`), out], { env: environment })
for (const made of [`${name}.ipynb`, `${name}.html`]) {
  if (existsSync(join(out, made))) say(`Wrote notebooks/out/${made}`)
}
process.exit(code)
