import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  AnsatzError,
  describeValue,
  EnvironmentError,
  InputError,
  StateError,
  StorageError,
} from '../../src/base/errors.ts'

describe('AnsatzError', () => {
  test('says what happened, what is allowed and what to do, in that order', () => {
    const error = new AnsatzError('space/bad-range', {
      what: 'Parameter "lr" got 0.',
      allowed: 'numbers above 0',
      advice: 'Raise low.',
      details: { value: 0 },
    })
    expect(error.message).toBe('Parameter "lr" got 0. Allowed: numbers above 0. Raise low.')
    expect(error).toMatchObject({ code: 'space/bad-range', allowed: 'numbers above 0', advice: 'Raise low.' })
    expect(error.details).toEqual({ value: 0 })
  })

  test('leaves out what it was not given', () => {
    const error = new AnsatzError('study/closed', { what: 'It is closed.', advice: 'Open it.' })
    expect(error.message).toBe('It is closed. Open it.')
    expect(error.allowed).toBeUndefined()
    expect(error.details).toEqual({})
    expect('cause' in error).toBe(false)
  })

  test('keeps its cause', () => {
    const cause = new Error('disk full')
    expect(new StorageError('storage/failed', { what: 'No.', advice: 'Free space.', cause }).cause).toBe(cause)
  })

  test.each([InputError, StorageError, EnvironmentError, StateError])('%o is one, under its own name', (Class) => {
    const error = new Class('area/problem', { what: 'What.', advice: 'Do.' })
    expect(error).toBeInstanceOf(AnsatzError)
    expect(error).toBeInstanceOf(Error)
    expect(error.name).toBe(Class.name)
    expect(String(error)).toBe(`${Class.name}: What. Do.`)
  })
})

describe('describeValue', () => {
  const cycle: Record<string, unknown> = {}
  cycle['self'] = cycle
  test.each([
    ['1', '"1"'],
    [1, '1'],
    [Number.NaN, 'NaN'],
    [undefined, 'undefined'],
    [null, 'null'],
    [10n, '10'],
    [Symbol('s'), 'Symbol(s)'],
    [{ a: [1, 'b'] }, '{"a":[1,"b"]}'],
    [cycle, '[object Object]'],
    [{ toJSON: () => undefined }, '[object Object]'],
    [Math.max, 'function max'],
    [() => 1, 'function (anonymous)'],
  ])('shows %o', (value, text) => {
    expect(describeValue(value)).toBe(text)
  })

  test('is short and never throws, whatever the value', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }), (value) => {
        expect(describeValue(value).length).toBeLessThanOrEqual(120)
      }),
    )
    expect(describeValue('x'.repeat(500))).toHaveLength(120)
  })
})
