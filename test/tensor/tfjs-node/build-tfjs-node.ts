import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where the packages are built, and kept for the next time. */
export const tfjsNodeFolder = new URL('../../../.cache/tfjs-node', import.meta.url).pathname

const packages = ['tfjs-node', 'tfjs-node-gpu'].map((name) => join(tfjsNodeFolder, 'node_modules', '@tensorflow', name))
const bindingPath = join('lib', 'napi-v8', 'tfjs_binding.node')
const binding = join(packages[0], bindingPath)

export function isTfjsNodeBuilt(): boolean {
  return packages.every((folder) => existsSync(join(folder, bindingPath)))
}

/** The parts of the wheel that the addon is compiled with and linked to. */
const unpack = `
import glob, sys, zipfile
wheel = zipfile.ZipFile(glob.glob(sys.argv[1] + '/*.whl')[0])
for name in wheel.namelist():
    if name.startswith('tensorflow/libtensorflow') or name.startswith('tensorflow/include/') and name.endswith('.h'):
        wheel.extract(name, sys.argv[2])
`

/**
 * Builds tfjs-node and tfjs-node-gpu 4.22 where their own installer cannot: it downloads TensorFlow 2.9 from a host that
 * many machines do not reach, for GPUs of its time. Here the addon of the npm package is compiled against the TensorFlow
 * inside PyPI's wheel. It uses nothing but TensorFlow's stable C interface and N-API.
 *
 * @returns null when they are built, else what is missing on this machine
 */
export function buildTfjsNode(python: string): string | null {
  if (isTfjsNodeBuilt()) return null
  mkdirSync(tfjsNodeFolder, { recursive: true })
  writeFileSync(join(tfjsNodeFolder, 'package.json'), '{"private":true}')
  const wheels = join(tfjsNodeFolder, 'wheel')
  const tensorflow = join(tfjsNodeFolder, 'tensorflow')
  const quick = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error']
  const named = ['@tensorflow/tfjs-node@4.22.0', '@tensorflow/tfjs-node-gpu@4.22.0', 'node-api-headers@1']
  const missing =
    run('a C++ compiler', 'g++', ['--version']) ??
    run('the packages from npm', 'npm', ['install', ...quick, ...named]) ??
    run("TensorFlow's wheel from PyPI", python, [
      '-m',
      'pip',
      'download',
      '--no-deps',
      '-d',
      wheels,
      'tensorflow-cpu',
    ]) ??
    run("TensorFlow's wheel", python, ['-c', unpack, wheels, tfjsNodeFolder]) ??
    run('the addon', 'g++', compilerArguments(tensorflow))
  rmSync(wheels, { recursive: true, force: true })
  if (missing !== null) return missing
  const forGpus = join(packages[1], bindingPath)
  mkdirSync(join(forGpus, '..'), { recursive: true })
  copyFileSync(binding, forGpus)
  return null
}

function compilerArguments(tensorflow: string): string[] {
  const [source] = packages
  mkdirSync(join(binding, '..'), { recursive: true })
  const sources = existsSync(join(source, 'binding')) ? readdirSync(join(source, 'binding')) : []
  const include = [
    join(tensorflow, 'include'),
    join(tfjsNodeFolder, 'node_modules', 'node-api-headers', 'include'),
    source,
  ]
  const libraries = ['cc', 'framework'].map((part) => join(tensorflow, `libtensorflow_${part}.so.2`))
  const flags = `-std=c++17 -O2 -shared -fPIC -DNAPI_VERSION=8 -Wl,-rpath,${tensorflow}`.split(' ')
  const code = sources.filter((file) => file.endsWith('.cc')).map((file) => join(source, 'binding', file))
  return [...flags, ...include.map((folder) => `-I${folder}`), ...code, ...libraries, '-o', binding]
}

function run(what: string, program: string, args: readonly string[]): string | null {
  const { status, error, stderr } = spawnSync(program, args, { cwd: tfjsNodeFolder, encoding: 'utf8' })
  if (error === undefined && status === 0) return null
  return `${what}: ${error?.message ?? stderr.trim().split('\n').at(-1) ?? `"${program}" ended with ${status}`}`
}
