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
    expect(items).toContainEqual({ text: 'sqrt', kind: 'function' })
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
})

describe('language.inspect', () => {
  it('gives the type and the documentation, plain and as markdown', () => {
    const found = language.inspect('parseInt', 4)
    expect(found?.plain).toContain('function parseInt(string: string, radix?: number): number')
    expect(found?.plain).toContain('Converts a string to an integer')
    expect(found?.markdown).toContain('```typescript\nfunction parseInt')
  })

  it('gives the signature of the call around a place without a name', () => {
    expect(language.inspect('Math.max(1, ', 12)?.plain).toContain('max(...values: number[]): number')
  })

  it('gives null where there is nothing to say', () => {
    expect(language.inspect('  ', 1)).toBeNull()
  })
})
