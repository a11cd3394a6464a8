import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { CellFiles } from '../../../src/notebook/language/cell-files.ts'
import { CellService } from '../../../src/notebook/language/cell-service.ts'
import { completionsAt } from '../../../src/notebook/language/completion.ts'
import { problemsOf } from '../../../src/notebook/language/diagnostics.ts'
import { DiskFiles } from '../../../src/notebook/language/disk-files.ts'
import { inspectionAt } from '../../../src/notebook/language/inspection.ts'
import { NotebookSettings } from '../../../src/notebook/language/notebook-settings.ts'

// Without the types of browsers, because TypeScript goes through all of them for each program.
const folder = mkdtempSync(join(tmpdir(), 'ansatz-service-'))
writeFileSync(join(folder, 'tsconfig.json'), '{ "compilerOptions": { "lib": ["esnext"] } }')
writeFileSync(join(folder, 'model.ts'), 'export const model = { deep: { rate: 0.1 } }\n')
afterAll(() => rmSync(folder, { recursive: true }))

const cells = new CellFiles(folder)
const service = new CellService(new NotebookSettings(folder), cells, new DiskFiles())
cells.add(
  'a',
  "import { model } from './model.ts'\nconst rates = { low: 0.1, high: 1 }; let text = 'a'; enum Kind { A, B }",
)
cells.add('b', 'class Net<T> { layers: T[] = []; add(layer: T) { return this } }\nconst net = new Net<typeof rates>()')
cells.add('c', 'declare global { interface Array<T> { ofTheNotebook(): T } }')

/** Says something to all files, so that a text that begins with it cannot come in the place of another. */
const loud = 'declare global { interface Nothing {} }\n'

/** Texts with the place that is asked about. */
const texts = [
  'const x = 1; Math.|',
  'const mine = 1; for (const m of [mi|',
  'net.layers[0].|',
  'rates.low = "a"; Kind.|',
  "model.deep.ra|te; text = 'b'",
  '[1].ofThe|',
  'function f(a: { one: 1 } | { two: 2 }) { if ("one" in a) a.| }',
  'const o: Parameters<typeof fetch>[1] = { me|',
  'interface Point { x: number }\nconst p: Point = { x: 1, |y: 2 }',
  "const s = '😀'; s.pad|End(3, ",
  'const `unfinished ${ net.|',
  'class Mine extends Net<number> { add(layer: number) { return super.| } }',
  'declare const q: { aa: number } | undefined; q.|',
  'type Keys = keyof typeof rates; const k: Keys = "|"',
  'enum Kind { C }; Kind.|',
  'noSuchName.|; const n: number = "text"',
]

function answersAbout(marked: string, head = ''): unknown {
  const code = head + marked.replace('|', '')
  const offset = head.length + marked.indexOf('|')
  const file = cells.edit(code)
  const at = offset + file.shift
  return service.ask(file, (asked) => {
    const { items, start, end, ...rest } = completionsAt(asked, file.path, at)
    return {
      // How many items have a signature depends on the time; the first ones always do.
      items: items.map(({ text, ...more }, index) => (index < 4 ? { text, ...more } : text)),
      word: [start - at, end - at],
      ...rest,
      inspected: inspectionAt(asked, cells, { path: file.path, offset: at, detail: 0 }),
      problems: problemsOf(asked, file).map(({ message, column, sourceLine }) => ({ message, column, sourceLine })),
    }
  })
}

describe('CellService', () => {
  it('answers about a cell in the place of another as about one for which TypeScript makes a program', () => {
    answersAbout(texts[0])
    const before = service.renewals
    const exchanged = texts.map((text) => answersAbout(text))
    expect(service.renewals).toBe(before)
    const plain = texts.map((text) => answersAbout(text, loud))
    expect(service.renewals).toBe(before + texts.length)
    expect(exchanged).toEqual(plain)
  })

  it('makes no program for a cell that gives nothing to others', () => {
    const programFor = (code: string): unknown => service.ask(cells.edit(code), (asked) => asked.getProgram())
    const before = programFor('1')
    cells.add('d', 'net.add(rates)')
    expect(programFor('2')).toBe(before)
    cells.add('d', 'const given = 1')
    const after = programFor('given')
    expect(after).not.toBe(before)
    cells.add('d', 'net.add(rates)')
    expect(programFor('given')).not.toBe(after)
    expect(cells.edit('given').uses).toEqual([])
  })

  it('makes a program for what the program has not looked for, and now and then', () => {
    const textOf = (code: string): string => {
      const file = cells.edit(code)
      const text = service.ask(file, (asked) => asked.getProgram()!.getSourceFile(file.path)!.text)
      return text.slice(file.shift)
    }
    textOf('0')
    const before = service.renewals
    textOf("import 'node:fs'")
    expect(service.renewals).toBe(before + 1)
    for (let n = 0; n < 300; n++) expect(textOf(`import 'node:fs'; ${n}`)).toContain(`'node:fs'; ${n}\n`)
    expect(service.renewals).toBe(before + 2)
    textOf('1')
    expect(service.renewals).toBe(before + 2)
  })
})
