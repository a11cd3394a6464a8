import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { thin } from '../../../src/hpo/plots/thin.ts'

describe('thin', () => {
  it('keeps what must be kept, the order, and the limit where what must be kept leaves room', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat()), fc.integer({ min: 1, max: 50 }), (items, limit) => {
        const mustKeep = (item: number): boolean => item % 10 === 0
        const kept = thin(items, { limit, mustKeep })
        const forced = items.filter(mustKeep)
        expect(kept).toEqual(items.filter((item) => kept.includes(item)))
        expect(forced.every((item) => kept.includes(item))).toBe(true)
        expect(kept.length).toBe(Math.min(items.length, Math.max(limit, forced.length)))
      }),
    )
  })

  it('spreads the others evenly', () => {
    const items = Array.from({ length: 100 }, (_, index) => index)
    const kept = thin(items, { limit: 10, mustKeep: () => false })
    expect(kept.slice(1).map((item, index) => item - kept[index])).toEqual(Array.from({ length: 9 }, () => 10))
  })
})
