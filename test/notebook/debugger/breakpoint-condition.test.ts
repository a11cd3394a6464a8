import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readHitRule, readLogMessage } from '../../../src/notebook/debugger/breakpoint-condition.ts'

describe('readHitRule', () => {
  test.each([
    ['5', '===', 5],
    ['== 5', '===', 5],
    ['=== 5', '===', 5],
    ['>3', '>', 3],
    [' >= 3 ', '>=', 3],
    ['<2', '<', 2],
    ['<= 2', '<=', 2],
    ['% 10', '%', 10],
  ] as const)('%s', (given, comparison, count) => {
    expect(readHitRule(given)).toEqual({ comparison, count })
  })

  test('nothing is no rule, and nonsense is refused with what would do', () => {
    expect([readHitRule(undefined), readHitRule('')]).toEqual([null, null])
    for (const wrong of ['x', '% 0', '-1', '5 or 6', '1.5']) expect(() => readHitRule(wrong)).toThrow(/count such as 5/)
  })
})

describe('readLogMessage', () => {
  test.each([
    ['plain', [{ text: 'plain' }]],
    ['at {i}: {loss}', [{ text: 'at ' }, { expression: 'i' }, { text: ': ' }, { expression: 'loss' }]],
    ['{({ a: 1 }).a}', [{ expression: '({ a: 1 }).a' }]],
    ['{} and { }', [{ text: '{}' }, { text: ' and ' }, { text: '{ }' }]],
    ['open { here', [{ text: 'open { here' }]],
  ])('%s', (message, parts) => {
    expect(readLogMessage(message)).toEqual(parts)
  })

  test('loses nothing of a message', () => {
    fc.assert(
      fc.property(fc.string(), (message) => {
        const parts = readLogMessage(message).map((part) => ('text' in part ? part.text : `{${part.expression}}`))
        expect(parts.join('')).toBe(message)
      }),
    )
  })
})
