import fc from 'fast-check'
import { expect, test } from 'vitest'
import { halfRank } from '../../../../../src/hpo/samplers/gp/observations/half-rank.ts'

// Without −0, which is equal to 0 but not the same, and without numbers so small that half of one cannot be written.
const finite = fc
  .double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 })
  .map((value) => (Math.abs(value) < 1e-300 ? 0 : value))
const samples = fc.array(finite, { minLength: 1, maxLength: 40 }).map((values) => Float64Array.from(values))

test('halfRank keeps the order, and every score from the median up', () => {
  fc.assert(
    fc.property(samples, (scores) => {
      const warped = halfRank(scores)
      const median = scores.toSorted()[Math.ceil((scores.length - 1) / 2)]
      scores.forEach((score, i) => {
        if (score >= median) expect(warped[i]).toBe(score)
        scores.forEach((other, j) => {
          if (score < other) expect(warped[i]).toBeLessThanOrEqual(warped[j])
          if (score === other) expect(warped[i]).toBe(warped[j])
        })
      })
    }),
  )
})

test('halfRank puts the worse half where a normal distribution with the better half’s deviation has it', () => {
  // Median 0; deviation of the better half around it: √((0 + 1 + 4) / 3). Φ⁻¹(0.1) = −1.2816, Φ⁻¹(0.3) = −0.5244.
  const warped = halfRank(Float64Array.of(2, -1e9, 0, -3, 1))
  const deviation = Math.sqrt(5 / 3)
  expect([...warped]).toEqual([2, expect.closeTo(-1.2816 * deviation, 3), 0, expect.closeTo(-0.5244 * deviation, 3), 1])
})

test.each([[[3]], [[1, 1, 1]], [[-5, 2, 2]], [[]]])('halfRank leaves %j, whose better half is all one', (scores) => {
  expect([...halfRank(Float64Array.from(scores))]).toEqual(scores)
})
