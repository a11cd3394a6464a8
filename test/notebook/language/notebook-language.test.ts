import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { NotebookLanguage } from '../../../src/notebook/language/notebook-language.ts'

const folder = new URL('../../../notebooks', import.meta.url).pathname
const language = new NotebookLanguage(folder)

function completions(code: string, offset = code.length): string[] {
  return language.complete(code, offset).items.map(({ text }) => text)
}

describe('language.complete', () => {
  it('offers the members of a value, with the word that they replace', () => {
    const { items, start, end } = language.complete('Math.sq', 7)
    const signature = '(method) Math.sqrt(x: number): number'
    expect(items).toContainEqual({ text: 'sqrt', kind: 'function', signature })
    expect([start, end]).toEqual([5, 7])
  })

  it('knows the names and types of earlier cells, the newest definition first', () => {
    language.ran({ cellId: 'a', code: 'let rate = 0.1; class Net { layers = 3 }' })
    language.ran({ cellId: 'b', code: 'const net = new Net()\nconst { x, y: [z] } = { x: "text", y: [1] }' })
    expect(completions('net.')).toEqual(['layers'])
    expect(completions('z.toF')).toEqual(['toFixed'])
    language.ran({ cellId: 'c', code: 'const z = "now a string"' })
    expect(completions('z.toF')).toEqual([])
    expect(completions('z.toUpper')).toEqual(['toUpperCase'])
  })

  it('forgets what a cell defined before it was run again', () => {
    language.ran({ cellId: 'again', code: 'const oldName = 1' })
    language.ran({ cellId: 'again', code: 'const newName = 1' })
    expect(completions('oldNa')).toEqual([])
    expect(completions('newNa')).toEqual(['newName'])
  })

  it('forgets all cells with their variables, also those about to run, and learns new ones', () => {
    const fresh = new NotebookLanguage(folder)
    fresh.ran({ cellId: 'a', code: 'const oddName = 1; declare global { var everywhereOdd: number }' })
    const names = (code: string): string[] => fresh.complete(code, code.length).items.map(({ text }) => text)
    expect(names('oddNa')).toEqual(['oddName'])
    fresh.snapshot('oddName + 1')
    fresh.forget()
    expect(names('oddNa')).toEqual([])
    expect(names('everywhereOd')).toEqual([])
    expect(fresh.problems(fresh.snapshot('oddName + 1'))).toMatchObject([{ code: 2304 }])
    fresh.ran({ cellId: 'a', code: 'const oddNames = [1]' })
    expect(names('oddNames.le')).toEqual(['length'])
  })

  it('resolves packages from the folder of the notebook', () => {
    language.ran({ cellId: 'zod', code: "import { z as schema } from 'zod'" })
    expect(completions('schema.disc')).toEqual(['discriminatedUnion'])
  })

  it('completes in the middle of unfinished code with characters outside the basic plane', () => {
    const code = 'const s = "😀"; s.toUpp\nfor ('
    expect(completions(code, code.indexOf('\n'))).toEqual(['toUpperCase'])
  })

  it('answers nothing inside a comment', () => {
    expect(completions('// Math.sq')).toEqual([])
  })

  it.each([
    ["import {} from 'zo", 'zod'],
    ["import {} from 'ans", 'ansatz'],
    ["await import('node:wor", 'node:worker_threads'],
    ["require('node:wor", 'node:worker_threads'],
    ["import {} from 'zod/v4/co", 'zod/v4/core'],
  ])('offers the modules that continue %s', (code, expected) => {
    const { items, start } = language.complete(code, code.length)
    expect(items.map(({ text }) => text)).toContain(expected)
    expect(expected.startsWith(code.slice(start))).toBe(true)
  })

  it.each([
    ['await study.optimize(s, async (p) => { p.| })', ['depth', 'lr']],
    ['await study.optimize(s, async (p, trial) => {\n  const x = trial.inter|\n', ['intermediateValues']],
    ['await study.optimize(s, (p) => {\n  p.|\n  if (p.lr > 1) return 1\n}, { trials: 3 })', ['depth', 'lr']],
    ['await study.optimize(s, (p) => { const f = [1].map((one) => { p.| }) })', ['depth', 'lr']],
  ])('knows the parameters of an objective that returns nothing yet: %s', (marked, expected) => {
    const names = "import { createStudy, float, int, space } from 'ansatz'\n"
    const code = 'const study = await createStudy({}); const s = space({ lr: float(1, 2), depth: int(1, 2) })'
    language.ran({ cellId: 'objective', code: names + code })
    expect(completions(marked.replace('|', ''), marked.indexOf('|')).toSorted()).toEqual(expected)
  })

  it('offers elements while their name is typed, and what kind of thing each import is', () => {
    expect(completions('const el = <butto')).toEqual(['button'])
    expect(completions('const el = <div><butto</div>', 22)).toEqual(['button'])
    const kinds = (code: string) => language.complete(code, 9).items.map(({ text, kind }) => `${text} ${kind}`)
    expect(kinds("import { } from 'ansatz'")).toEqual(
      expect.arrayContaining(['createStudy function', 'pinn module', 'Study class', 'samplers instance']),
    )
    expect(language.complete("const a: 'b' = ''", 16).items).toMatchObject([{ text: 'b', kind: 'text' }])
  })

  it('offers the files beside the notebook', () => {
    const beside = new NotebookLanguage(new URL('.', import.meta.url).pathname)
    const code = "import {} from './notebook-la"
    expect(beside.complete(code, code.length).items.map(({ text }) => text)).toContain('notebook-language.test.ts')
  })

  it('offers the keys of an object literal, and those that no name can be as they must be written', () => {
    expect(completions('const o: { alpha: number; beta: string } = { be')).toEqual(['beta'])
    expect(completions("const headers = { 'a-b': 1 }; headers.")).toEqual(["['a-b']"])
    expect(completions("const headers = { 'a-b': 1, ac: 2 }; headers.")).toEqual(['ac'])
  })

  it('offers members behind `?.` where the value may be missing', () => {
    const { items, start } = language.complete('declare const q: { aa: number } | undefined; q.', 47)
    expect([items.map(({ text }) => text), start]).toEqual([['?.aa'], 46])
  })

  it('offers an import in place for exports of the packages of the notebook, only where nothing else fits', () => {
    const small = mkdtempSync(join(tmpdir(), 'ansatz-packages-'))
    mkdirSync(join(small, 'node_modules'))
    symlinkSync(join(folder, '..', 'node_modules', 'zod'), join(small, 'node_modules', 'zod'))
    writeFileSync(join(small, 'package.json'), '{ "dependencies": { "absent": "1", "zod": "4" } }')
    writeFileSync(join(small, 'tsconfig.json'), '{ "compilerOptions": { "lib": ["esnext"] } }')
    const other = new NotebookLanguage(small)
    const completions = (code: string): string[] => other.complete(code, code.length).items.map(({ text }) => text)
    // The packages are read one by one once they are asked for, as far as the answer can wait, and the rest then.
    completions('const s = discriminatedUn')
    while (other.prepare());
    expect(completions('const s = discriminatedUn')).toEqual(["(await import('zod')).discriminatedUnion"])
    expect(completions('function f() { return discriminatedUn')).toEqual([])
    expect(completions('async () => discriminatedUn')).toHaveLength(1)
    expect(completions('Math.discriminatedUn')).toEqual([])
    expect(completions('const discriminatedUnits = 1; discriminatedUn')).toEqual(['discriminatedUnits'])
    rmSync(small, { recursive: true })
  })

  it('keeps the types that a cell took from another one that has run again since', () => {
    language.ran({ cellId: 'source', code: 'const source = { deep: 1 }' })
    language.ran({ cellId: 'user', code: 'const used = source' })
    language.ran({ cellId: 'source', code: 'const source = "text"' })
    expect(completions('used.')).toEqual(['deep'])
    expect(completions('source.toUpper')).toEqual(['toUpperCase'])
  })
})

