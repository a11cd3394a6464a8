import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join, relative } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { exitCode } from '../../src/cli/exit-code.ts'
import { runProgram } from '../../src/cli/run-program.ts'

let prefix: string
beforeEach(() => {
  prefix = mkdtempSync(join(tmpdir(), 'ansatz-install-'))
})
afterEach(() => rmSync(prefix, { recursive: true, force: true }))

async function ansatz(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' }
  const code = await runProgram(args, {
    out: { print: (text) => (said.out += `${text}\n`) },
    err: { print: (text) => (said.err += `${text}\n`) },
  })
  return { code, ...said }
}

const folder = (name = 'ansatz'): string => join(prefix, 'share', 'jupyter', 'kernels', name)

test('install --prefix writes a kernel.json with absolute paths, and a logo; a second time too', async () => {
  for (const _ of [1, 2]) {
    const { code, out } = await ansatz('install', '--prefix', prefix)
    expect(code).toBe(exitCode.done)
    expect(out).toContain(folder())
  }
  const spec = JSON.parse(readFileSync(join(folder(), 'kernel.json'), 'utf8'))
  expect(spec).toMatchObject({
    display_name: 'Ansatz (TypeScript)',
    language: 'typescript',
    interrupt_mode: 'message',
    kernel_protocol_version: '5.5',
  })
  expect(spec.argv.slice(2)).toEqual(['--connection-file', '{connection_file}'])
  expect(spec.argv.slice(0, 2).every(isAbsolute)).toBe(true)
  expect(readFileSync(join(folder(), 'logo-svg.svg'), 'utf8')).toContain('<svg')
})

test.each([
  ['an empty prefix', []],
  ['a prefix where Jupyter keeps other things', ['share/jupyter/lab', 'share/man']],
  ['a prefix with an empty folder for kernels', ['share/jupyter/kernels']],
])('uninstall leaves nothing: %s is as it was before', async (_, folders) => {
  for (const made of folders) mkdirSync(join(prefix, made), { recursive: true })
  const tree = (): string[] => readdirSync(prefix, { recursive: true }).map(String).toSorted()
  const before = tree()
  await ansatz('install', '--prefix', prefix)
  await ansatz('install', '--prefix', prefix)
  expect(tree()).toContain(join('share', 'jupyter', 'kernels', 'ansatz', 'kernel.json'))
  expect((await ansatz('uninstall', '--prefix', prefix)).code).toBe(exitCode.done)
  expect(tree()).toEqual(before)
})

test('uninstall keeps the folders of a kernel that was installed later', async () => {
  await ansatz('install', '--prefix', prefix)
  await ansatz('install', '--prefix', prefix, '--name', 'second')
  await ansatz('uninstall', '--prefix', prefix)
  expect(existsSync(join(folder('second'), 'kernel.json'))).toBe(true)
})

test('install --json and uninstall --json print the folders', async () => {
  for (const command of ['install', 'uninstall']) {
    expect(JSON.parse((await ansatz(command, '--prefix', prefix, '--json')).out)).toEqual({
      folder: folder(),
      extensions: [join(prefix, 'share', 'jupyter', 'labextensions', 'ansatz')],
    })
  }
})

test.each([
  ['JUPYTER_DATA_DIR', [], 'kernels'],
  ['VIRTUAL_ENV', ['--sys-prefix'], 'share/jupyter/kernels'],
  ['CONDA_PREFIX', ['--sys-prefix'], 'share/jupyter/kernels'],
])('install honours %s', async (name, args, kernels) => {
  for (const other of ['JUPYTER_DATA_DIR', 'VIRTUAL_ENV', 'CONDA_PREFIX']) vi.stubEnv(other, '')
  vi.stubEnv(name, prefix)
  await ansatz('install', ...args)
  vi.unstubAllEnvs()
  expect(readdirSync(join(prefix, kernels, 'ansatz')).toSorted()).toEqual([
    'kernel.json',
    'logo-32x32.png',
    'logo-64x64.png',
    'logo-svg.svg',
  ])
})

