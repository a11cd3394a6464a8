import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import {
  cardinality,
  categoricalDistribution,
  contains,
  floatDistribution,
  fromScale,
  intDistribution,
  numericBounds,
} from '../../../src/hpo/space/distribution.ts'
import type { NumericDistribution, ParamValue } from '../../../src/hpo/space/distribution.ts'
import { leavesOf } from '../../../src/hpo/space/flat-space.ts'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../src/hpo/space/kinds/int.ts'
import { logPriorDensity, priorQuantile, samplePrior } from '../../../src/hpo/space/prior.ts'
import type { NumberPrior, Prior } from '../../../src/hpo/space/prior.ts'
import { spaceFromJSON } from '../../../src/hpo/space/space-from-json.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { openStudy } from '../study/setup.ts'
import { fails } from './fails.ts'

const priors: readonly NumberPrior[] = [
  { kind: 'uniform' },
  { kind: 'logUniform' },
  { kind: 'normal', mu: 3, sigma: 2 },
  { kind: 'normal', mu: -40, sigma: 4 },
  { kind: 'logNormal', median: 2, decades: 0.3 },
  { kind: 'beta', a: 2, b: 5 },
  { kind: 'beta', a: 0.7, b: 1 },
]

const continuous = [
  floatDistribution('x', { low: 1, high: 10 }),
  floatDistribution('x', { low: 0.1, high: 20, log: true }),
]
const stepped = [
  floatDistribution('x', { low: 1, high: 4, step: 0.25 }),
  intDistribution('x', { low: 1, high: 9, step: 2 }),
  intDistribution('x', { low: 1, high: 30, log: true }),
]

function pairs<D>(distributions: readonly D[]): readonly [NumberPrior, D][] {
  return priors.flatMap((prior) => distributions.map((distribution): [NumberPrior, D] => [prior, distribution]))
}

/** The values of a stepped range. */
function grid(distribution: NumericDistribution): number[] {
  return Array.from({ length: cardinality(distribution) }, (_, i) => distribution.low + i * (distribution.step ?? 0))
}

