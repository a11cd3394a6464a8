import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crowdingDistances } from '../../../src/hpo/objectives/crowding-distances.ts'
import { toLosses } from '../../../src/hpo/objectives/losses.ts'
import { constrainedRanks, nonDominatedRanks } from '../../../src/hpo/objectives/non-dominated-ranks.ts'

const loss = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
)
const rows = fc
  .integer({ min: 1, max: 4 })
  .chain((objectives) => fc.array(fc.array(loss, { minLength: objectives, maxLength: objectives }), { maxLength: 25 }))

const dominates = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((value, k) => value <= b[k]) && a.some((value, k) => value < b[k])

/** Takes off one front after the other. */
function peeled(losses: readonly (readonly number[])[]): number[] {
  const ranks = losses.map(() => -1)
  for (let rank = 0; ranks.includes(-1); rank++) {
    const left = [...losses.keys()].filter((i) => ranks[i] === -1)
    for (const i of left.filter((i) => !left.some((j) => dominates(losses[j], losses[i])))) ranks[i] = rank
  }
  return ranks
}

test('nonDominatedRanks are what taking off one front after the other gives', () => {
  fc.assert(
    fc.property(rows, (losses) => {
      expect([...nonDominatedRanks(losses)]).toEqual(peeled(losses))
    }),
  )
})

test('constrainedRanks puts feasible rows first, by domination, and the others by violation, NaN last', () => {
  const losses = [[0, 0], [5, 5], [4, 6], [6, 6], [0, 0], [1, 1], [2, 2]] // prettier-ignore
  const violations = [2, 0, 0, 0, 1, 2, Number.NaN]
  expect([...constrainedRanks(losses, violations)]).toEqual([3, 0, 0, 1, 2, 3, 4])
})

test('constrainedRanks without a feasible row starts at 0', () => {
  expect([...constrainedRanks([[1], [2]], [3, 1])]).toEqual([1, 0])
})

test('crowdingDistances are infinite at the ends of every objective that differs, and fall where rows are close', () => {
  const distances = crowdingDistances([[0, 4], [1, 3], [1.2, 2.8], [4, 0]]) // prettier-ignore
  expect([distances[0], distances[3]]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])
  expect(distances[1]).toBeCloseTo(1.2 / 4 + 1.2 / 4, 12)
  expect(distances[2]).toBeCloseTo(3 / 4 + 3 / 4, 12)
  expect([...crowdingDistances([[1, 2], [1, 2]])]).toEqual([0, 0]) // prettier-ignore
  expect([...crowdingDistances([])]).toEqual([])
})

test('toLosses turns maximised objectives round and takes NaN for the worst', () => {
  expect(toLosses(['minimize', 'maximize', 'maximize'], [1, 2, Number.NaN])).toEqual([1, -2, Number.POSITIVE_INFINITY])
})
