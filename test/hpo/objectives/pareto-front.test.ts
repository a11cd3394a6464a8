import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Direction } from '../../../src/hpo/core/direction.ts'
import { dominates, paretoFront } from '../../../src/hpo/objectives/pareto-front.ts'
import { trialRecord } from '../../../src/testing/trial-record.ts'

const numbers = (directions: readonly Direction[], values: readonly (readonly number[])[]): number[] =>
  paretoFront({ directions, trials: values.map((v, number) => trialRecord({ number, values: v })) }).map(
    (t) => t.number,
  )

test('paretoFront keeps what nobody beats in everything, equals included, in order of number', () => {
  const values = [
    [2, 2],
    [1, 3],
    [3, 1],
    [2, 3],
    [2, 2],
  ]
  expect(numbers(['minimize', 'minimize'], values)).toEqual([0, 1, 2, 4])
  expect(numbers(['maximize', 'minimize'], values)).toEqual([2])
})

test('paretoFront leaves out trials that are not complete or violate a constraint', () => {
  const trials = [
    trialRecord({ number: 0, values: [0, 0], systemAttrs: { constraints: [0.1] } }),
    trialRecord({ number: 1, values: [0, 0], state: 'pruned' }),
    trialRecord({ number: 2, values: null, state: 'fail' }),
    trialRecord({ number: 3, values: [1, 1], systemAttrs: { constraints: [0, -1] } }),
  ]
  const front = paretoFront({ directions: ['minimize', 'minimize'], trials })
  expect(front.map((t) => t.number)).toEqual([3])
})

test('paretoFront is what comparing every pair gives', () => {
  const value = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constantFrom(Number.POSITIVE_INFINITY, -1.5))
  const direction = fc.constantFrom<Direction>('minimize', 'maximize')
  const problem = fc
    .integer({ min: 1, max: 3 })
    .chain((objectives) =>
      fc.tuple(
        fc.array(direction, { minLength: objectives, maxLength: objectives }),
        fc.array(fc.array(value, { minLength: objectives, maxLength: objectives }), { maxLength: 20 }),
      ),
    )
  fc.assert(
    fc.property(problem, ([directions, values]) => {
      const better = (d: Direction, a: number, b: number): boolean => (d === 'minimize' ? a < b : a > b)
      const beats = (a: readonly number[], b: readonly number[]): boolean =>
        directions.every((d, k) => !better(d, b[k], a[k])) && directions.some((d, k) => better(d, a[k], b[k]))
      const expected = values.flatMap((a, i) => (values.some((b) => beats(b, a)) ? [] : [i]))
      expect(numbers(directions, values)).toEqual(expected)
      for (const a of values) for (const b of values) expect(dominates(directions, a, b)).toBe(beats(a, b))
    }),
  )
})
