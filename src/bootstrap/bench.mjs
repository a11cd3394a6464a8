// npm run bench -- NAME [--json FILE]: one group of benchmarks, ours and the named peer in the same run.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { build } from './compile.mjs'
import { installPackages, registerKernel, root } from './project.mjs'
import { installPython } from './python.mjs'

installPackages()
await build()
const python = installPython('test/python/requirements.txt')
const environment = { ...process.env, ...registerKernel(), ANSATZ_PYTHON: python }
const bench = join(root, 'test', 'bench')
const loader = ['--import', join(bench, 'typescript-loader.mjs')]
const result = spawnSync(process.execPath, [...loader, join(bench, 'main.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: environment,
})
process.exit(result.status ?? 1)