test('install --name --display-name; uninstall removes it', async () => {
  await ansatz('install', '--prefix', prefix, '--name', 'Ansatz-Dev', '--display-name', 'Dev $& {node}')
  const spec = JSON.parse(readFileSync(join(folder('ansatz-dev'), 'kernel.json'), 'utf8'))
  expect(spec.display_name).toBe('Dev $& {node}')
  expect((await ansatz('uninstall', '--prefix', prefix, '--name', 'Ansatz-Dev')).code).toBe(exitCode.done)
  expect(existsSync(folder('ansatz-dev'))).toBe(false)
})

test('install says what to choose; uninstall of the last kernel names what cells have left', async () => {
  for (const name of ['JUPYTER_DATA_DIR', 'JUPYTER_PATH', 'VIRTUAL_ENV', 'XDG_CACHE_HOME']) vi.stubEnv(name, prefix)
  const history = join(prefix, 'history.jsonl')
  vi.stubEnv('ANSATZ_HISTORY', history)
  writeFileSync(history, '')
  await ansatz('install')
  expect((await ansatz('install', '--name', 'other', '--display-name', 'Other')).out).toContain('Choose "Other"')
  expect((await ansatz('uninstall', '--name', 'other')).out).not.toContain(history)
  const { out } = await ansatz('uninstall')
  vi.unstubAllEnvs()
  expect(out).toContain(`What cells have left is in ${history}; delete it if you wish.`)
  expect(readdirSync(prefix)).toEqual(['history.jsonl'])
})

test('install leaves the kernel of somebody else alone', async () => {
  mkdirSync(folder('deno'), { recursive: true })
  const foreign = JSON.stringify({ argv: ['deno', 'jupyter'], display_name: 'Deno', language: 'typescript' })
  writeFileSync(join(folder('deno'), 'kernel.json'), foreign)
  for (const command of ['install', 'uninstall']) {
    const { code, err } = await ansatz(command, '--prefix', prefix, '--name', 'deno')
    expect(code).toBe(exitCode.badUsage)
    expect(err).toContain('is not Ansatz')
  }
  expect(readFileSync(join(folder('deno'), 'kernel.json'), 'utf8')).toBe(foreign)
})

test.each([
  [['install', '--user', '--prefix', '/p'], '--user and --prefix name different places'],
  [['install', '--name', 'a b'], '"a b"'],
  [['install', '--name', '..'], 'cannot be named ".."'],
  [['uninstall', '--name', '.'], 'cannot be named "."'],
  [['install', '--prefix', ''], '--prefix got an empty text'],
  [['install', '--display-name', ' '], '--display-name a text'],
  [['uninstall', '--prefix', '/nowhere'], 'There is no kernel in'],
  [['no-such-command'], "unknown command 'no-such-command'"],
  [['help', 'lba'], '(Did you mean lab?)\nRun `npx ansatz --help`'],
  [['doctor', 'too-many'], 'Run `npx ansatz doctor --help`'],
  [['install', '--no-such-option'], 'unknown option'],
  [['kernel'], 'connection-file'],
  [['kernel', '--connection-file', '/nowhere.json'], 'cannot be used'],
])('ansatz %j ends with 2 and says why', async (args, why) => {
  const { code, err } = await ansatz(...args)
  expect(code).toBe(exitCode.badUsage)
  expect(err).toContain(why)
})

test('install into a folder that cannot be written ends with 1 and says what to do', async () => {
  writeFileSync(join(prefix, 'share'), 'a file in the way')
  const { code, err } = await ansatz('install', '--prefix', prefix)
  expect(code).toBe(exitCode.failed)
  expect(err).toContain('--user')
})

test('install says absolute paths, also of a prefix that is not', async () => {
  const { out } = await ansatz('install', '--json', '--prefix', relative(process.cwd(), prefix))
  expect(JSON.parse(out)).toMatchObject({ folder: folder() })
})

test('--help and --version end with 0', async () => {
  expect((await ansatz('--help')).out).toContain('doctor')
  expect(await ansatz('-v')).toEqual(await ansatz('--version'))
  expect((await ansatz('--version')).code).toBe(exitCode.done)
})
