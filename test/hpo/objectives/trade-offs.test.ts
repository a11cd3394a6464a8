import { describe, expect, expectTypeOf, test } from 'vitest'
import { tradeOff, tradeOffs } from '../../../src/hpo/objectives/trade-offs.ts'
import { weightedSum } from '../../../src/hpo/objectives/weighted-sum.ts'

describe('tradeOffs', () => {
  test('name the metrics of two objectives and put measured ones in their order', () => {
    const { accuracyEfficiency } = tradeOffs
    expect(accuracyEfficiency.metrics).toEqual(['accuracy', 'cost'])
    expect(accuracyEfficiency.directions).toEqual(['maximize', 'minimize'])
    expect(accuracyEfficiency.values({ cost: 3, accuracy: 0.9 })).toEqual([0.9, 3])
    expect(Object.values(tradeOffs).map(({ directions }) => directions.length)).toEqual([2, 2, 2, 2])
  })

  test('are typed by their metrics', () => {
    const own = tradeOff({ loss: 'minimize', seconds: 'minimize', terms: 'minimize' })
    expectTypeOf(own.values).parameter(0).toEqualTypeOf<Readonly<Record<'loss' | 'seconds' | 'terms', number>>>()
    // @ts-expect-error a metric is missing
    expect(() => own.values({ loss: 1, seconds: 2 })).toThrow(/"terms"/)
  })

  test('refuse a metric that is no number', () => {
    expect(() => tradeOffs.robustnessPerformance.values({ robustness: '1', performance: 2 } as never)).toThrow(
      expect.objectContaining({ code: 'study/bad-metric' }),
    )
  })
})

describe('weightedSum', () => {
  test('adds up weighted metrics and ignores others', () => {
    const objective = weightedSum({ accuracy: 1, seconds: -0.1 })
    const measured = { accuracy: 0.9, seconds: 2, epochs: 7 }
    expect(objective(measured)).toBeCloseTo(0.7, 12)
    // @ts-expect-error a metric is missing
    expect(() => objective({ accuracy: 1 })).toThrow(expect.objectContaining({ code: 'study/bad-metric' }))
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY, '1'])('refuses the weight %j', (weight) => {
    expect(() => weightedSum({ loss: weight as number })).toThrow(expect.objectContaining({ code: 'study/bad-weight' }))
  })
})
