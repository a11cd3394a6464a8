import { expect, test } from 'vitest'

import { CellFiles } from '../../../src/notebook/language/cell-files.ts'
import { CellService } from '../../../src/notebook/language/cell-service.ts'
import { completionsAt } from '../../../src/notebook/language/completion.ts'
import { problemsOf } from '../../../src/notebook/language/diagnostics.ts'
import { DiskFiles } from '../../../src/notebook/language/disk-files.ts'
import { NotebookSettings } from '../../../src/notebook/language/notebook-settings.ts'
import { fileIn } from '../../../src/notebook/language/typescript-path.ts'

test.each([
  [String.raw`C:\Users\ada\notes`, 'C:/Users/ada/notes/cell.ts'],
  ['C:\\', 'C:/cell.ts'],
  [String.raw`\\server\share\notes`, '//server/share/notes/cell.ts'],
  ['/home/ada/notes', '/home/ada/notes/cell.ts'],
  ['/home/ada/notes/', '/home/ada/notes/cell.ts'],
  ['/', '/cell.ts'],
])('a file in %s', (folder, expected) => expect(fileIn(folder, 'cell.ts')).toBe(expected))

test('the cells of a notebook in a folder of Windows find each other', () => {
  const folder = String.raw`C:\Users\ada\notes`
  const cells = new CellFiles(folder)
  const service = new CellService(new NotebookSettings(folder), cells, new DiskFiles())
  cells.add('a', 'const rates = { low: 0.1, high: 1 }; class Net { layers = 3 }')
  cells.add('b', 'const net = new Net()')
  for (const [code, expected] of [
    ['rates.', ['high', 'low']],
    ['net.', ['layers']],
  ] as const) {
    const file = cells.editAt(code, code.length)
    const { items } = service.ask(file, (asked) => completionsAt(asked, file.path, code.length + file.shift))
    expect(items.map(({ text }) => text).sort()).toEqual(expected)
  }
  const wrong = cells.snapshot('const text: string = net.layers + rates.low')
  const problems = service.ask(wrong, (asked) => problemsOf(asked, wrong))
  expect(problems.map(({ message }) => message)).toEqual(["Type 'number' is not assignable to type 'string'."])
})
