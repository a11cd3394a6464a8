import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dominates } from '../../../src/hpo/objectives/pareto-front.ts'
import { rankings, rankLosses } from '../../../src/hpo/schedulers/rank-losses.ts'

const line = [
  [0, 4],
  [1, 3],
  [2, 2],
  [3, 1],
  [4, 0],
]

describe('`rankLosses`', () => {
  test('of one objective sorts by it, equals as they come', () => {
    expect(rankLosses([[3], [1], [2], [1]], 'epsilonNet')).toEqual([1, 3, 2, 0])
  })

  test('spreads those that come first over the front, from the most balanced one', () => {
    const order = rankLosses(line, 'epsilonNet')
    expect(new Set(order.slice(0, 3))).toEqual(new Set([0, 2, 4]))
    expect(
      rankLosses(
        [
          [0, 9],
          [2, 2.1],
          [9, 0],
        ],
        'epsilonNet',
      )[0],
    ).toBe(1)
    expect(rankLosses(line, 'nonDominated')).toEqual([0, 1, 2, 3, 4])
  })

  test('does not depend on the units of the objectives, and copes with infinite ones', () => {
    const inMillions = line.map(([a, b]) => [1e6 * a, b])
    expect(rankLosses(inMillions, 'epsilonNet')).toEqual(rankLosses(line, 'epsilonNet'))
    expect(
      rankLosses(
        [
          [Infinity, 1],
          [1, 2],
          [2, Infinity],
        ],
        'epsilonNet',
      ).length,
    ).toBe(3)
  })

  test('law: is a permutation in which nobody comes after one that it dominates', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })), { maxLength: 20 })
    fc.assert(
      fc.property(rows, fc.constantFrom(...rankings), (losses, ranking) => {
        const order = rankLosses(losses, ranking)
        expect(order.toSorted((a, b) => a - b)).toEqual([...losses.keys()])
        order.forEach((later, at) => {
          for (const earlier of order.slice(0, at)) {
            expect(dominates(['minimize', 'minimize'], losses[later], losses[earlier])).toBe(false)
          }
        })
      }),
    )
  })
})
