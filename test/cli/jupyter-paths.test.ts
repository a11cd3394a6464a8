import { expect, test } from 'vitest'
import { dataSearchPath, pythonPrefix, userDataFolder } from '../../src/cli/install/jupyter-paths.ts'
import type { Machine } from '../../src/cli/machine.ts'

function machine(platform: NodeJS.Platform, env: Machine['env'] = {}): Machine {
  return { platform, home: platform === 'win32' ? String.raw`C:\Users\ada` : '/home/ada', env }
}

test.each([
  ['Linux', machine('linux'), '/home/ada/.local/share/jupyter'],
  ['Linux with XDG_DATA_HOME', machine('linux', { XDG_DATA_HOME: '/data' }), '/data/jupyter'],
  ['macOS', machine('darwin', { XDG_DATA_HOME: '/data' }), '/home/ada/Library/Jupyter'],
  ['Windows', machine('win32', { APPDATA: String.raw`C:\roam` }), String.raw`C:\roam\jupyter`],
  ['Windows without APPDATA', machine('win32'), String.raw`C:\Users\ada\.jupyter\data`],
  ['JUPYTER_DATA_DIR before all', machine('linux', { JUPYTER_DATA_DIR: '/j', XDG_DATA_HOME: '/data' }), '/j'],
])('userDataFolder: %s', (_, given, folder) => {
  expect(userDataFolder(given)).toBe(folder)
})

test('userDataFolder without a home folder: a variable says where, or the error says which to set', () => {
  const homeless: Machine = { platform: 'linux', home: null, env: {} }
  expect(() => userDataFolder(homeless)).toThrow('Set HOME')
  expect(dataSearchPath(homeless)).toEqual(['/usr/local/share/jupyter', '/usr/share/jupyter'])
  expect(userDataFolder({ ...homeless, env: { XDG_DATA_HOME: '/data' } })).toBe('/data/jupyter')
})

test('pythonPrefix: the virtual environment, then conda, then the Python on PATH', () => {
  expect(pythonPrefix(machine('linux', { VIRTUAL_ENV: '/venv', CONDA_PREFIX: '/conda' }))).toBe('/venv')
  expect(pythonPrefix(machine('linux', { CONDA_PREFIX: '/conda' }))).toBe('/conda')
  expect(pythonPrefix(machine('linux', { PATH: '/nowhere' }))).toBeNull()
})

test('dataSearchPath: JUPYTER_PATH first; the environment before the user inside a virtual environment', () => {
  const system = ['/usr/local/share/jupyter', '/usr/share/jupyter']
  const user = '/home/ada/.local/share/jupyter'
  const search = (env: Machine['env']): string[] => dataSearchPath(machine('linux', env))
  expect(search({ JUPYTER_PATH: '/a:/b' })).toEqual(['/a', '/b', user, ...system])
  expect(search({ VIRTUAL_ENV: '/v' })).toEqual(['/v/share/jupyter', user, ...system])
  expect(search({ VIRTUAL_ENV: '/v', JUPYTER_PREFER_ENV_PATH: '0' })).toEqual([user, '/v/share/jupyter', ...system])
  expect(search({ CONDA_PREFIX: '/c', CONDA_DEFAULT_ENV: 'base' })).toEqual([user, '/c/share/jupyter', ...system])
  expect(search({ CONDA_PREFIX: '/c', CONDA_DEFAULT_ENV: 'pinn' })).toEqual(['/c/share/jupyter', user, ...system])
})
