import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { transformSync } from 'oxc-transform'
import { KernelUnderTest } from '../notebook/kernel/kernel-under-test.ts'
import { beforeAll, describe, expect, it } from 'vitest'

const root = new URL('../..', import.meta.url).pathname
const folder = join(root, '.cache/readme')
const run = promisify(execFile)

describe('the examples in README.md', () => {
  beforeAll(async () => {
    const readme = await readFile(join(root, 'README.md'), 'utf8')
    const all = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code)
    const [example] = all
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    // Those that can stand alone; modules, all of them, whether they export anything or not.
    const whole = all.filter((code) => code.includes("from 'ansatz'"))
    for (const [i, code] of whole.entries()) await writeFile(join(folder, `example-${i}.ts`), `${code}\nexport {}\n`)
    await writeFile(join(folder, 'example.mjs'), transformSync('example.ts', example).code)
  })

  it('have no type error', async () => {
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
    const examples = (await readdir(folder)).filter((name) => name.endsWith('.ts'))
    expect(examples.length).toBeGreaterThan(2)
    const { stdout } = await run(process.execPath, [tsc, ...options, '--skipLibCheck', ...examples], { cwd: folder })
    expect(stdout).toBe('')
  })

  it('find good loss weights', async () => {
    const { stdout } = await run(process.execPath, ['example.mjs'], { cwd: folder })
    const best = Number(/(\S+)\n$/.exec(stdout)![1])
    expect(best).toBeLessThan(0.1)
  })
})

describe('the example for notebooks in README.md', () => {
  it('shows a control and follows its value', async () => {
    const readme = await readFile(join(root, 'README.md'), 'utf8')
    const [, code] = /## In a notebook\n+```ts\n([\s\S]*?)```/.exec(readme)!
    await using kernel = await KernelUnderTest.launch()
    const id = kernel.sendExecute(code)
    expect((await kernel.finished(id)).content).toMatchObject({ status: 'ok' })
    const { data } = kernel.outputs(id).at(-1)!.content as { data: Record<string, { model_id: string }> }
    const { model_id: widget } = data['application/vnd.jupyter.widget-view+json']
    const state = { value: 0.01 }
    kernel.send('comm_msg', { comm_id: widget, data: { method: 'update', state, buffer_paths: [] } })
    await kernel.message(() => kernel.streamText(id) === 'training again with 0.01\n')
  })
})
