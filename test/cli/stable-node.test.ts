import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { stableNode } from '../../src/cli/install/stable-node.ts'

let home: string
let real: string
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'ansatz-node-')))
  real = program('versions/v20.20.2/bin/node')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

function program(path: string): string {
  const file = join(home, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, '')
  chmodSync(file, 0o755)
  return file
}

function link(path: string): string {
  const file = join(home, path)
  mkdirSync(dirname(file), { recursive: true })
  symlinkSync(real, file)
  return file
}

function chosen(path: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const PATH = path.map((file) => dirname(file)).join(delimiter)
  return stableNode({ platform: 'linux', home, env: { PATH, ...env } }, real)
}

describe.skipIf(process.platform === 'win32')('stableNode', () => {
  test('takes a link on PATH, which an upgrade keeps, before the path of one version', () => {
    const stable = link('homebrew/bin/node')
    expect(chosen([real, stable])).toBe(stable)
  })

  test('passes by another Node.js, the shim of a version manager, and the links that fnm makes for one shell', () => {
    const others = [program('shims/node'), link('fnm_multishells/123_456/bin/node')]
    expect(chosen([...others, real])).toBe(real)
    expect(chosen(others)).toBe(real)
  })

  test("knows nvm's and fnm's names for the version in use", () => {
    const nvm = link('nvm/current/bin/node')
    expect(chosen([real], { NVM_DIR: join(home, 'nvm') })).toBe(nvm)
    const fnm = link('fnm/aliases/default/bin/node')
    expect(chosen([], { FNM_DIR: join(home, 'fnm') })).toBe(fnm)
  })
})
