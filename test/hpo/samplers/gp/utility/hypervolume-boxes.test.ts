import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../../../../src/base/rng.ts'
import { type Box, nonDominatedBoxes } from '../../../../../src/hpo/samplers/gp/utility/hypervolume-boxes.ts'
import { hypervolumeUtility } from '../../../../../src/hpo/samplers/gp/utility/hypervolume-utility.ts'
import { createMoments } from '../../../../../src/hpo/samplers/gp/utility/utility.ts'

const contains = ({ lower, upper }: Box, y: readonly number[]) =>
  y.every((value, m) => value > lower[m] && value < upper[m])

/** Scores on a coarse grid, so that ties occur. */
const fronts = fc.integer({ min: 1, max: 4 }).chain((objectives) =>
  fc.record({
    objectives: fc.constant(objectives),
    front: fc.array(fc.array(fc.integer({ min: -1, max: 5 }), { minLength: objectives, maxLength: objectives }), { maxLength: 7 }), // prettier-ignore
    seed: fc.nat(),
  }),
)

describe('nonDominatedBoxes(front, r)', () => {
  test('covers every point above r that no trial dominates exactly once, and no other', () => {
    fc.assert(
      fc.property(fronts, ({ objectives, front, seed }) => {
        const boxes = nonDominatedBoxes(
          front,
          Array.from({ length: objectives }, () => 0),
        )
        const rng = createRng(seed)
        for (let i = 0; i < 50; i++) {
          const y = Array.from({ length: objectives }, () => -1 + 8 * rng.uniform())
          const isNew =
            y.every((value) => value > 0) && !front.some((point) => point.every((value, m) => value >= y[m]))
          expect(boxes.filter((box) => contains(box, y)).length).toBe(Number(isNew))
        }
      }),
    )
  })

  test('makes n + 1 steps of a staircase of n trials, and grows linearly for three objectives', () => {
    const staircase = Array.from({ length: 30 }, (_, i) => [i + 1, 30 - i])
    expect(nonDominatedBoxes(staircase, [0, 0])).toHaveLength(31)
    const rng = createRng(1)
    const sphere = Array.from({ length: 40 }, () => {
      const direction = [0, 0, 0].map(() => Math.abs(rng.normal()))
      return direction.map((value) => value / Math.hypot(...direction))
    })
    expect(nonDominatedBoxes(sphere, [0, 0, 0]).length).toBeLessThan(4 * 40)
  })

  test('is the whole space above r without a front', () => {
    expect(nonDominatedBoxes([], [1, 2])).toEqual([{ lower: [1, 2], upper: [Infinity, Infinity] }])
  })
})

describe('hypervolumeUtility', () => {
  const front = [[0.2, 0.9], [0.5, 0.5], [0.8, -0.3]] // prettier-ignore
  const r = [-1, -1]
  const boxes = nonDominatedBoxes(front, r)

  function moments(means: readonly number[], deviations: readonly number[]) {
    const made = createMoments(means.length, 1)
    means.forEach((mean, m) => (made.means[m][0] = mean))
    made.deviations.set(deviations)
    return made
  }

  test('is the logarithm of the mean hypervolume that draws of the point would add', () => {
    const utility = hypervolumeUtility({ boxes: [boxes], objectives: 2, thresholds: [] })
    const value = utility(moments([0.4, 0.6], [0.3, 0.5]), createMoments(2, 1))
    const rng = createRng(3)
    const draws = 20_000
    let sum = 0
    for (let i = 0; i < draws; i++) {
      const y = [0.4 + 0.3 * rng.normal(), 0.6 + 0.5 * rng.normal()]
      for (const { lower, upper } of boxes) {
        sum += lower.reduce((volume, low, m) => volume * Math.max(0, Math.min(y[m], upper[m]) - low), 1)
      }
    }
    // The standard deviation of one draw is about twice the mean: five standard errors.
    expect(Math.abs(Math.exp(value) / (sum / draws) - 1)).toBeLessThan(5 * 2 / Math.sqrt(draws)) // prettier-ignore
  })

  test('has the slopes of its differences, far below the front too, with constraints and fantasies', () => {
    const number = (min: number, max: number) => fc.double({ min, max, noNaN: true })
    const normal = fc.tuple(number(-6, 2), number(-6, 2), number(-2, 2), number(-1, 0.3), number(-1, 0.3))
    const utility = hypervolumeUtility({ boxes: [boxes], objectives: 2, thresholds: [0.1] })
    fc.assert(
      fc.property(normal, ([a, b, c, logA, logB]) => {
        const means = [a, b, c]
        const deviations = [10 ** logA, 10 ** logB, 0.5]
        const slopes = createMoments(3, 1)
        utility(moments(means, deviations), slopes)
        const step = 1e-5
        const at = (m: readonly number[], d: readonly number[]) => utility(moments(m, d), createMoments(3, 1))
        means.forEach((_, i) => {
          const shifted = (by: number) => means.map((value, m) => (m === i ? value + by : value))
          const wider = (by: number) => deviations.map((value, m) => (m === i ? value + by : value))
          const byMean = (at(shifted(step), deviations) - at(shifted(-step), deviations)) / (2 * step)
          const byDeviation = (at(means, wider(step)) - at(means, wider(-step))) / (2 * step)
          expect(Math.abs(slopes.means[i][0] - byMean)).toBeLessThan(1e-3 * (1 + Math.abs(byMean)))
          expect(Math.abs(slopes.deviations[i] - byDeviation)).toBeLessThan(1e-3 * (1 + Math.abs(byDeviation)))
        })
      }),
    )
  })

  test('counts only constraints while no trial is feasible', () => {
    const utility = hypervolumeUtility({ boxes: null, objectives: 2, thresholds: [0] })
    const likely = utility(moments([0, 0, 1], [1, 1, 0.5]), createMoments(3, 1))
    const unlikely = utility(moments([5, 5, -1], [1, 1, 0.5]), createMoments(3, 1))
    expect(likely).toBeGreaterThan(unlikely)
  })
})
