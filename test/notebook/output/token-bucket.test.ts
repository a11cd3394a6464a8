import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { TokenBucket } from '../../../src/notebook/output/token-bucket.ts'

test('bucket.take never lets more through in a stretch of time than the burst and its share of the rate', () => {
  const steps = fc.array(fc.record({ wait: fc.nat({ max: 900 }), amount: fc.nat({ max: 60 }) }), { maxLength: 60 })
  fc.assert(
    fc.property(steps, (asked) => {
      let now = 0
      const bucket = new TokenBucket({ burst: 100, perSecond: 20 }, { now: () => now })
      const passed: { readonly at: number; readonly amount: number }[] = []
      for (const { wait, amount } of asked) {
        now += wait
        if (bucket.take(amount)) passed.push({ at: now, amount })
      }
      for (const { at: start } of passed) {
        const inWindow = passed.filter(({ at }) => at >= start && at <= start + 3000)
        expect(inWindow.reduce((sum, { amount }) => sum + amount, 0)).toBeLessThanOrEqual(160 + 1e-9)
      }
    }),
  )
})
