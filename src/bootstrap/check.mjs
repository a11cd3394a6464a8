// npm run check: types, lint, format, layers and dead code, each to the end, so that one run shows everything.
import { join } from 'node:path'
import { compileWasm } from './compile.mjs'
import { installPackages, root, say, tryRun } from './project.mjs'

const lintOptions = ['-c', 'test/architecture/oxlint.json', '--type-aware']

/** @type {ReadonlyArray<readonly [string, string, readonly string[]]>} */
const checks = [
  ['types of src', '@typescript/native/bin/tsc', ['-p', 'tsconfig.json', '--noEmit']],
  ['types of test', '@typescript/native/bin/tsc', ['-p', 'test/tsconfig.json']],
  // AssemblyScript is another language.
  ['lint', 'oxlint/bin/oxlint', [...lintOptions, '--ignore-pattern=**/*.assembly.ts', 'src', 'test']],
  ['format', 'prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']],
  ['layers', 'dependency-cruiser/bin/dependency-cruise.mjs', ['--config', 'test/architecture/rules.cjs', 'src']],
  ['dead code', 'knip/bin/knip.js', []],
]

installPackages()
await compileWasm()
const failed = checks.filter(([name, tool, args]) => {
  const { code } = tryRun(process.execPath, [join(root, 'node_modules', tool), ...args])
  say(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}`)
  return code !== 0
})
process.exit(failed.length === 0 ? 0 : 1)
