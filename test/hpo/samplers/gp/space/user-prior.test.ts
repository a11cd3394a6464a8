import { describe, expect, test } from 'vitest'
import { createRng } from '../../../../../src/base/rng.ts'
import type { DeclaredSpace, History } from '../../../../../src/hpo/core/sampler.ts'
import { definition } from '../../../../../src/hpo/samplers/gp/gp.ts'
import { gpSpace } from '../../../../../src/hpo/samplers/gp/space/gp-space.ts'
import { userPrior } from '../../../../../src/hpo/samplers/gp/space/user-prior.ts'
import { sampleUniform } from '../../../../../src/hpo/space/distribution.ts'
import { behaviour } from '../../../../../src/hpo/space/node.ts'
import { space as declare } from '../../../../../src/hpo/space/space.ts'
import { choice } from '../../../../../src/hpo/space/kinds/choice.ts'
import { float } from '../../../../../src/hpo/space/kinds/float.ts'
import { suggestRequest } from '../../../../../src/testing/suggest-request.ts'
import { trialRecord } from '../../../../../src/testing/trial-record.ts'

const node = declare({
  x: float(0, 1).prior({ kind: 'normal', mu: 0.8, sigma: 0.1 }),
  y: float(0, 1),
  act: choice('a', 'b', 'c', 'd'),
})
const leaves = new Map(node[behaviour].leaves('').map((leaf) => [leaf.name, leaf]))
const declared: DeclaredSpace = { leaves, allows: () => true }
const flat = new Map(Array.from(leaves.values(), ({ name, distribution }) => [name, distribution]))
const space = gpSpace(flat, declared)
const xAxis = space.axes.findIndex(({ name }) => name === 'x')

describe('userPrior', () => {
  test('is the log density of what was declared, times the weight, with its slope', () => {
    const prior = userPrior(space, declared, 0.5)!
    const at = (x: number) => prior.at(Float64Array.from(space.axes, (_, j) => (j === xAxis ? x : 0)))
    // A normal density falls by z² / 2 from its top; the weight halves that.
    expect(at(0.8) - at(0.6)).toBeCloseTo(0.5 * 2, 9)
    expect(at(0.8)).toBeGreaterThan(0)
    const gradient = new Float64Array(space.axes.length)
    prior.addGradient(
      Float64Array.from(space.axes, (_, j) => (j === xAxis ? 0.6 : 0)),
      gradient,
    )
    expect(gradient[xAxis]).toBeCloseTo(0.5 * (0.2 / 0.1 ** 2), 4)
    expect(gradient.filter((slope) => slope !== 0)).toHaveLength(1)
  })

  test('is null without priors or weight', () => {
    expect(userPrior(space, declared, 0)).toBeNull()
    expect(userPrior(space, null, 1)).toBeNull()
  })
})

describe('gp with a prior', () => {
  /** Ten trials that say nothing about where to look. */
  function past(count: number): History {
    const rng = createRng('past')
    const trials = Array.from({ length: count }, (_, number) => {
      const params = Object.fromEntries(Array.from(flat, ([name, dist]) => [name, sampleUniform(dist, rng)]))
      return trialRecord({ number, params, distributions: Object.fromEntries(flat), values: [rng.normal()] })
    })
    return { name: 'study', directions: ['minimize'], trials }
  }

  const suggestions = (priorWeight: number, count: number) =>
    Array.from({ length: 8 }, (_, seed) => {
      const sampler = definition.create({ priorWeight, candidates: 128, restarts: 3 })
      return sampler.suggest(suggestRequest({ space: flat, history: past(count), declared, rng: createRng(seed) })).x as number // prettier-ignore
    })

  const near = (xs: readonly number[]) => xs.filter((x) => Math.abs(x - 0.8) < 0.25).length

  test('looks where the user expects good values, unless told to ignore it', () => {
    expect(near(suggestions(10, 12))).toBe(8)
    expect(near(suggestions(0, 12))).toBeLessThan(8)
  })
})
