import { homedir, userInfo } from 'node:os'
import { afterEach, expect, test, vi } from 'vitest'
import { homeFolder } from '../../src/base/home-folder.ts'

afterEach(() => vi.unstubAllEnvs())

test('homeFolder: that of the environment, or what the system knows of the user', () => {
  expect(homeFolder()).toBe(homedir())
  if (process.platform === 'win32') return
  vi.stubEnv('HOME', '/somewhere')
  expect(homeFolder()).toBe('/somewhere')
  vi.stubEnv('HOME', '')
  expect(homeFolder()).toBe(userInfo().homedir)
})