describe('the order of completions', () => {
  const first = (code: string): string => completions(code)[0]

  it('what goes on as it was typed comes before what differs in case', () => {
    expect(first('const x: num')).toBe('number')
    expect(first('const x: Num')).toBe('Number')
  })

  it('what a function has of its own comes before what every function has', () => {
    expect(completions('display.').slice(0, 5)).toEqual(['html', 'latex', 'markdown', 'replay', 'svg'])
    expect(completions('display.')).toContain('apply')
  })

  it('a class that an earlier cell imported shows as one behind `new`', () => {
    language.ran({ cellId: 'class', code: 'class Perceptron {}' })
    expect(language.complete('new Percept', 11).items[0]).toMatchObject({ text: 'Perceptron', kind: 'class' })
  })
})

describe('language.inspect', () => {
  it('says without being asked for more that something is deprecated', () => {
    language.ran({ cellId: 'old', code: '/** Adds. @deprecated use plus */\nfunction add(a: number) { return a }' })
    expect(language.inspect('add', 2)?.plain).toBe('function add(a: number): number\n\nAdds.\n\n@deprecated use plus')
    expect(language.inspect('add(', 4)?.plain).toContain('@deprecated use plus')
  })

  it('gives the type and the documentation, plain and as markdown', () => {
    const found = language.inspect('parseInt', 4)
    expect(found?.plain).toContain('function parseInt(string: string, radix?: number): number')
    expect(found?.plain).toContain('Converts a string to an integer')
    expect(found?.markdown).toContain('```typescript\nfunction parseInt')
  })

  it('gives the signature of the call around a place without a name', () => {
    expect(language.inspect('Math.max(1, ', 12)?.plain).toContain('max(...values: number[]): number')
  })

  it('gives more in detail: the tags of the documentation and the definition in the cell of a name', () => {
    language.ran({
      cellId: 'tags',
      code: '\n/** Doubles. @param by the number */\nfunction twice(by: number) { return 2 * by }',
    })
    expect(language.inspect('twice(1)', 2)?.plain).toBe('function twice(by: number): number\n\nDoubles.')
    const detailed = language.inspect('twice(1)', 2, 1)?.plain
    expect(detailed).toContain('@param by the number')
    expect(detailed).toContain('Line 3 of its cell:\nfunction twice(by: number) { return 2 * by }')
    language.ran({ cellId: 'rate', code: 'const decay = 0.5' })
    expect(language.inspect('decay', 1, 1)?.plain).toContain('const decay = 0.5')
  })

  it('names the argument at the place, inside a call', () => {
    expect(language.inspect('"a".padEnd(3, ', 14)?.plain).toMatch(/padEnd\(.*\): string\n\nfillString\?: string — /s)
  })

  it('gives null where there is nothing to say', () => {
    expect(language.inspect('  ', 1)).toBeNull()
  })
})
