import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng } from '../../../../../src/base/rng.ts'
import type { DeclaredSpace, History } from '../../../../../src/hpo/core/sampler.ts'
import type { TrialRecord } from '../../../../../src/hpo/core/trial-record.ts'
import { definition } from '../../../../../src/hpo/samplers/gp/gp.ts'
import { inputsFrom, squaredDistances } from '../../../../../src/hpo/samplers/gp/process/inputs.ts'
import { type GpSpace, gpSpace, rowOf, rowOfTrial } from '../../../../../src/hpo/samplers/gp/space/gp-space.ts'
import { drawAlone } from '../../../../../src/hpo/samplers/suggest-at-random.ts'
import { float } from '../../../../../src/hpo/space/kinds/float.ts'
import { digitsOfItems, itemsOfDigits } from '../../../../../src/hpo/space/kinds/lehmer.ts'
import { oneOf } from '../../../../../src/hpo/space/kinds/one-of.ts'
import { permutation } from '../../../../../src/hpo/space/kinds/permutation.ts'
import { behaviour, type SpaceNode } from '../../../../../src/hpo/space/node.ts'
import { space as declare } from '../../../../../src/hpo/space/space.ts'
import { suggestRequest } from '../../../../../src/testing/suggest-request.ts'
import { trialRecord } from '../../../../../src/testing/trial-record.ts'

function known(node: SpaceNode): {
  readonly space: GpSpace
  readonly declared: DeclaredSpace
  readonly flat: TrialRecord['distributions']
} {
  const leaves = new Map(node[behaviour].leaves('').map((leaf) => [leaf.name, leaf]))
  const declared: DeclaredSpace = { leaves, allows: () => true }
  const flat = Object.fromEntries(Array.from(leaves.values(), ({ name, distribution }) => [name, distribution]))
  return { space: gpSpace(new Map(Object.entries(flat)), declared), declared, flat }
}

const items = [0, 1, 2, 3, 4]
const { space: orders, flat: orderDistributions } = known(declare({ order: permutation(items) }))
const paramsOf = (order: readonly number[]) =>
  Object.fromEntries(digitsOfItems(items, order).map((digit, i) => [`order.${i}`, digit]))
const rowOfOrder = (order: readonly number[]) =>
  rowOfTrial(orders, trialRecord({ number: 0, params: paramsOf(order), distributions: orderDistributions }))!

function distanceOf(a: Float64Array, b: Float64Array, space: GpSpace): number {
  const out = new Float64Array(1)
  const weights = new Float64Array(space.axes.length).fill(1)
  squaredDistances(inputsFrom(space.layout, [a]), { point: b, weights, to: 1 }, out)
  return out[0]
}

test('orders are as far apart as the share of pairs that they order differently', () => {
  const order = fc.shuffledSubarray(items, { minLength: 5, maxLength: 5 })
  fc.assert(
    fc.property(order, order, (a, b) => {
      let differ = 0
      for (const x of items) {
        for (const y of items) if (x < y && a.indexOf(x) < a.indexOf(y) !== b.indexOf(x) < b.indexOf(y)) differ++
      }
      expect(distanceOf(rowOfOrder(a), rowOfOrder(b), orders)).toBeCloseTo(differ / 10, 12)
    }),
  )
  expect(distanceOf(rowOfOrder([0, 1, 2, 3, 4]), rowOfOrder([4, 3, 2, 1, 0]), orders)).toBeCloseTo(1, 12)
  // One swap, though the first Lehmer digits differ: neighbours.
  expect(distanceOf(rowOfOrder([0, 1, 2, 3, 4]), rowOfOrder([1, 0, 2, 3, 4]), orders)).toBeCloseTo(0.1, 12)
})

test('the row of a point is that of the trial that was run there, and an order of a branch not taken is halfway', () => {
  const { space, declared, flat } = known(
    declare({ x: float(0, 1), way: oneOf('name', { sorted: {}, own: { order: permutation(items) } }) }),
  )
  const rng = createRng(3)
  for (let i = 0; i < 20; i++) {
    const params = Object.fromEntries(
      Array.from(declared.leaves.values(), ({ name, distribution }) => [name, drawAlone(distribution, rng, undefined)]),
    )
    const point = Float64Array.from(space.axes, (axis) => {
      if (axis.kind === 'categorical') return axis.distribution.choices.indexOf(params[axis.name])
      const value = params[axis.name] as number
      return axis.kind === 'continuous' ? value : (value + 0.5) / (axis.lastIndex + 1)
    })
    const own = params.way === 'own'
    const ran = Object.fromEntries(Object.entries(params).filter(([name]) => own || !name.includes('order')))
    const row = rowOf(space, point)
    const expected = rowOfTrial(space, trialRecord({ number: 0, params: ran, distributions: flat }))!
    row.forEach((value, j) => expect(value).toBeCloseTo(expected[j], 12))
    expect(row.slice(-10).every((value) => Math.abs(value - 0.5 / Math.sqrt(10)) < 1e-12)).toBe(!own)
  }
})

test('gp learns an order of seven items from which comes before which', () => {
  const seven = [0, 1, 2, 3, 4, 5, 6]
  const { declared, flat } = known(declare({ order: permutation(seven) }))
  const space = new Map(Object.entries(flat))
  const target = [3, 0, 6, 2, 5, 1, 4]
  const misplaced = (digits: readonly number[]): number => {
    const order = itemsOfDigits(seven, digits)
    let pairs = 0
    for (let i = 0; i < 7; i++)
      for (let j = 0; j < i; j++) if (target.indexOf(order[j]) > target.indexOf(order[i])) pairs++
    return pairs
  }
  const sampler = definition.create({ candidates: 128, restarts: 4 })
  const trials: TrialRecord[] = []
  for (let number = 0; number < 35; number++) {
    const history: History = { name: 'study', directions: ['minimize'], trials }
    const params = sampler.suggest(suggestRequest({ space, history, declared, rng: createRng(`order/${number}`) }))
    const digits = Array.from({ length: 6 }, (_, i) => params[`order.${i}`] as number)
    trials.push(trialRecord({ number, params, distributions: flat, values: [misplaced(digits)] }))
  }
  // 5,040 orders; the best of 35 random ones misplaces about five pairs.
  expect(Math.min(...trials.map(({ values }) => values![0]))).toBe(0)
})
