import { describe, expect, test } from 'vitest'
import { createRng } from '../../../../src/base/rng.ts'
import type { Individual } from '../../../../src/hpo/samplers/nsga/individual.ts'
import { nicheSurvivors } from '../../../../src/hpo/samplers/nsga/niche-survivors.ts'
import { definition, type Nsga3Options } from '../../../../src/hpo/samplers/nsga/nsga3.ts'
import { referencePoints } from '../../../../src/hpo/samplers/nsga/reference-points.ts'
import { unitIntercepts } from '../../../../src/hpo/samplers/nsga/unit-intercepts.ts'
import { suggestRequest } from '../../../../src/testing/suggest-request.ts'
import { trialRecord } from '../../../../src/testing/trial-record.ts'

const individual = (losses: readonly number[], number: number, violation = 0): Individual => ({
  trial: trialRecord({ number, values: losses }),
  losses,
  violation,
})
const numbersOf = (survivors: readonly Individual[]) => survivors.map(({ trial }) => trial.number)

describe('nicheSurvivors', () => {
  test('keeps trials along every reference direction, where crowding together would be easy', () => {
    // Twenty trials near one end of the front, one each elsewhere.
    const front = [[1, 0], [0.66, 0.34], [0.33, 0.67]] // prettier-ignore
    const crowd = Array.from({ length: 20 }, (_, i) => [0.001 * i, 1 - 0.001 * i])
    const pool = [...crowd, ...front].map((losses, number) => individual(losses, number))
    expect(numbersOf(nicheSurvivors(pool, 4, referencePoints(2, 3))).toSorted((a, b) => a - b)).toEqual([0, 20, 21, 22])
  })

  test('takes whole fronts first, and those that satisfy the constraints before others', () => {
    const pool = [
      individual([2, 2], 0),
      individual([0, 0], 1, 1),
      individual([1, 1], 2),
      individual([3, 3], 3),
      individual([0, 0], 4, 0.5),
    ]
    expect(numbersOf(nicheSurvivors(pool, 4, referencePoints(2, 3)))).toEqual([2, 0, 3, 4])
  })

  test('survives infinite and equal losses', () => {
    const pool = [[1, Number.POSITIVE_INFINITY], [Number.NEGATIVE_INFINITY, 2], [1, 1], [1, 1]] // prettier-ignore
    const survivors = nicheSurvivors(pool.map((losses, number) => individual(losses, number)), 3, referencePoints(2, 3)) // prettier-ignore
    expect(survivors).toHaveLength(3)
  })
})

test('referencePoints are all whole points on the plane: C(objectives + divisions − 1, divisions)', () => {
  expect(referencePoints(3, 12)).toHaveLength(91)
  expect(referencePoints(5, 4)).toHaveLength(70)
  expect(referencePoints(3, 12).every((point) => point.reduce((a, b) => a + b, 0) === 12)).toBe(true)
  expect(new Set(referencePoints(4, 5).map(String)).size).toBe(referencePoints(4, 5).length)
})

test('unitIntercepts scales by the largest loss where the extreme points span no plane', () => {
  const [best, , worst] = unitIntercepts([[1, 10], [2, 20], [3, 30]]) // prettier-ignore
  expect([[...best], [...worst]]).toEqual([[0, 0], [1, 1]]) // prettier-ignore
})

describe('`nsga3`', () => {
  const space = new Map([['x', { kind: 'float', low: 0, high: 1, log: false, step: null } as const]])
  const rng = createRng('past')
  const trials = Array.from({ length: 30 }, (_, number) => {
    const x = rng.uniform()
    return trialRecord({ number, params: { x }, values: [x, 1 - x, x * x, Math.abs(x - 0.5)] })
  })
  const history = { name: 'study', directions: ['minimize', 'minimize', 'maximize', 'minimize'] as const, trials }

  test('breeds for four objectives', () => {
    const { x } = definition.create({ populationSize: 10 }).suggest(suggestRequest({ space, history }))
    expect(x).toBeGreaterThanOrEqual(0)
    expect(x).toBeLessThanOrEqual(1)
  })

  test('refuses reference points of another number of objectives', () => {
    const sampler = definition.create({ populationSize: 10, referencePoints: [[1, 0, 0, 0], [0, 1]] }) // prettier-ignore
    expect(() => sampler.suggest(suggestRequest({ space, history }))).toThrow(
      expect.objectContaining({ code: 'sampler/bad-reference-points' }),
    )
  })

  test.each([
    [{ referencePoints: [[0, 0]] }, /referencePoints/],
    [{ referencePoints: [[-1, 0]] }, /referencePoints/],
    [{ dividingParameter: 0 }, /"dividingParameter" of sampler "nsga3" is 0. Allowed: a whole number, at least 1/],
  ])('refuses %j', (options, text) => {
    expect(() => definition.create(options as Nsga3Options)).toThrow(text)
  })
})
