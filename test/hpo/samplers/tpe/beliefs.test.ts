import { describe, expect, test } from 'vitest'
import { createRng } from '../../../../src/base/rng.ts'
import type { DeclaredSpace } from '../../../../src/hpo/core/sampler.ts'
import { definition as nsga2 } from '../../../../src/hpo/samplers/nsga/nsga2.ts'
import { planSpace } from '../../../../src/hpo/samplers/tpe/axis.ts'
import { beliefsOf } from '../../../../src/hpo/samplers/tpe/beliefs.ts'
import { Candidates } from '../../../../src/hpo/samplers/tpe/candidates.ts'
import { KernelSet } from '../../../../src/hpo/samplers/tpe/kernel-set.ts'
import { KernelTable } from '../../../../src/hpo/samplers/tpe/kernel-table.ts'
import { LogDensity } from '../../../../src/hpo/samplers/tpe/log-density.ts'
import { fitMixture } from '../../../../src/hpo/samplers/tpe/mixture.ts'
import { recencyWeights } from '../../../../src/hpo/samplers/tpe/recency-weights.ts'
import { definition } from '../../../../src/hpo/samplers/tpe/tpe.ts'
import type { Distribution, ParamValue } from '../../../../src/hpo/space/distribution.ts'
import type { Prior } from '../../../../src/hpo/space/prior.ts'
import { suggestRequest } from '../../../../src/testing/suggest-request.ts'
import { trialRecord } from '../../../../src/testing/trial-record.ts'

const declare = (distribution: Distribution, prior: Prior): DeclaredSpace => ({
  leaves: new Map([['x', { name: 'x', distribution, when: [], prior }]]),
  allows: () => true,
})
const unit: Distribution = { kind: 'float', low: 0, high: 1, log: false, step: null }
const near02: Prior = { kind: 'normal', mu: 0.2, sigma: 0.05 }

describe('a mixture with a prior', () => {
  const cases: readonly (readonly [Distribution, Prior, readonly ParamValue[]])[] = [
    [unit, near02, [0.7, 0.3]],
    [{ kind: 'float', low: 1e-4, high: 1, log: true, step: null }, { kind: 'logNormal', median: 0.01, decades: 0.5 }, [0.1]], // prettier-ignore
    [{ kind: 'float', low: -3, high: 5, log: false, step: null }, { kind: 'beta', a: 2, b: 5 }, []],
    [{ kind: 'int', low: 1, high: 9, log: false, step: 2 }, { kind: 'normal', mu: 4, sigma: 2 }, [3, 9]],
    [{ kind: 'categorical', choices: ['a', 'b', 'c'] }, { kind: 'weights', weights: [1, 5, 2] }, ['a']],
  ]

  test.each(cases)('of %j is a density: its mass is 1', (distribution, prior, observed) => {
    const { axes } = planSpace(new Map([['x', distribution]]))
    const table = new KernelTable(axes)
    const rows = table.sync(observed.map((x, number) => trialRecord({ number, params: { x }, values: [0] })))
    const settings = { priorWeight: 1, weights: recencyWeights, beliefs: beliefsOf(axes, declare(distribution, prior)) }
    const [axis] = axes
    const points = axis.kind === 'continuous' ? 20_000 : axis.kind === 'discrete' ? axis.lastIndex + 1 : axis.choices
    const candidates = new Candidates(axes, points)
    candidates.codes.forEach((_, c) => (candidates.codes[c] = axis.kind === 'continuous' ? (c + 0.5) / points : c))
    candidates.complete()
    const density = new LogDensity(fitMixture(new KernelSet(table), rows, settings), candidates)
    let mass = 0
    for (let c = 0; c < points; c++) mass += Math.exp(density.at(c)) / (axis.kind === 'continuous' ? points : 1)
    // The midpoint rule with 20 000 points of densities as narrow as 0.05 is good to 1e-6.
    expect(mass).toBeCloseTo(1, 6)
  })
})

describe('a declared prior', () => {
  const space = new Map([['x', unit]])
  const meanDistance = (sampler: ReturnType<typeof definition.create>, good: number | null, count: number) => {
    const rng = createRng('past')
    const trials = Array.from({ length: count }, (_, number) => {
      const x = rng.uniform()
      return trialRecord({ number, params: { x }, values: [good === null ? 1 : Math.abs(x - good)] })
    })
    const history = { name: 'study', directions: ['minimize'] as const, trials }
    const distances = Array.from({ length: 200 }, (_, seed) => {
      const request = { space, history, rng: createRng(seed), declared: declare(unit, near02) }
      return Math.abs((sampler.suggest(suggestRequest(request)).x as number) - 0.2)
    })
    return distances.reduce((sum, distance) => sum + distance / distances.length, 0)
  }

  test('is where startup trials are drawn', () => {
    // The mean distance of a normal draw is σ·√(2/π) = 0.04; of a uniform one 0.34.
    expect(meanDistance(definition.create(), null, 0)).toBeLessThan(0.05)
    expect(meanDistance(nsga2.create(), null, 0)).toBeLessThan(0.05)
  })

  test('attracts `tpe` while little is known, and gives way to what the trials say', () => {
    const sampler = definition.create()
    expect(meanDistance(sampler, null, 12)).toBeLessThan(0.2)
    expect(meanDistance(sampler, 0.8, 200)).toBeGreaterThan(0.45)
  })
})
