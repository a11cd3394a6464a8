import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { libraryVersion } from '../../src/base/library-version.ts'
import { checkLabExtension } from '../../src/cli/doctor/lab-extension-check.ts'
import { checkWidgets } from '../../src/cli/doctor/widgets-check.ts'
import { install, uninstall, type InstallAllOptions } from '../../src/cli/install/install.ts'
import { copyExtension, missingWidgets } from '../../src/cli/install/widget-extensions.ts'
import type { Machine } from '../../src/cli/machine.ts'

// `npm test` has built the extension into dist.

let prefix: string
let data: string
let machine: Machine

beforeEach(() => {
  prefix = mkdtempSync(join(tmpdir(), 'ansatz-extension-'))
  data = join(prefix, 'share', 'jupyter')
  const nowhere = join(prefix, 'nowhere')
  machine = { platform: process.platform, home: nowhere, env: { JUPYTER_DATA_DIR: nowhere, VIRTUAL_ENV: nowhere } }
})
afterEach(() => rmSync(prefix, { recursive: true, force: true }))

const setUp = (options: Partial<InstallAllOptions> = {}) => install({ prefix, name: 'ansatz', ...options }, machine)
const remove = (name = 'ansatz') => uninstall({ prefix, name }, machine)
const extension = (name: string) => join(data, 'labextensions', name)
const tree = () => readdirSync(prefix, { recursive: true }).map(String).toSorted()
const read = (...path: readonly string[]) => JSON.parse(readFileSync(join(...path), 'utf8')) as Record<string, unknown>

/** A folder of prebuilt extensions, as the published package holds it. */
function bundle(...names: readonly string[]): string {
  const folder = join(prefix, 'bundle')
  for (const name of names) {
    mkdirSync(join(folder, name, 'static'), { recursive: true })
    writeFileSync(join(folder, name, 'package.json'), JSON.stringify({ name, version: '1.0.0' }))
    writeFileSync(join(folder, name, 'static', 'remoteEntry.js'), '')
  }
  return folder
}

/** An extension that somebody else has installed. */
function foreign(name: string): void {
  mkdirSync(extension(name), { recursive: true })
  writeFileSync(join(extension(name), 'package.json'), JSON.stringify({ name, version: '0.0.1' }))
  writeFileSync(join(extension(name), 'install.json'), JSON.stringify({ packageManager: 'python', packageName: name }))
}

describe('ansatz install', () => {
  it('writes what JupyterLab looks for: a package.json whose script is there, and who installed it', () => {
    expect(setUp().extensions).toEqual([extension('ansatz')])
    const manifest = read(extension('ansatz'), 'package.json') as { jupyterlab: { _build: { load: string } } }
    expect(manifest).toMatchObject({ name: 'ansatz', version: libraryVersion, jupyterlab: { extension: true } })
    const script = readFileSync(join(extension('ansatz'), manifest.jupyterlab._build.load), 'utf8')
    // JupyterLab loads it as a classic script, in which these are errors of syntax.
    expect(script).not.toMatch(/^(import|export)\b/m)
    expect(read(extension('ansatz'), 'install.json')).toMatchObject({ packageName: 'ansatz' })
  })

  it('--no-lab-extension leaves the extension out', () => {
    expect(setUp({ labExtension: false }).extensions).toEqual([])
    expect(existsSync(join(data, 'labextensions'))).toBe(false)
  })

  it('replaces its own extension with all its files, and leaves one of somebody else alone', () => {
    setUp()
    writeFileSync(join(extension('ansatz'), 'static', 'of-an-older-version.js'), '')
    setUp()
    expect(readdirSync(join(extension('ansatz'), 'static'))).not.toContain('of-an-older-version.js')
    rmSync(extension('ansatz'), { recursive: true })
    foreign('ansatz')
    expect(() => setUp()).toThrow(expect.objectContaining({ code: 'install/foreign-extension' }))
    expect(read(extension('ansatz'), 'package.json')).toMatchObject({ version: '0.0.1' })
  })

  it('uninstall restores the folder as it was, with the last of our kernels', () => {
    mkdirSync(join(data, 'labextensions'), { recursive: true })
    const before = tree()
    setUp()
    setUp({ name: 'second' })
    expect(remove().extensions).toEqual([])
    expect(existsSync(extension('ansatz'))).toBe(true)
    expect(remove('second').extensions).toEqual([extension('ansatz')])
    expect(tree().filter((path) => !path.endsWith('kernels'))).toEqual(before)
  })

  it('uninstall of a kernel that is not there removes no extension', () => {
    setUp()
    expect(() => remove('other')).toThrow(expect.objectContaining({ code: 'install/not-installed' }))
    expect(existsSync(extension('ansatz'))).toBe(true)
  })
})

describe('ansatz install --widgets', () => {
  const manager = '@jupyter-widgets/jupyterlab-manager'

  it.each([true, false])('copies what is missing; uninstall removes it (ours first: %s)', (labExtension) => {
    const source = bundle(manager, 'anywidget')
    const before = tree()
    setUp({ labExtension })
    missingWidgets(data, machine, [join(prefix, 'no-bundle'), source]).forEach(copyExtension)
    expect(read(extension(manager), 'package.json')).toMatchObject({ name: manager })
    expect(existsSync(join(extension('anywidget'), 'static', 'remoteEntry.js'))).toBe(true)
    expect(missingWidgets(data, machine, [source])).toEqual([])
    expect(checkWidgets({ ...machine, env: { JUPYTER_PATH: data } }).state).toBe('ok')
    setUp()
    expect(remove().extensions.length).toBe(3)
    expect(tree()).toEqual(before)
  })

  it('leaves alone what is there already, also where JupyterLab finds it elsewhere', () => {
    const source = bundle(manager, 'anywidget')
    foreign(manager)
    expect(missingWidgets(data, machine, [source]).map(({ folder }) => folder)).toEqual([extension('anywidget')])
    const elsewhere = { ...machine, env: { ...machine.env, JUPYTER_PATH: data } }
    expect(missingWidgets(join(prefix, 'other'), elsewhere, [source]).length).toBe(1)
    setUp({ labExtension: false })
    remove()
    expect(read(extension(manager), 'package.json')).toMatchObject({ version: '0.0.1' })
  })

  it('says what to do where there is nothing to copy', () => {
    expect(() => missingWidgets(data, machine, [bundle('anywidget')])).toThrow(
      expect.objectContaining({ code: 'install/no-widgets', message: expect.stringContaining('pip install') }),
    )
  })
})

describe('ansatz doctor', () => {
  it('reports the extension, its absence and another version with what to do', () => {
    const here = { ...machine, env: { JUPYTER_PATH: data } }
    expect(checkLabExtension(here)).toMatchObject({ state: 'note', fix: expect.stringContaining('ansatz install') })
    setUp()
    expect(checkLabExtension(here)).toMatchObject({ state: 'ok', found: extension('ansatz'), fix: null })
    writeFileSync(join(extension('ansatz'), 'package.json'), '{"name":"ansatz","version":"0.0.1"}')
    expect(checkLabExtension(here)).toMatchObject({ state: 'note', found: expect.stringContaining('0.0.1') })
    expect(checkWidgets(here)).toMatchObject({
      state: 'note',
      fix: expect.stringContaining('ansatz install --widgets'),
    })
  })
})
