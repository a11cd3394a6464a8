import { describe, expect, it } from 'vitest'
import { completeness } from '../../../../src/notebook/compiler/syntax/completeness.ts'

describe('completeness', () => {
  it.each(['1 + 1', 'const x: number = 1', 'await load()', '', '// note', 'enum A { B }', 'a?.b;', '<div></div>'])(
    'says that %j is complete',
    (code) => {
      expect(completeness(code)).toEqual({ status: 'complete', indent: '' })
    },
  )

  it.each([
    ['function f() {', '  '],
    ['  if (a) {\n    b(', '      '],
    ['`template', ''],
    ['/* note', ''],
    ['const a =', ''],
    ['x.', ''],
    ['const f = async () =>', '  '],
    ['[1,\n2', ''],
    ['try {}', ''],
    ['import { a', ''],
  ])('says that %j is incomplete and how to indent the next line', (code, indent) => {
    expect(completeness(code)).toEqual({ status: 'incomplete', indent })
  })

  it.each(['x = = 1', '}', '"open string', 'const = 1', 'return 1'])('says that %j is invalid', (code) => {
    expect(completeness(code).status).toBe('invalid')
  })
})
