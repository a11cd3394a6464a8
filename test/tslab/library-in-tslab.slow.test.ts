import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { InstalledKernel } from '../jupyter/installed-kernel.ts'
import { runNotebook, textOf } from './notebook-run.ts'
import { installTslabKernel, realTslab } from './real-tslab.ts'

const tslab = realTslab()
const root = new URL('../..', import.meta.url).pathname

const study = `import { createStudy, float, samplers, space } from 'ansatz'
const search = space({ lr: float(1e-5, 1e-1).log() })
const study = await createStudy({ name: 'in tslab', storage: 'sqlite:///study.db', sampler: samplers.tpe(), seed: 1 })
await study.optimize(search, async (p) => Math.log10(p.lr) ** 2, { trials: 15 })
console.log(study.trials.length, typeof study.bestParams.lr)`

describe.skipIf(tslab === null)('the library in the real tslab kernel', () => {
  let kernel: InstalledKernel
  beforeAll(() => {
    kernel = new InstalledKernel()
    mkdirSync(join(kernel.folder, 'node_modules'))
    symlinkSync(root, join(kernel.folder, 'node_modules', 'ansatz'))
    installTslabKernel(tslab!, join(kernel.folder, 'share', 'jupyter'))
  })
  afterAll(() => kernel[Symbol.dispose]())

  test('import * as ansatz, and of its sub-paths, with their types', async () => {
    const [whole, parts, wrong] = await runNotebook(
      kernel,
      [
        "import * as ansatz from 'ansatz'\nconsole.log(typeof ansatz.createStudy, typeof ansatz.display)",
        "import { createStudy } from 'ansatz/hpo'\nimport * as train from 'ansatz/train'\nconsole.log(typeof createStudy, Object.keys(train).length > 0)",
        'const text: string = ansatz.createStudy',
      ],
      'tslab',
    )
    expect(textOf(whole)).toBe('function function\n')
    expect(textOf(parts)).toBe('function true\n')
    // tslab reads our declarations: a wrong use is refused with the full type.
    expect(textOf(wrong, 'stderr')).toContain('Promise<NotebookStudy>')
  })

  test('a study on a file runs, and one progress display follows it to the end', async () => {
    const [cell] = await runNotebook(kernel, [study], 'tslab')
    expect(textOf(cell)).toBe('15 number\n')
    const displays = cell.outputs.filter(({ output_type }) => output_type === 'display_data')
    expect(displays).toHaveLength(1)
    expect(displays[0].data!['text/html']).toContain('15/15 trials')
  })

  test('display shows plots with a still picture, marked-up text, and values in place', async () => {
    const cells = await runNotebook(
      kernel,
      [
        study.replace('study.db', 'plots.db'),
        "import { display, plots } from 'ansatz'\nawait display(study.plot.history())",
        'await display(plots.slice(study))',
        'await display(display.markdown`# ${study.name}`)',
        "await display({ a: 1 }, { displayId: 'd' })",
        "await display({ a: 2 }, { displayId: 'd', update: true })",
        `import { watch } from 'ansatz'
const page = watch(study, { plots: ['history'] })
await study.optimize(search, (p) => p.lr, { trials: 5 })
await page.refresh()`,
      ],
      'tslab',
    )
    for (const { outputs } of cells.slice(1, 3)) {
      expect(Object.keys(outputs[0].data!).toSorted()).toEqual([
        'application/vnd.vegalite.v5+json',
        'image/svg+xml',
        'text/plain',
      ])
    }
    expect(cells[3].outputs[0].data!['text/markdown']).toBe('# in tslab')
    expect(cells[4].outputs[0].data).toEqual({ 'text/plain': '{ a: 2 }' })
    const live = cells[6].outputs.filter(({ data }) => data !== undefined && 'image/svg+xml' in data)
    expect(live).toHaveLength(1)
    expect(JSON.stringify(live[0].data)).toContain('20 trials')
  })
})
