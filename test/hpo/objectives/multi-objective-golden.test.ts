import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { crowdingDistances } from '../../../src/hpo/objectives/crowding-distances.ts'
import { hypervolume } from '../../../src/hpo/objectives/hypervolume.ts'
import { hypervolumeSubset } from '../../../src/hpo/objectives/hypervolume-subset.ts'
import { constrainedRanks, nonDominatedRanks } from '../../../src/hpo/objectives/non-dominated-ranks.ts'

// What Optuna computed: 5.0.0.dev for `moo`, 5.0.0 for the rest. Infinities are stored as text.
interface Golden {
  readonly moo: readonly {
    readonly Y: readonly (readonly number[])[]
    readonly ref: readonly number[]
    readonly ranks: readonly number[]
    readonly hypervolume: number
    readonly front_idx: readonly number[]
    readonly hssp_k: number
    readonly hssp_idx_in_front: readonly number[]
  }[]
}
interface MultiObjectiveGolden {
  readonly fronts: readonly {
    readonly losses: readonly (readonly number[])[]
    readonly reference: readonly number[]
    readonly hypervolume: number
    readonly size: number
    readonly subset: readonly number[]
    readonly subsetHypervolume: number
  }[]
  readonly ranks: readonly {
    readonly losses: readonly (readonly number[])[]
    readonly violations: readonly number[] | null
    readonly ranks: readonly number[]
  }[]
  readonly crowding: readonly {
    readonly losses: readonly (readonly Stored[])[]
    readonly distances: readonly Stored[]
  }[]
}
type Stored = number | 'inf' | '-inf'

const read = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../golden/${file}`, import.meta.url), 'utf8'))
const { moo } = read('optuna-5.0.0.dev-golden.json') as Golden
const { fronts, ranks, crowding } = read('optuna-5.0.0-multi-objective.json') as MultiObjectiveGolden
const number = (stored: Stored): number => {
  if (stored === 'inf') return Number.POSITIVE_INFINITY
  return stored === '-inf' ? Number.NEGATIVE_INFINITY : stored
}
const ascending = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)

describe('as Optuna', () => {
  test.each(moo.map((one) => [one.ref.length, one] as const))(
    'of 12 to 14 trials with %i objectives: ranks, subset exactly, hypervolume to 1e-12',
    (_, { Y, ref, ranks, hypervolume: expected, front_idx, hssp_k, hssp_idx_in_front }) => {
      expect([...nonDominatedRanks(Y)]).toEqual(ranks)
      expect(hypervolume(Y, ref)).toBeCloseTo(expected, 12)
      const front = front_idx.map((i) => Y[i])
      expect(ascending(hypervolumeSubset(front, ref, hssp_k))).toEqual(hssp_idx_in_front)
    },
  )

  test.each(fronts.map((front) => [front.losses.length, front.reference.length, front] as const))(
    'of a front of %i points with %i objectives: subset exactly, hypervolumes to 1e-11',
    (_, __, { losses, reference, hypervolume: expected, size, subset, subsetHypervolume }) => {
      expect(hypervolume(losses, reference)).toBeCloseTo(expected, 11)
      const chosen = hypervolumeSubset(losses, reference, size)
      expect(ascending(chosen)).toEqual(subset)
      const rows = chosen.map((at) => losses[at])
      expect(hypervolume(rows, reference)).toBeCloseTo(subsetHypervolume, 11)
    },
  )

  test.each(ranks.map((one) => [one.losses[0].length, one.violations === null ? 'no' : 'some', one] as const))(
    'of coarse losses of %i objectives with %s violations: ranks exactly',
    (_, __, { losses, violations, ranks: expected }) => {
      const ours = violations === null ? nonDominatedRanks(losses) : constrainedRanks(losses, violations)
      expect([...ours]).toEqual(expected)
    },
  )

  test.each(crowding.map((one, at) => [at, one] as const))(
    'of front %i, some with infinities: crowding distances to 1e-12',
    (_, { losses, distances }) => {
      const ours = crowdingDistances(losses.map((row) => row.map(number)))
      distances.map(number).forEach((expected, i) => {
        if (Number.isFinite(expected)) expect(ours[i]).toBeCloseTo(expected, 12)
        else expect(ours[i]).toBe(expected)
      })
    },
  )
})
