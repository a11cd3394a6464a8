// npm run demo: from a fresh clone to the executed flagship notebook, or to another: npm run demo -- 02-small-network. With
// `--keep` the notebook in the checkout gets the outputs too, for those who read it without running it.
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './compile.mjs'
import { installPackages, registerKernel, root, say, tryRun } from './project.mjs'
import { installPython } from './python.mjs'

const given = process.argv.slice(2)
const name = given.find((one) => !one.startsWith('--'))?.replace(/\.ipynb$/, '') ?? '01-loss-weights'
const out = join(root, 'notebooks', 'out')

installPackages()
await build()
const python = installPython('src/bootstrap/demo-requirements.txt')
const environment = registerKernel()

// The notebook continues a study that it finds; the demo shows the whole story, so it starts without one.
for (const left of [`${name}.ipynb`, `${name}.html`, `${name}.db`]) rmSync(join(out, left), { force: true })
mkdirSync(out, { recursive: true })

const driver = join(root, 'src', 'bootstrap', 'run_notebook.py')
const options = given.filter((one) => one.startsWith('--'))
const args = [driver, join(root, 'notebooks', `${name}.ipynb`), out, ...options]
const { code } = tryRun(python, args, { env: environment })
for (const made of [`${name}.ipynb`, `${name}.html`]) {
  if (existsSync(join(out, made))) say(`Wrote notebooks/out/${made}`)
}
process.exit(code)
