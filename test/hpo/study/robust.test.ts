import { describe, expect, test } from 'vitest'
import { createStudy, float, robust, type RobustOptions, space } from '../../../src/hpo/index.ts'

const line = space({ x: float(0, 1) })
/** A deep, narrow valley at 0.2 and a shallower, broad one at 0.7. */
const valleys = ({ x }: { readonly x: number }): number =>
  -1.2 * Math.exp(-(((x - 0.2) / 0.02) ** 2)) - Math.exp(-(((x - 0.7) / 0.2) ** 2))

const trial = null as never
const riskOf = async (values: readonly number[], options: Omit<RobustOptions<{ x: number }>, 'noise' | 'samples'>) => {
  let at = 0
  const objective = robust<{ x: number }>(() => values[at++ % values.length], {
    ...options,
    noise: { x: { normal: 1 } },
    samples: values.length,
  })
  return objective({ x: 0 }, trial) as Promise<{ values: number; attrs: { robust: Record<string, number> } }>
}

describe('`robust`', () => {
  test.each(['meanVariance', 'valueAtRisk', 'conditionalValueAtRisk'] as const)(
    'leads a study away from an optimum that small deviations miss, by %s',
    async (measure) => {
      const best = async (objective: typeof valleys | ReturnType<typeof robust<{ x: number }>>) => {
        const study = await createStudy({ sampler: 'qmc', seed: 1, pruner: null })
        await study.optimize(line, objective, { trials: 256 })
        return study.bestParams.x as number
      }
      expect(Math.abs((await best(valleys)) - 0.2)).toBeLessThan(0.02)
      const found = await best(robust(valleys, { noise: { x: { uniform: 0.1 } }, measure, samples: 24 }))
      expect(Math.abs(found - 0.7)).toBeLessThan(0.06)
    },
  )

  test('measures what its definitions say, in both directions', async () => {
    const values = [3, 1, 4, 2, 5, 9, 6, 8, 7, 10]
    expect(await riskOf(values, { measure: 'valueAtRisk', level: 0.8 })).toMatchObject({ values: 8 })
    expect(await riskOf(values, { measure: 'valueAtRisk', level: 0.8, direction: 'maximize' })).toMatchObject({
      values: 3,
    })
    const tail = await riskOf(values, { level: 0.8 })
    expect(tail.values).toBeCloseTo(9.5, 12)
    expect((await riskOf(values, { level: 0.8, direction: 'maximize' })).values).toBeCloseTo(1.5, 12)
    const spread = await riskOf(values, { measure: 'meanVariance', weight: 2 })
    expect(spread.values).toBeCloseTo(5.5 + 2 * 8.25, 12)
    expect(spread.attrs.robust).toEqual({ mean: 5.5, deviation: Math.sqrt(8.25), worst: 10 })
    expect((await riskOf(values, { measure: 'meanVariance', direction: 'maximize' })).values).toBeCloseTo(
      5.5 - 8.25,
      12,
    )
    expect((await riskOf([1, Number.NaN], {})).values).toBeNaN()
  })

  test('deviates as it is told, in the same way for every trial', async () => {
    const seen: number[] = []
    const record = ({ x, y }: { readonly x: number; readonly y: string }): number => {
      expect(y).toBe('kept')
      return seen.push(x)
    }
    const options = { samples: 200, noise: { x: { uniform: 0.5 } } } as const
    const objective = robust(record, options)
    await objective({ x: 1, y: 'kept' }, trial)
    await objective({ x: 2, y: 'kept' }, trial)
    expect(seen.slice(0, 200).every((x) => Math.abs(x - 1) <= 0.5)).toBe(true)
    expect(Math.max(...seen.slice(0, 200)) - Math.min(...seen.slice(0, 200))).toBeGreaterThan(0.9)
    seen.slice(0, 200).forEach((x, i) => expect(seen[200 + i]).toBeCloseTo(x + 1, 12))
    seen.length = 0
    await robust(record, { ...options, noise: { x: (x, rng) => x * Math.floor(rng.uniform() * 2) } })({ x: 3, y: 'kept' }, trial) // prettier-ignore
    expect(new Set(seen)).toEqual(new Set([0, 3]))
  })

  test.each([
    ['no noise', { noise: {} }],
    ['a noise without a width', { noise: { x: { normal: 0 } } }],
    ['a noise of two laws', { noise: { x: { normal: 1, uniform: 1 } } }],
    ['an unknown measure', { noise: { x: { normal: 1 } }, measure: 'worst' }],
    ['a level of 1', { noise: { x: { normal: 1 } }, level: 1 }],
    ['a negative weight', { noise: { x: { normal: 1 } }, weight: -1 }],
    ['one sample', { noise: { x: { normal: 1 } }, samples: 1 }],
    ['a direction that is none', { noise: { x: { normal: 1 } }, direction: 'up' }],
    ['options that are none', null],
  ])('refuses %s', (_, options) => {
    expect(() => robust(() => 0, options as never)).toThrow(expect.objectContaining({ code: 'base/bad-argument' }))
  })

  test('refuses an unknown option, an objective that is none or gives no number, and noise of a text', async () => {
    const noise = { x: { normal: 1 } }
    expect(() => robust(() => 0, { noise, sample: 3 } as never)).toThrow(
      expect.objectContaining({ code: 'base/unknown-option' }),
    )
    expect(() => robust(5 as never, { noise })).toThrow(expect.objectContaining({ code: 'base/bad-argument' }))
    const bad = { code: 'base/bad-argument' }
    await expect(robust((() => 'x') as never, { noise })({ x: 1 }, trial)).rejects.toMatchObject(bad)
    await expect(robust(() => 0, { noise } as never)({ x: 'a' }, trial)).rejects.toMatchObject(bad)
  })
})
