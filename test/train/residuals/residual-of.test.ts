import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import type { Vocabulary } from '../../../src/train/residuals/vocabulary.ts'
import { numericResidual } from '../../../src/train/residuals/numeric-residual.ts'
import type { ResidualFunction } from '../../../src/train/residuals/parse-residual.ts'
import { residualOf } from '../../../src/train/residuals/residual-of.ts'
import type { Residual, ResidualAtPoints } from '../../../src/train/residuals/residual.ts'

const vocabulary: Vocabulary = {
  coordinates: ['x', 't'],
  unknowns: ['u', 'v'],
  constants: { nu: 0.01, k: 3 },
  coefficients: ['C'],
}
type Any = Record<string, number>
const residual = (source: (fields: Any, constants: Any) => number): Residual => residualOf(source, vocabulary)

/** The residual at five points with random fields, evaluated with C = 1.7. */
function evaluated(one: Residual, seed = 1): ResidualAtPoints & { partials: readonly Float64Array[] } {
  const rng = createRng(seed)
  const draw = (length: number): Float64Array => Float64Array.from({ length }, () => 0.2 + rng.uniform())
  const partials = one.partials.map(() => draw(5))
  const at = one.at({ count: 5, columns: draw(10), width: 2, partials })
  at.evaluate([1.7])
  return { ...at, partials }
}

const expressions: readonly [string, (fields: Any, constants: Any) => number][] = [
  ['Burgers', ({ u, u_t, u_x, u_xx }, { nu }) => u_t + u * u_x - nu * u_xx],
  ['a source of the coordinates', ({ u_t, x, t }) => u_t - Math.sin(Math.PI * x) * Math.exp(-t)],
  ['powers', ({ u, v }) => u ** 3 - v ** 2 / u + u ** 2.5 + 2 ** v],
  ['an inverse coefficient', ({ u_t, u_xx }, { C }) => u_t - C * u_xx + C ** 2],
  ['functions', ({ u, v }) => Math.tanh(u) * Math.cos(v) + Math.log(u) - Math.sqrt(v) + Math.abs(-u) + -Math.exp(u)],
  [
    'statements',
    function ({ u, v_xt }) {
      const w = u * u
      const z = w + v_xt
      return z * w
    },
  ],
  ['arguments that are not taken apart', (f, c) => f.u_tt - c.k * f.v],
  ['quotients', ({ u, v, x }) => (u - v) / (x + 2) - 1 / (u * v)],
]

describe('residualOf(source, vocabulary)', () => {
  test.each(expressions)('reads %s as an expression, whose value is that of the function', (_, source) => {
    const one = residual(source)
    expect(one.expression).not.toBe(null)
    const { value } = evaluatedAlike(one, one)
    const plain = evaluatedAlike(numericResidual(source, vocabulary), one)
    expect([...value]).toEqual([...plain.value].map((x) => expect.closeTo(x, 12)))
  })

  test.each(expressions)('has exact slopes for %s: those of differences to 1e-9', (_, source) => {
    const exact = residual(source)
    const numeric = numericResidual(source, vocabulary)
    const order = exact.partials.map((one) => numeric.partials.findIndex((other) => same(one, other)))
    expect(new Set(order)).toEqual(new Set(numeric.partials.keys()))
    const [a, b] = [evaluatedAlike(exact, exact), evaluatedAlike(numeric, exact)]
    for (const [k, slope] of a.slopes.entries()) expectClose(slope, b.slopes[order[k]])
    expectClose(a.coefficientSlopes[0], b.coefficientSlopes[0])
  })

  test('takes any function where it cannot read one, with slopes by differences', () => {
    const outside = 0.01
    const one = residual(({ u_t, u, u_x, u_xx }) => {
      let sum = u_t + u * u_x
      if (sum < 1e9) sum -= outside * u_xx
      return sum
    })
    expect(one.expression).toBe(null)
    expect(one.partials.map(({ orders }) => orders.join(''))).toEqual(['01', '00', '10', '20'])
    const at = evaluated(one)
    expectClose(at.slopes[1], at.partials[2])
    expectClose(
      at.slopes[3],
      Float64Array.from({ length: 5 }, () => -0.01),
    )
  })

  test('sums the sizes of the summands', () => {
    const at = evaluated(residual(({ u_t, u_xx }, { k }) => u_t - k * u_xx))
    const rms = (values: Float64Array): number => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length)
    expect(at.summandsRms()).toBeCloseTo(rms(at.partials[0]) + 3 * rms(at.partials[1]), 12)
  })

  test.each([
    [({ w }: Any) => w, 'w'],
    [({ u_y }: Any) => u_y, 'u_y'],
    [({ u_xxxxx }: Any) => u_xxxxx, 'u_xxxxx'],
    [({ u }: Any, { mu }: Any) => u * mu, 'mu'],
  ])('refuses a name that the problem does not have (%#)', (source, name) => {
    expect(() => residual(source)).toThrow(expect.objectContaining({ code: 'train/unknown-field' }))
    expect(() => residual(source)).toThrow(name)
  })

  test('refuses what is no function, and a function that gives no number', () => {
    const wrong = (value: unknown): unknown => residualOf(value as ResidualFunction, vocabulary)
    expect(() => wrong('u_t - u_xx')).toThrow(expect.objectContaining({ code: 'train/bad-residual' }))
    expect(() => wrong(() => 'large')).toThrow(expect.objectContaining({ code: 'train/bad-residual' }))
  })

  test('has the same value whatever order the points are in', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const one = residual(expressions[0][1])
        const { value, partials } = evaluated(one, seed)
        const reversed = partials.map((array) => array.toReversed())
        const at = one.at({ count: 5, columns: new Float64Array(10), width: 2, partials: reversed })
        at.evaluate([1.7])
        expect(at.value.toReversed()).toEqual(value)
      }),
      { numRuns: 20 },
    )
  })
})

function same(a: Residual['partials'][number], b: Residual['partials'][number]): boolean {
  return a.output === b.output && a.orders.join() === b.orders.join()
}

/** `one` with the fields that `like` would draw for itself. */
function evaluatedAlike(one: Residual, like: Residual): ResidualAtPoints {
  const rng = createRng(5)
  const drawn = like.partials.map(() => Float64Array.from({ length: 5 }, () => 0.2 + rng.uniform()))
  const partials = one.partials.map((partial) => drawn[like.partials.findIndex((other) => same(partial, other))])
  const at = one.at({ count: 5, columns: Float64Array.from({ length: 10 }, () => rng.uniform()), width: 2, partials })
  at.evaluate([1.7])
  return at
}

function expectClose(a: Float64Array, b: Float64Array): void {
  for (const [i, x] of a.entries()) expect(Math.abs(x - b[i])).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(x)))
}
