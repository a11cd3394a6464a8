import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { transformSync } from 'oxc-transform'
import { beforeAll, describe, expect, it } from 'vitest'

const root = new URL('../..', import.meta.url).pathname
const folder = join(root, '.cache/readme')
const run = promisify(execFile)

describe('the example in README.md', () => {
  beforeAll(async () => {
    const readme = await readFile(join(root, 'README.md'), 'utf8')
    const [, example] = /```ts\n([\s\S]*?)```/.exec(readme)!
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'example.ts'), example)
    await writeFile(join(folder, 'example.mjs'), transformSync('example.ts', example).code)
  })

  it('has no type error', async () => {
    const tsc = join(root, 'node_modules/@typescript/native/bin/tsc')
    const options = [
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--types',
      'node',
    ]
    const { stdout } = await run(process.execPath, [tsc, ...options, '--skipLibCheck', 'example.ts'], { cwd: folder })
    expect(stdout).toBe('')
  })

  it('finds good loss weights', async () => {
    const { stdout } = await run(process.execPath, ['example.mjs'], { cwd: folder })
    const best = Number(/(\S+)\n$/.exec(stdout)![1])
    expect(best).toBeLessThan(0.1)
  })
})
