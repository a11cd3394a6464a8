import { describe, expect, test } from 'vitest'
import { bestByDomination } from '../../../src/hpo/objectives/best-by-domination.ts'

const ascending = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)

describe('bestByDomination', () => {
  // Two fronts: 0, 1, 2, 3 and 4, 5.
  const losses = [[0, 4], [1, 1.1], [1.1, 1], [4, 0], [5, 5], [4, 6]] // prettier-ignore

  test('takes whole fronts as far as they fit', () => {
    expect(ascending(bestByDomination(losses, 4))).toEqual([0, 1, 2, 3])
    expect(ascending(bestByDomination(losses, 6))).toEqual([0, 1, 2, 3, 4, 5])
    expect(bestByDomination(losses, 0)).toEqual([])
  })

  test('takes of the front that does not fit those that cover most, not its neighbours', () => {
    expect(ascending(bestByDomination(losses, 3))).toEqual([0, 1, 3])
    expect(bestByDomination(losses, 5)).toHaveLength(5)
  })
})
