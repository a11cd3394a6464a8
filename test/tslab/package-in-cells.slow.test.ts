import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { InstalledKernel } from '../jupyter/installed-kernel.ts'
import { examples, type ExampleName } from './examples.ts'
import { type ExecutedCell, runNotebook, textOf } from './notebook-run.ts'
import { globalPrograms, realTslab } from './real-tslab.ts'

const tslab = realTslab()

const formats: readonly (readonly [call: string, mime: string, content: unknown])[] = [
  ["html('<b>é</b>')", 'text/html', '<b>é</b>'],
  ["markdown('# Title')", 'text/markdown', '# Title'],
  [String.raw`latex('$\\frac{1}{2}$')`, 'text/latex', String.raw`$\frac{1}{2}$`],
  ["svg('<svg></svg>')", 'image/svg+xml', '<svg></svg>'],
  ["javascript('1 + 1')", 'text/javascript', '1 + 1'],
  ["text('plain')", 'text/plain', 'plain'],
  ['png(new Uint8Array([137, 80, 78, 71]))', 'image/png', 'iVBORw==\n'],
  ["jpeg(Buffer.from('jpeg'))", 'image/jpeg', 'anBlZw==\n'],
  ["gif(Buffer.from('gif'))", 'image/gif', 'Z2lm\n'],
  ["pdf(Buffer.from('pdf'))", 'application/pdf', 'cGRm\n'],
  ["raw('text/plain', 'raw')", 'text/plain', 'raw'],
  ["raw('application/json', { a: [1, 2] } as any)", 'application/json', { a: [1, 2] }],
]

describe.skipIf(tslab === null)('the real tslab package in Ansatz cells', () => {
  let kernel: InstalledKernel
  beforeAll(() => {
    kernel = new InstalledKernel()
    mkdirSync(join(kernel.folder, 'node_modules'))
    symlinkSync(tslab!, join(kernel.folder, 'node_modules', 'tslab'))
  })
  afterAll(() => kernel[Symbol.dispose]())

  test('tslab.display.*: every format appears in its cell', async () => {
    const cells = await runNotebook(kernel, [
      "import * as tslab from 'tslab'",
      ...formats.map(([call]) => `tslab.display.${call}`),
    ])
    const shown = cells.slice(1).map(({ outputs }) => outputs)
    expect(shown.map((outputs) => outputs.length)).toEqual(formats.map(() => 1))
    for (const [index, [call, mime, content]] of formats.entries()) {
      expect(shown[index][0].output_type, call).toBe('display_data')
      const data = shown[index][0].data![mime]
      // nbformat writes the end of line of base64 or not, by its version.
      if (mime.startsWith('image/') || mime === 'application/pdf') expect(data, call).toBe(String(content).trim())
      else expect(data, call).toEqual(content)
    }
  })

  test('tslab.newDisplay(): the second call replaces the first, also from a later cell', async () => {
    const [, first, later] = await runNotebook(kernel, [
      "import { newDisplay, display } from 'tslab'",
      "const one = newDisplay(); one.text('a'); display.text('between'); one.text('b')",
      "one.html('<i>c</i>')",
    ])
    expect(first.outputs.map(({ data }) => data)).toEqual([{ 'text/html': '<i>c</i>' }, { 'text/plain': 'between' }])
    expect(later.outputs).toEqual([])
  })

  test.each([
    ['require', "const { display } = require('tslab'); display.html('x')"],
    ['a dynamic import', "(await import('tslab')).display.html('x')"],
    ['a file beside the notebook', "import { show } from './show.ts'; show('x')"],
    ['a default import', "import tslab from 'tslab'; tslab.display.html('x')"],
  ])('reached by %s, it shows as well', async (_, code) => {
    writeFileSync(
      join(kernel.folder, 'show.ts'),
      "import { display } from 'tslab'\nexport const show = (text: string): void => display.html(text)\n",
    )
    const [cell] = await runNotebook(kernel, [code])
    expect(cell.outputs).toMatchObject([{ output_type: 'display_data', data: { 'text/html': 'x' } }])
  })

  test('what is shown keeps its place between printed lines and our own displays', async () => {
    const [cell] = await runNotebook(kernel, [
      `import * as tslab from 'tslab'
       console.log(1); tslab.display.text('2'); console.log(3); display.html('4'); await display(display.html('4')); tslab.display.text('5')`,
    ])
    const order = cell.outputs.map(({ text, data }) => text ?? Object.values(data!)[0])
    expect(order).toEqual(['1\n', '2', '3\n', '4', '5'])
  })
})

describe.skipIf(tslab === null)("notebooks like tslab's public examples, with tslab installed globally only", () => {
  let kernel: InstalledKernel
  beforeAll(() => {
    kernel = new InstalledKernel({ PATH: [globalPrograms, process.env['PATH']].join(delimiter) })
    mkdirSync(join(kernel.folder, 'images'))
    writeFileSync(join(kernel.folder, 'images', 'logo.jpg'), Buffer.from([0xff, 0xd8, 0xff, 0xd9]))
  })
  afterAll(() => kernel[Symbol.dispose]())

  test.each(Object.keys(examples) as ExampleName[])('%s runs unchanged', async (name) => {
    const example = examples[name]
    const cells = await runNotebook(
      kernel,
      example.map(({ code }) => code),
    )
    expect(cells.flatMap(({ outputs }) => outputs.filter(({ output_type }) => output_type === 'error'))).toEqual([])
    for (const [index, { shows }] of example.entries()) expect(allOf(cells[index]), example[index].code).toMatch(shows)
  })

  function allOf(cell: ExecutedCell): string {
    return textOf(cell) + cell.outputs.map(({ data }) => (data ? JSON.stringify(data) : '')).join('')
  }
})
