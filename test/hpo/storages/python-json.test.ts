import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPythonJson, writePythonJson } from '../../../src/hpo/storages/python-json.ts'

describe('`readPythonJson`', () => {
  it('agrees with `JSON.parse` on all JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(readPythonJson(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  it("reads Python's numbers outside of texts only", () => {
    expect(readPythonJson('[NaN, Infinity, -Infinity, -1e5, "NaN, -Infinity", {"NaN": NaN}]')).toEqual([
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      -1e5,
      'NaN, -Infinity',
      { NaN: Number.NaN },
    ])
    expect(readPythonJson(String.raw`{"a\"]NaN": [NaN, "\\", "\u00e9"], "b": {}, "c": []}`)).toEqual({
      'a"]NaN': [Number.NaN, '\\', 'é'],
      b: {},
      c: [],
    })
    expect(readPythonJson(' NaN\n')).toBeNaN()
  })

  it.each([
    '',
    'nan',
    '[NaN',
    '[NaN,]',
    '[NaN 1]',
    '{NaN: 1}',
    '{"a" NaN}',
    'NaN NaN',
    '"NaN',
    '[NaN, 01]',
    '--Infinity',
    '[,NaN]',
  ])('throws SyntaxError for %j', (text) => {
    expect(() => readPythonJson(text)).toThrow(SyntaxError)
  })
})

describe('`writePythonJson`', () => {
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      fc.double().map((number) => number + 0),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(null, true, Number.NaN, Number.POSITIVE_INFINITY, 'NaN', '-Infinity"'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.string(), tie('value'), { maxKeys: 3 }),
    ),
  })).value

  it('gives a text that `readPythonJson` turns back into the value', () => {
    fc.assert(
      fc.property(value, (given) => {
        expect(readPythonJson(writePythonJson(given))).toEqual(given)
      }),
    )
  })

  it('drops undefined members and asks `toJSON`, as `JSON.stringify` does', () => {
    const given = { a: undefined, b: [undefined, 1], at: new Date(0) }
    expect(writePythonJson(given)).toBe('{"b": [null, 1], "at": "1970-01-01T00:00:00.000Z"}')
  })
})
