import { expect, test } from 'vitest'
import { bestTrial } from '../../../src/hpo/core/best-trial.ts'
import { constraintsOf, isFeasible } from '../../../src/hpo/core/constraints.ts'
import { trialRecord } from '../../../src/testing/trial-record.ts'

test('bestTrial is the earliest of the best complete trials', () => {
  const trials = [3, 1, 2, 1].map((value, number) => trialRecord({ number, values: [value] }))
  expect(bestTrial({ directions: ['minimize'], trials })?.number).toBe(1)
  expect(bestTrial({ directions: ['maximize'], trials })?.number).toBe(0)
})

test('bestTrial takes an infinite value over none, and a finite one over it', () => {
  const diverged = trialRecord({ number: 0, values: [Number.POSITIVE_INFINITY] })
  expect(bestTrial({ directions: ['minimize'], trials: [diverged] })?.number).toBe(0)
  expect(
    bestTrial({ directions: ['minimize'], trials: [diverged, trialRecord({ number: 1, values: [1] })] })?.number,
  ).toBe(1)
})

test('bestTrial does not count pruned, failed and infeasible trials', () => {
  const trials = [
    trialRecord({ number: 0, values: [-9], state: 'pruned' }),
    trialRecord({ number: 1, values: null, state: 'fail' }),
    trialRecord({ number: 2, values: [-8], systemAttrs: { constraints: [-1, 0.5] } }),
  ]
  expect(bestTrial({ directions: ['minimize'], trials })).toBeNull()
  expect(
    bestTrial({ directions: ['minimize'], trials: [...trials, trialRecord({ number: 3, values: [3] })] })?.number,
  ).toBe(3)
})

test.each([
  [{}, null, true],
  [{ constraints: [] }, [], true],
  [{ constraints: [0, -1] }, [0, -1], true],
  [{ constraints: [0, 1e-9] }, [0, 1e-9], false],
  [{ constraints: ['NaN'] }, [Number.NaN], false],
  [{ 'constraints:mem': -1, 'constraints:time': 2 }, [-1, 2], false],
  [{ 'constraints:mem': -1 }, [-1], true],
])('the constraints in %j are %j', (systemAttrs, constraints, feasible) => {
  expect(constraintsOf({ systemAttrs })).toEqual(constraints)
  expect(isFeasible({ systemAttrs })).toBe(feasible)
})
