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
  ['png(new Uint8Array([137, 80, 78, 71]))', 'image/png', 'iVBORw=='],
  ["jpeg(Buffer.from('jpeg'))", 'image/jpeg', 'anBlZw=='],
  ["gif(Buffer.from('gif'))", 'image/gif', 'Z2lm'],
  ["pdf(Buffer.from('pdf'))", 'application/pdf', 'cGRm'],
  ["raw('text/plain', 'raw')", 'text/plain', 'raw'],
  ["raw('application/json', { a: [1, 2] } as any)", 'application/json', { a: [1, 2] }],
]

const codes = [
  "import * as tslab from 'tslab'",
  "const one = tslab.newDisplay(); one.text('a'); tslab.display.text('between'); one.text('b')",
  "one.html('<i>c</i>')",
  `console.log(1); tslab.display.text('2'); console.log(3)
await display(display.html('4')); tslab.display.text('5')`,
  ...formats.map(([call]) => `tslab.display.${call}`),
]

describe.skipIf(tslab === null)('the real tslab package in Ansatz cells', () => {
  let kernel: InstalledKernel
  let cells: readonly ExecutedCell[]
  beforeAll(async () => {
    kernel = new InstalledKernel()
    mkdirSync(join(kernel.folder, 'node_modules'))
    symlinkSync(tslab!, join(kernel.folder, 'node_modules', 'tslab'))
    cells = await runNotebook(kernel, codes)
  })
  afterAll(() => kernel[Symbol.dispose]())

  test.each(formats.map(([call, mime, content], index) => ({ call, mime, content, index })))(
    'tslab.display.$call appears in its cell',
    ({ mime, content, index }) => {
      const { outputs } = cells[codes.length - formats.length + index]
      expect(outputs.map(({ output_type }) => output_type)).toEqual(['display_data'])
      expect(outputs[0].data![mime]).toEqual(content)
    },
  )

  test('tslab.newDisplay(): the second call replaces the first, also from a later cell', () => {
    expect(cells[1].outputs.map(({ data }) => data)).toEqual([{ 'text/html': '<i>c</i>' }, { 'text/plain': 'between' }])
    expect(cells[2].outputs).toEqual([])
  })

  test('what is shown keeps its place between printed lines and our own displays', () => {
    const order = cells[3].outputs.map(({ text, data }) => text ?? Object.values(data!)[0])
    expect(order).toEqual(['1\n', '2', '3\n', '4', '5'])
  })

  test.each([
    ['require', "const { display } = require('tslab'); display.html('x')"],
    ['a dynamic import', "(await import('tslab')).display.html('x')"],
    ['a file beside the notebook', "import { show } from './show.ts'; show('x')"],
  ])('reached by %s, it shows as well', async (_, code) => {
    writeFileSync(
      join(kernel.folder, 'show.ts'),
      "import { display } from 'tslab'\nexport const show = (text: string): void => display.html(text)\n",
    )
    const [cell] = await runNotebook(kernel, [code])
    expect(cell.outputs).toMatchObject([{ output_type: 'display_data', data: { 'text/html': 'x' } }])
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
