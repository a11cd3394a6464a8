import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { InstalledKernel } from '../jupyter/installed-kernel.ts'
import { type ExecutedCell, runNotebook, textOf } from './notebook-run.ts'
import { installTslabKernel, realTslab } from './real-tslab.ts'

const tslab = realTslab()
const root = new URL('../..', import.meta.url).pathname

const codes = {
  whole: "import * as ansatz from 'ansatz'\nconsole.log(typeof ansatz.createStudy, typeof ansatz.display)",
  parts: `import { createStudy } from 'ansatz/hpo'
import * as train from 'ansatz/train'
console.log(typeof createStudy, Object.keys(train).length > 0)`,
  study: `import { createStudy, display, float, plots, samplers, space, watch } from 'ansatz'
const search = space({ lr: float(1e-5, 1e-1).log() })
const study = await createStudy({ name: 'in tslab', storage: 'sqlite:///study.db', sampler: samplers.tpe(), seed: 1 })
await study.optimize(search, async (p) => Math.log10(p.lr) ** 2, { trials: 15 })
console.log(study.trials.length, typeof study.bestParams.lr)`,
  history: 'await display(study.plot.history())',
  last: 'study.plot.history()',
  nested: 'console.log([study.plot.history()])',
  slice: 'await display(plots.slice(study))',
  markdown: 'await display(display.markdown`# ${study.name}`)',
  first: "await display({ a: 1 }, { displayId: 'd' })",
  second: "await display({ a: 2 }, { displayId: 'd', update: true })",
  live: `const page = watch(study, { plots: ['history'] })
await study.optimize(search, (p) => p.lr, { trials: 5 })
await page.refresh()`,
  // Last: tslab refuses what comes shortly after an error.
  wrong: 'const text: string = ansatz.createStudy',
} as const

describe.skipIf(tslab === null)('the library in the real tslab kernel', () => {
  let kernel: InstalledKernel
  let cells: Readonly<Record<keyof typeof codes, ExecutedCell>>
  beforeAll(async () => {
    kernel = new InstalledKernel()
    mkdirSync(join(kernel.folder, 'node_modules'))
    symlinkSync(root, join(kernel.folder, 'node_modules', 'ansatz'))
    installTslabKernel(tslab!, join(kernel.folder, 'share', 'jupyter'))
    const executed = await runNotebook(kernel, Object.values(codes), 'tslab')
    const named = Object.keys(codes).map((name, index) => [name, executed[index]] as const)
    cells = Object.fromEntries(named) as typeof cells
  })
  afterAll(() => kernel[Symbol.dispose]())

  test('import * as ansatz, and of its sub-paths, with their types', () => {
    expect(textOf(cells.whole)).toBe('function function\n')
    expect(textOf(cells.parts)).toBe('function true\n')
    // tslab reads our declarations: a wrong use is refused with the full type.
    expect(textOf(cells.wrong, 'stderr')).toContain('Promise<NotebookStudy>')
  })

  test('a study on a file runs, and one progress display follows it to the end', () => {
    expect(textOf(cells.study)).toBe('15 number\n')
    const displays = cells.study.outputs.filter(({ output_type }) => output_type === 'display_data')
    expect(displays).toHaveLength(1)
    expect(displays[0].data!['text/html']).toContain('15/15 trials')
  })

  test('display shows plots with a still picture, marked-up text, and values in place', () => {
    for (const { outputs } of [cells.history, cells.slice]) {
      expect(Object.keys(outputs[0].data!).toSorted()).toEqual([
        'application/vnd.vegalite.v5+json',
        'image/svg+xml',
        'text/plain',
      ])
    }
    expect(cells.markdown.outputs[0].data!['text/markdown']).toBe('# in tslab')
    expect(cells.first.outputs[0].data).toEqual({ 'text/plain': '{ a: 2 }' })
    expect(cells.second.outputs).toEqual([])
  })

  test('a plot that is the last expression of a cell shows itself; one inside another value only says what it is', () => {
    const plots = ({ outputs }: ExecutedCell) =>
      outputs.filter(({ data }) => data !== undefined && 'application/vnd.vegalite.v5+json' in data)
    expect(plots(cells.last)).toHaveLength(1)
    expect(plots(cells.nested)).toHaveLength(0)
    expect(textOf(cells.nested)).toContain('15 trials')
  })

  test('watch: a plot that follows the study, complete when it has been refreshed', () => {
    const live = cells.live.outputs.filter(({ data }) => data !== undefined && 'image/svg+xml' in data)
    expect(live).toHaveLength(1)
    expect(JSON.stringify(live[0].data)).toContain('20 trials')
  })
})