describe('a prior', () => {
  it.each(pairs(continuous))(
    '%o on %o has a density with integral 1, of which priorQuantile is the inverse',
    (prior, d) => {
      const { low, high } = numericBounds(d)
      // Midpoint rule on the parameter's own scale; 0.7 − 1 < 0 makes one density infinite at the edge.
      const n = 20_000
      const at = (i: number): number => fromScale(d, low + ((high - low) * i) / n)
      let mass = 0
      for (let i = 0; i < n; i++) {
        mass += Math.exp(logPriorDensity(d, prior, at(i + 0.5))) * ((high - low) / n)
        if (i % 2000 === 1999) {
          // What lies below x is the q of which x is the quantile.
          const x = at(i + 1)
          const [below, above] = [
            priorQuantile(d, prior, Math.max(0, mass - 0.002)),
            priorQuantile(d, prior, Math.min(1, mass + 0.002)),
          ]
          expect(below as number).toBeLessThanOrEqual(x * (1 + 1e-9))
          if (mass < 0.997) expect(above as number).toBeGreaterThanOrEqual(x * (1 - 1e-9))
        }
      }
      expect(Math.abs(mass - 1)).toBeLessThan(1e-3)
    },
  )

  it.each(pairs(stepped))('%o on %o gives each value the mass of its cell', (prior, d) => {
    const logs = grid(d).map((value) => logPriorDensity(d, prior, value))
    expect(logs.reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 9)
    const rng = createRng('cells')
    const n = 5000
    const counts = new Map<ParamValue, number>()
    for (let i = 0; i < n; i++) {
      const value = samplePrior(d, prior, rng)
      counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    // Each count is binomial; 5.5 standard deviations, and one count for the rounding of rare cells.
    grid(d).forEach((value, i) => {
      const p = Math.exp(logs[i])
      expect(Math.abs((counts.get(value) ?? 0) - n * p)).toBeLessThan(1 + 5.5 * Math.sqrt(n * p * (1 - p)))
    })
  })

  it('gives values of its distribution, whatever the prior', () => {
    const shapes = fc.oneof(
      fc.record({
        kind: fc.constant('normal' as const),
        mu: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        sigma: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      }),
      fc.record({
        kind: fc.constant('logNormal' as const),
        median: fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
        decades: fc.double({ min: 0.01, max: 30, noNaN: true }),
      }),
      fc.record({
        kind: fc.constant('beta' as const),
        a: fc.double({ min: 0.01, max: 1000, noNaN: true }),
        b: fc.double({ min: 0.01, max: 1000, noNaN: true }),
      }),
    )
    fc.assert(
      fc.property(
        shapes,
        fc.constantFrom(...continuous, ...stepped),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (prior, d, q) => {
          expect(contains(d, priorQuantile(d, prior, q))).toBe(true)
        },
      ),
    )
  })

  it('is uniform on the scale of the parameter where uniform and logUniform match it', () => {
    const [linear, log] = continuous
    expect(logPriorDensity(linear, { kind: 'uniform' }, 7)).toBeCloseTo(-Math.log(9), 12)
    expect(logPriorDensity(log, { kind: 'logUniform' }, 7)).toBeCloseTo(-Math.log(Math.log(200)), 12)
    expect(logPriorDensity(linear, { kind: 'uniform' }, 11)).toBe(Number.NEGATIVE_INFINITY)
  })

  it('weights choices', () => {
    const d = categoricalDistribution('c', ['a', 'b'])
    const prior: Prior = { kind: 'weights', weights: [3, 1] }
    expect([0, 0.74, 0.76, 1].map((q) => priorQuantile(d, prior, q))).toEqual(['a', 'a', 'b', 'b'])
    expect(logPriorDensity(d, prior, 'b')).toBeCloseTo(Math.log(0.25), 12)
    expect(logPriorDensity(d, prior, 'c')).toBe(Number.NEGATIVE_INFINITY)
  })
})

describe('.prior', () => {
  const s = space({
    lr: float(1e-5, 1e-1).log().prior({ kind: 'logNormal', median: 1e-3, decades: 0.5 }),
    act: choice('tanh', 'gelu').prior({ kind: 'weights', weights: [9, 1] }),
  })

  it('is in the leaves and survives JSON', () => {
    expect(leavesOf(s).map(({ prior }) => prior)).toEqual([
      { kind: 'logNormal', median: 1e-3, decades: 0.5 },
      { kind: 'weights', weights: [9, 1] },
    ])
    expect(JSON.stringify(spaceFromJSON(JSON.parse(JSON.stringify(s))))).toBe(JSON.stringify(s))
  })

  it('is what the random sampler draws from', async () => {
    const study = await openStudy()
    await study.optimize(s, () => 0, { trials: 300 })
    const logs = study.trials.map(({ params }) => Math.log10(Number(params.lr)))
    const mean = logs.reduce((sum, x) => sum + x, 0) / 300
    const deviation = Math.sqrt(logs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 300)
    // Standard errors 0.029 and 0.02; without the prior the deviation were 1.15.
    expect(Math.abs(mean + 3)).toBeLessThan(0.13)
    expect(Math.abs(deviation - 0.5)).toBeLessThan(0.1)
    expect(study.trials.filter(({ params }) => params.act === 'tanh').length).toBeGreaterThan(245)
  })

  it('refuses what is no prior of such a parameter', () => {
    fails(() => float(0, 1).prior({ kind: 'logUniform' }), 'space/bad-prior', 'low above 0')
    fails(() => float(0, 1).prior({ kind: 'normal', mu: 0, sigma: 0 }), 'space/bad-prior', 'sigma')
    fails(() => int(0, 1).prior({ kind: 'beta', a: 0, b: 1 }), 'space/bad-prior', 'a: a number from 0.01')
    fails(() => choice('a', 'b').prior({ kind: 'weights', weights: [1] }), 'space/bad-prior', '2 numbers above 0')
    // @ts-expect-error weights are for choices
    fails(() => float(0, 1).prior({ kind: 'weights', weights: [1] }), 'space/bad-prior')
    // @ts-expect-error no such kind
    fails(() => float(0, 1).prior({ kind: 'cauchy' }), 'space/bad-prior', 'logNormal')
    // @ts-expect-error a choice has weights
    fails(() => choice('a', 'b').prior({ kind: 'uniform' }), 'space/bad-prior', 'weights')
  })
})

it('refuses what is no distribution, no prior of it and no share', () => {
  const unit = floatDistribution('x', { low: 0, high: 1 })
  const uniform: Prior = { kind: 'uniform' }
  for (const nonsense of [
    null,
    undefined,
    5,
    'x',
    {},
    { kind: 'float' },
    { kind: 'float', low: 2, high: 1 },
    { kind: 'categorical', choices: [] },
  ]) {
    // prettier-ignore
    fails(() => logPriorDensity(nonsense as never, uniform, 0.5), 'base/bad-argument')
    fails(() => priorQuantile(nonsense as never, uniform, 0.5), 'base/bad-argument')
  }
  for (const nonsense of [
    null,
    undefined,
    5,
    {},
    { kind: 'normal', mu: 0, sigma: 0 },
    { kind: 'weights', weights: [1] },
  ]) {
    // prettier-ignore
    fails(() => logPriorDensity(unit, nonsense as never, 0.5), 'space/bad-prior')
    fails(() => priorQuantile(unit, nonsense as never, 0.5), 'space/bad-prior')
  }
  for (const nonsense of [null, undefined, -0.1, 1.1, Number.NaN, '0.5'])
    fails(() => priorQuantile(unit, uniform, nonsense as never), 'base/bad-argument')
})
