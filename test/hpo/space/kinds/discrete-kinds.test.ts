import * as fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { createRng } from '../../../../src/base/rng.ts'
import { decode } from '../../../../src/hpo/space/decode.ts'
import { draw } from '../../../../src/hpo/space/draw.ts'
import { encode, encodeDefaults } from '../../../../src/hpo/space/encode.ts'
import { flatSpace, leavesOf } from '../../../../src/hpo/space/flat-space.ts'
import type { Infer } from '../../../../src/hpo/space/node.ts'
import { behaviour } from '../../../../src/hpo/space/node.ts'
import { space } from '../../../../src/hpo/space/space.ts'
import { digitsOfItems, itemsOfDigits } from '../../../../src/hpo/space/kinds/lehmer.ts'
import { ordinal } from '../../../../src/hpo/space/kinds/ordinal.ts'
import { permutation } from '../../../../src/hpo/space/kinds/permutation.ts'
import { powers } from '../../../../src/hpo/space/kinds/powers.ts'
import { subset } from '../../../../src/hpo/space/kinds/subset.ts'
import { randomSuggester } from '../arbitraries.ts'
import { fails } from '../fails.ts'

describe('ordinal', () => {
  const s = space({ mesh: ordinal('coarse', 'medium', 'fine').default('medium').unit('mesh') })

  it('is stored as an index in order, with its labels', () => {
    expect(flatSpace(s).get('mesh')).toEqual({ kind: 'int', low: 0, high: 2, log: false, step: 1 })
    expect(leavesOf(s)[0].labels).toEqual(['coarse', 'medium', 'fine'])
    expect(encodeDefaults(s)).toEqual({ mesh: 1 })
    expect(decode(s, { mesh: 2 })).toEqual({ mesh: 'fine' })
    expect(leavesOf(space({ w: powers(16, 64) }))[0].labels).toEqual([16, 32, 64])
  })

  it('keeps literal types, and refuses other values', () => {
    expectTypeOf<Infer<typeof s>>().toEqualTypeOf<{ mesh: 'coarse' | 'medium' | 'fine' }>()
    expectTypeOf(ordinal([1, 10, 100])).toEqualTypeOf(ordinal(1, 10, 100))
    fails(() => s.parse({ mesh: 'finest' }), 'space/invalid-value', '"coarse", "medium", "fine"')
    // @ts-expect-error the default must be one of the values
    fails(() => ordinal('a', 'b').default('c'), 'space/bad-default')
    fails(() => ordinal([]), 'space/bad-items', 'one item or more')
    fails(() => ordinal('a', 'a'), 'space/duplicate-choice')
    fails(() => ordinal(1, Number.NaN), 'space/non-finite')
  })
})

describe('permutation', () => {
  const s = space({ order: permutation(['ic', 'bc', 'pde']).default(['pde', 'ic', 'bc']) })

  it('has one value for every combination of digits, and digitsOfItems finds them again', () => {
    const items = ['a', 'b', 'c', 'd', 'e']
    const digits = fc.tuple(...[4, 3, 2, 1].map((max) => fc.integer({ min: 0, max })))
    fc.assert(
      fc.property(digits, (given) => {
        const ordered = itemsOfDigits(items, given)
        expect(ordered.toSorted()).toEqual(items)
        expect(digitsOfItems(items, ordered)).toEqual(given)
      }),
    )
  })

  it('draws each of the six orders equally often', () => {
    const rng = createRng('orders')
    const counts = new Map<string, number>()
    for (let i = 0; i < 6000; i++) {
      const order = draw(s, randomSuggester(rng)).order.join()
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    // Chi-squared with 5 degrees of freedom; 35 has p = 1.5e-6.
    expect([...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0)).toBeLessThan(35)
    expect(counts.size).toBe(6)
  })

  it('is stored as k − 1 digits that are marked as parts of the whole', () => {
    expect(encodeDefaults(s)).toEqual({ 'order.0': 2, 'order.1': 0 })
    expect(leavesOf(s).map(({ part }) => part)).toEqual([
      { kind: 'permutation', of: 'order', index: 0, size: 3 },
      { kind: 'permutation', of: 'order', index: 1, size: 3 },
    ])
    expectTypeOf<Infer<typeof s>['order']>().toEqualTypeOf<('ic' | 'bc' | 'pde')[]>()
  })

  it('refuses what is no permutation', () => {
    fails(() => encode(s, { order: ['ic', 'ic', 'pde'] }), 'space/invalid-value', 'once')
    fails(() => s.parse({ order: ['ic', 'pde'] }), 'space/invalid-value', 'once')
    fails(() => permutation(['a']), 'space/bad-items', '2 items or more')
    fails(() => permutation(['a', 'b']).default(['a']), 'space/bad-default')
    // @ts-expect-error an item that does not exist
    fails(() => permutation(['a', 'b']).default(['a', 'z']), 'space/bad-default')
  })
})

describe('subset', () => {
  const s = space({ terms: subset(['mass', 'energy', 'entropy'], { min: 1, max: 2 }).default(['energy']) })

  it('is stored as one boolean per item, and keeps the declared order', () => {
    expect(encodeDefaults(s)).toEqual({ 'terms.mass': false, 'terms.energy': true, 'terms.entropy': false })
    expect(s.parse({ terms: ['entropy', 'mass'] })).toEqual({ terms: ['mass', 'entropy'] })
    expect(leavesOf(s)[2].part).toEqual({ kind: 'subset', of: 'terms', index: 2, size: 3, bounds: [1, 2] })
    expectTypeOf<Infer<typeof s>['terms']>().toEqualTypeOf<('mass' | 'energy' | 'entropy')[]>()
  })

  it('says when a draw holds too few or too many items', () => {
    expect(s[behaviour].unmet?.('', { terms: [] })).toEqual(['terms holds 1 to 2 item(s)'])
    expect(s[behaviour].unmet?.('', { terms: ['mass'] })).toEqual([])
    expect(space({ all: subset(['a', 'b']) })[behaviour]).not.toHaveProperty('unmet')
  })

  it('refuses other sizes, repetitions and strangers', () => {
    fails(() => encode(s, { terms: [] }), 'space/invalid-value', '1 to 2 of "mass"')
    fails(() => s.parse({ terms: ['mass', 'mass'] }), 'space/invalid-value')
    // @ts-expect-error an item that does not exist
    fails(() => encode(s, { terms: ['heat'] }), 'space/invalid-value')
    fails(() => subset(['a', 'b'], { min: 2, max: 1 }), 'space/bad-subset-size', '<= 2')
    fails(() => subset(['a', 'b'], { max: 3 }), 'space/bad-subset-size')
    fails(() => subset(['1', 1]), 'space/duplicate-name', 'texts')
    fails(() => subset([]), 'space/bad-items')
  })
})
