import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { hypervolume } from '../../../src/hpo/objectives/hypervolume.ts'
import { hypervolumeReference } from '../../../src/hpo/objectives/hypervolume-reference.ts'
import { hypervolumeSubset } from '../../../src/hpo/objectives/hypervolume-subset.ts'
import { studyHypervolume } from '../../../src/hpo/objectives/study-hypervolume.ts'
import { trialRecord } from '../../../src/testing/trial-record.ts'

/** On a coarse grid, so that ties and copies are common; some points lie outside the reference. */
const problem = fc.integer({ min: 1, max: 5 }).chain((objectives) =>
  fc.record({
    objectives: fc.constant(objectives),
    losses: fc.array(fc.array(fc.integer({ min: -2, max: 6 }), { minLength: objectives, maxLength: objectives }), {
      minLength: 1,
      maxLength: 9,
    }),
  }),
)
const corner = (objectives: number) => Array.from({ length: objectives }, () => 5)

/** By inclusion and exclusion over all subsets: exact on whole numbers. */
function slowVolume(losses: readonly (readonly number[])[], reference: readonly number[]): number {
  let sum = 0
  for (let subset = 1; subset < 2 ** losses.length; subset++) {
    const members = losses.filter((_, i) => (subset >> i) & 1)
    const box = reference.reduce((v, r, k) => v * Math.max(0, r - Math.max(...members.map((row) => row[k]))), 1)
    sum += members.length % 2 === 1 ? box : -box
  }
  return sum
}

describe('hypervolume', () => {
  test('is the volume of the union of boxes, for 1 to 5 objectives', () => {
    fc.assert(
      fc.property(problem, ({ losses, objectives }) => {
        expect(hypervolume(losses, corner(objectives))).toBe(slowVolume(losses, corner(objectives)))
      }),
      { numRuns: 300 },
    )
  })

  test('does not depend on the order of rows or objectives', () => {
    fc.assert(
      fc.property(problem, ({ losses, objectives }) => {
        const expected = hypervolume(losses, corner(objectives))
        expect(hypervolume(losses.toReversed(), corner(objectives))).toBe(expected)
        const mirrored = losses.map((row) => row.toReversed())
        expect(hypervolume(mirrored, corner(objectives))).toBe(expected)
      }),
    )
  })

  test('is 0 without rows below the reference, and infinite when something infinite adds to it', () => {
    expect(hypervolume([], [1, 1])).toBe(0)
    expect(hypervolume([[1, 0]], [1, 1])).toBe(0)
    expect(hypervolume([[0, Number.POSITIVE_INFINITY]], [1, 1])).toBe(0)
    expect(hypervolume([[0, Number.NEGATIVE_INFINITY]], [1, 1])).toBe(Number.POSITIVE_INFINITY)
    expect(hypervolume([[0, 0]], [1, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('hypervolumeSubset', () => {
  const gained = (losses: readonly (readonly number[])[], chosen: readonly number[], reference: readonly number[]) =>
    chosen.map(
      (_, count) =>
        hypervolume(
          chosen.slice(0, count + 1).map((i) => losses[i]),
          reference,
        ) -
        hypervolume(
          chosen.slice(0, count).map((i) => losses[i]),
          reference,
        ),
    )

  test('chooses each time a row that adds most', () => {
    fc.assert(
      fc.property(problem, fc.nat(9), ({ losses, objectives }, size) => {
        const reference = corner(objectives)
        const chosen = hypervolumeSubset(losses, reference, size)
        expect(new Set(chosen).size).toBe(Math.min(size, losses.length))
        if (size >= new Set(losses.map(String)).size) return
        const gains = gained(losses, chosen, reference)
        gains.forEach((gain, step) => {
          const before = chosen.slice(0, step)
          const best = Math.max(...losses.map((_, i) => gained(losses, [...before, i], reference).at(-1)!))
          expect(gain).toBe(best)
        })
      }),
      { numRuns: 200 },
    )
  })

  test('takes copies only when the different rows are used up', () => {
    const losses = [[1, 1], [1, 1], [0, 3], [1, 1]] // prettier-ignore
    expect(new Set(hypervolumeSubset(losses, [4, 4], 2))).toEqual(new Set([0, 2]))
    expect(new Set(hypervolumeSubset(losses, [4, 4], 3))).toEqual(new Set([0, 1, 2]))
  })

  test('works with infinite losses', () => {
    const losses = [[Number.NEGATIVE_INFINITY, 3], [1, 1], [2, Number.POSITIVE_INFINITY], [0, 2]] // prettier-ignore
    expect(hypervolumeSubset(losses, hypervolumeReference(losses), 2)).toHaveLength(2)
  })

  test.each([
    [2, 0.9],
    [3, 0.75],
  ])('of a large front with %i objectives: 10 of 200 rows cover most of it', (objectives, share) => {
    const rng = createRng('front')
    const losses = Array.from({ length: 200 }, () => {
      const direction = Array.from({ length: objectives }, () => Math.abs(rng.normal()))
      const length = Math.hypot(...direction)
      return direction.map((d) => 1 - d / length)
    })
    const reference = hypervolumeReference(losses)
    const volume = (chosen: readonly number[]) => hypervolume(chosen.map((i) => losses[i]), reference) // prettier-ignore
    const all = volume([...losses.keys()])
    expect(volume(hypervolumeSubset(losses, reference, 10))).toBeGreaterThan(share * all)
    expect(volume(hypervolumeSubset(losses, reference, 10))).toBeGreaterThan(volume([...losses.keys()].slice(0, 10)))
  })
})

test('hypervolumeReference lies a tenth beyond the worst finite losses, on their side of zero', () => {
  const losses = [[1, -10, 0, 5], [2, -20, -1, Number.POSITIVE_INFINITY]] // prettier-ignore
  expect(hypervolumeReference(losses)).toEqual([2.2, -9, 1e-12, 5.5])
})

describe('studyHypervolume', () => {
  const directions = ['minimize', 'maximize'] as const
  const trials = [
    trialRecord({ number: 0, values: [1, 2] }),
    trialRecord({ number: 1, values: [3, 4] }),
    trialRecord({ number: 2, values: [0, 9], systemAttrs: { constraints: [1] } }),
    trialRecord({ number: 3, values: [0, 9], state: 'pruned' }),
    trialRecord({ number: 4, values: [Number.NaN, 9] }),
  ]

  test('counts complete and feasible trials, in the units and directions of the objectives', () => {
    // Boxes 4 × 2 and 2 × 4 that share 2 × 2.
    expect(studyHypervolume({ directions, trials }, [5, 0])).toBe(12)
    expect(studyHypervolume({ directions, trials: [] }, [5, 0])).toBe(0)
  })

  test('takes a reference a tenth beyond the worst values by default', () => {
    // Reference [3.3, 1.8]: boxes 2.3 × 0.2 and 0.3 × 2.2 that share 0.3 × 0.2.
    expect(studyHypervolume({ directions, trials: trials.slice(0, 2) })).toBeCloseTo(1.06, 12)
  })

  test.each([[[1]], [[1, Number.NaN]], [null], ['1,2']])('refuses the reference %j', (reference) => {
    expect(() => studyHypervolume({ directions, trials }, reference as never)).toThrow(
      expect.objectContaining({ code: 'study/bad-reference' }),
    )
  })
})
