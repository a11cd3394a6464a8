import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

// The tests on a GPU, on SwiftShader: Vulkan on the CPU, as Chromium ships it. Debian's package holds it and the loader.

const root = new URL('../..', import.meta.url).pathname
const folder = join(root, '.cache', 'swiftshader')
const libraries = join(folder, 'usr', 'lib', 'chromium')
const description = join(libraries, 'vk_swiftshader_icd.json')
const missing = fetchSwiftShader()
if (missing !== null) process.stdout.write(`Skipped: the tests on a software GPU (${missing}).\n`)

/** Unpacks SwiftShader without installing anything; null when it is there, else what is missing. */
function fetchSwiftShader(): string | null {
  if (existsSync(description)) return null
  if (process.env['ANSATZ_SOFTWARE_GPU'] !== '1') return "set ANSATZ_SOFTWARE_GPU=1 to fetch Debian's chromium-common"
  mkdirSync(folder, { recursive: true })
  const isFetched = spawnSync('apt-get', ['download', 'chromium-common'], { cwd: folder }).status === 0
  const archive = readdirSync(folder).find((file) => file.endsWith('.deb'))
  if (!isFetched || archive === undefined) return "Debian's package chromium-common cannot be had"
  spawnSync('dpkg', ['-x', archive, '.'], { cwd: folder })
  return existsSync(description) ? null : 'the package chromium-common holds no SwiftShader'
}

test.skipIf(missing !== null)('the tests on a GPU pass on a software Vulkan device', () => {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const options = ['--config', 'test/vitest.config.ts', '--maxWorkers=1', '--testTimeout=120000']
  const { stdout, stderr } = spawnSync(process.execPath, [vitest, 'run', ...options, 'test/tensor/gpu.test.ts'], {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...process.env,
      NO_COLOR: '1',
      VK_ICD_FILENAMES: description,
      LD_LIBRARY_PATH: libraries,
      ANSATZ_BACKEND: '',
    },
  })
  expect(stdout + stderr).toMatch(/Tests {2}4 passed \(4\)/)
})
