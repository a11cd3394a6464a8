import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { InstalledKernel } from '../jupyter/installed-kernel.ts'
import { runNotebook } from '../tslab/notebook-run.ts'

// The package as npm would publish it, installed by a user who has nothing else.

const root = new URL('../..', import.meta.url).pathname
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
let folder: string
let installed: string
let files: readonly string[]

interface Manifest {
  readonly main: string
  readonly types: string
  readonly bin: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>
  readonly typesVersions: { readonly '*': Readonly<Record<string, readonly string[]>> }
  readonly devDependencies: Readonly<Record<string, string>>
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ansatz-package-'))
  // What npm itself would run before; it says more than the list that is parsed here.
  run(process.execPath, [join(root, 'src', 'bootstrap', 'prepack.mjs')], root)
  const packed = run(npm, ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root)
  const [archive] = JSON.parse(packed) as [{ filename: string; files: { path: string }[] }]
  files = archive.files.map(({ path }) => path)
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}')
  const flags = ['--omit=dev', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', '--loglevel=error']
  run(npm, ['install', ...flags, join(folder, archive.filename)])
  installed = join(folder, 'node_modules', 'ansatz')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(program: string, args: readonly string[], cwd = folder): string {
  return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

function ansatz(...args: readonly string[]): string {
  return run(join(folder, 'node_modules', '.bin', 'ansatz'), args)
}

function manifest(): Manifest {
  return JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Manifest
}

describe('the npm package', () => {
  test('holds the built code and what belongs to it, and nothing else', () => {
    const kinds = [
      /^dist\/.+(\.d\.ts|\.js)$/,
      /^dist\/labextensions\//,
      /^dist\/notebook\/(modules\/babel\.cjs(\.LICENSES\.txt)?|session\/start\.js\.LICENSES\.txt)$/,
      /^kernelspec\//,
      /^(README|CHANGELOG)\.md$|^LICENSE$|^package\.json$/,
    ]
    expect(files.filter((file) => !kinds.some((kind) => kind.test(file)))).toEqual([])
    expect(files.filter((file) => /(^|\/)babel\./.test(file)).sort()).toEqual([
      'dist/notebook/modules/babel.cjs',
      'dist/notebook/modules/babel.cjs.LICENSES.txt',
    ])
    expect(files.filter((file) => /(^|\/)test\/|\.test\.|__pycache__|\.map$/.test(file))).toEqual([])
  })

  test('holds the JupyterLab extension, and with their licences the two that draw widgets', () => {
    expect(files).toContain('dist/labextension/container.js')
    for (const name of ['@jupyter-widgets/jupyterlab-manager', 'anywidget']) {
      const own = files.filter((file) => file.startsWith(`dist/labextensions/${name}/`))
      expect(own.filter((file) => /(LICENSE|package\.json|remoteEntry\.\w+\.js)$/.test(file)).length).toBe(3)
    }
  })

  test('ansatz install --widgets gives them to a Jupyter that has none, once; uninstall takes them back', () => {
    const prefix = join(folder, 'with-widgets')
    const nowhere = join(folder, 'nowhere')
    mkdirSync(prefix)
    const env = { ...process.env, JUPYTER_PATH: '', JUPYTER_DATA_DIR: nowhere, VIRTUAL_ENV: nowhere }
    const install = () =>
      JSON.parse(
        execFileSync(
          join(folder, 'node_modules', '.bin', 'ansatz'),
          ['install', '--widgets', '--prefix', prefix, '--json'],
          {
            env,
            encoding: 'utf8',
          },
        ),
      ) as { extensions: string[] }
    expect(install().extensions.length).toBe(3)
    expect(install().extensions.length).toBe(1)
    for (const name of ['ansatz', '@jupyter-widgets/jupyterlab-manager', 'anywidget']) {
      const extension = join(prefix, 'share', 'jupyter', 'labextensions', name)
      const { jupyterlab } = JSON.parse(readFileSync(join(extension, 'package.json'), 'utf8')) as {
        jupyterlab: { _build: { load: string } }
      }
      expect(existsSync(join(extension, jupyterlab._build.load))).toBe(true)
    }
    ansatz('uninstall', '--prefix', prefix)
    expect(existsSync(join(prefix, 'share'))).toBe(false)
  })

  test('has the file of every entry, with its types beside it, and a program that starts with node', () => {
    const { main, types, bin, exports, typesVersions } = manifest()
    const entries = Object.values(exports).flatMap((entry) =>
      typeof entry === 'string' ? [entry] : Object.values(entry),
    )
    const older = Object.values(typesVersions['*']).flat()
    for (const file of [main, types, ...Object.values(bin), ...entries, ...older]) {
      expect(existsSync(join(installed, file)), file).toBe(true)
    }
    for (const entry of Object.values(exports)) {
      if (typeof entry !== 'string') expect(entry.types).toBe(entry.default.replace(/\.js$/, '.d.ts'))
    }
    // TypeScript before 4.7, and tslab, know `typesVersions` only: they must see the same entries.
    const paths = Object.keys(exports).filter((path) => /^\.\/[a-z]+$/.test(path))
    expect(Object.keys(typesVersions['*']).map((path) => `./${path}`)).toEqual(paths)
    expect(readFileSync(join(installed, bin['ansatz']), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
    expect(statSync(join(installed, bin['ansatz'])).mode & 0o111).not.toBe(0)
  })

  test('is imported and required without any development dependency', () => {
    for (const name of Object.keys(manifest().devDependencies)) {
      if (!name.startsWith('@types/')) expect(existsSync(join(folder, 'node_modules', name)), name).toBe(false)
    }
    const code = `import * as all from 'ansatz'; import * as hpo from 'ansatz/hpo'; import { createRequire } from 'node:module'
const required = createRequire(import.meta.url)('ansatz')
console.log(typeof all.createStudy, typeof hpo.createStudy, required.createStudy === all.createStudy)`
    expect(run(process.execPath, ['--input-type=module', '-e', code])).toBe('function function true\n')
  })

  test('types: a user with strict TypeScript and no settings of ours compiles against it', () => {
    const source = `import { createStudy, float, space, type NotebookStudy } from 'ansatz'
import { samplers } from 'ansatz/hpo'
const study: NotebookStudy = await createStudy({ name: 'x', sampler: samplers.random() })
await study.optimize(space({ lr: float(0, 1) }), ({ lr }) => lr, { trials: 1 })
// @ts-expect-error: the parameters of the space are known.
await study.optimize(space({ lr: float(0, 1) }), ({ rl }) => 0, { trials: 1 })
export {}
`
    writeFileSync(join(folder, 'use.ts'), source)
    const tsc = join(root, 'node_modules', '@typescript', 'native', 'bin', 'tsc')
    const flags = [
      '--noEmit',
      '--strict',
      '--target',
      'es2023',
      '--module',
      'nodenext',
      '--skipLibCheck',
      '--types',
      '',
    ]
    expect(run(process.execPath, [tsc, ...flags, 'use.ts'])).toBe('')
  })

  test('npx ansatz install, doctor, a notebook with a study and a plot, uninstall', async () => {
    const prefix = join(folder, 'prefix')
    mkdirSync(prefix)
    const { folder: spec } = JSON.parse(ansatz('install', '--prefix', prefix, '--json')) as { folder: string }
    expect(readFileSync(join(spec, 'kernel.json'), 'utf8')).toContain(join(installed, 'dist'))
    using kernel = new InstalledKernel({ JUPYTER_PATH: join(prefix, 'share', 'jupyter') })
    const [study, plot, own] = await runNotebook(kernel, [
      `import { createStudy, float, space } from 'ansatz'
const study = await createStudy({ name: 'n', storage: 'sqlite:///n.db' })
await study.optimize(space({ x: float(-1, 1) }), ({ x }) => x * x, { trials: 5 })
study.trials.length`,
      'study.plot.history()',
      'process.argv[1]',
    ])
    expect(study.outputs.at(-1)?.data).toEqual({ 'text/plain': '5' })
    expect(Object.keys(plot.outputs[0].data!)).toContain('image/svg+xml')
    expect(String(own.outputs[0].data!['text/plain'])).toContain(installed)
    ansatz('uninstall', '--prefix', prefix)
    expect(existsSync(join(prefix, 'share'))).toBe(false)
  })
})
