import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { explore, perturbed } from '../../../src/hpo/schedulers/explore.ts'
import type { Leaf } from '../../../src/hpo/space/node.ts'
import {
  contains,
  floatDistribution,
  intDistribution,
  type NumericDistribution,
  sampleUniform,
} from '../../../src/hpo/space/distribution.ts'
import { arbitrarySpace } from '../../../src/testing/arbitrary-history.ts'

const leavesOf = (entries: Iterable<Leaf>) => new Map(Array.from(entries, (leaf) => [leaf.name, leaf]))

describe('`explore`', () => {
  test('stays inside every range and on every grid, whatever the factors', () => {
    fc.assert(
      fc.property(
        arbitrarySpace(5),
        fc.nat(),
        fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 1, maxLength: 3 }),
        (...[space, seed, perturb]) => {
          const leaves = leavesOf(Array.from(space, ([name, distribution]) => ({ name, distribution, when: [] })))
          const rng = createRng(seed)
          const params = Object.fromEntries(
            Array.from(space, ([name, distribution]) => [name, sampleUniform(distribution, rng.fork(name))]),
          )
          const declared = { leaves, allows: () => true }
          const changed = explore(params, declared, { rule: { resampleProbability: 0.25, perturb }, rng })
          expect(Object.keys(changed)).toEqual([...space.keys()])
          for (const [name, distribution] of space) expect(contains(distribution, changed[name])).toBe(true)
        },
      ),
    )
  })

  test('gives members different values, unlike a stream that is made anew for each', () => {
    const lr = floatDistribution('lr', { low: 1e-5, high: 1, log: true })
    const declared = { leaves: leavesOf([{ name: 'lr', distribution: lr, when: [] }]), allows: () => true }
    const rule = { resampleProbability: 0.25, perturb: [0.8, 1.2] }
    const values = Array.from({ length: 100 }, (_, member) =>
      Number(explore({ lr: 0.01 }, declared, { rule, rng: createRng(1).fork('explore', member) }).lr),
    )
    const near = (value: number) => values.filter((other) => Math.abs(other - value) < 1e-12).length
    // About 3 of 8 go up, 3 of 8 down, and a quarter is drawn anew, each differently.
    expect(near(0.012)).toBeGreaterThan(20)
    expect(near(0.008)).toBeGreaterThan(20)
    const fresh = values.filter((value) => Math.abs(value - 0.012) > 1e-12 && Math.abs(value - 0.008) > 1e-12)
    expect(fresh.length).toBeGreaterThan(10)
    expect(new Set(fresh).size).toBe(fresh.length)
  })

  test('draws the parameters of a branch that a new choice brings into being, and drops the others', () => {
    const opt = { kind: 'categorical' as const, choices: ['adam', 'sgd'] }
    const unit = floatDistribution('u', { low: 0, high: 1 })
    const leaves = leavesOf([
      { name: 'opt', distribution: opt, when: [] },
      { name: 'beta', distribution: unit, when: [{ name: 'opt', value: 'adam' }] },
      { name: 'momentum', distribution: unit, when: [{ name: 'opt', value: 'sgd' }] },
    ])
    const seen = new Set<string>()
    for (let seed = 0; seed < 30; seed++) {
      const rule = { resampleProbability: 0, perturb: [1.2] }
      const changed = explore(
        { opt: 'adam', beta: 0.5 },
        { leaves, allows: () => true },
        { rule, rng: createRng(seed) },
      )
      seen.add(Object.keys(changed).join())
      if (changed.opt === 'adam') expect(changed.beta).toBe(0.6)
    }
    expect(seen).toEqual(new Set(['opt,beta', 'opt,momentum']))
  })

  test('never gives what a constraint refuses, and keeps the parameters where there is nothing else', () => {
    const x = floatDistribution('x', { low: 0, high: 1 })
    const leaves = leavesOf([{ name: 'x', distribution: x, when: [] }])
    const rule = { resampleProbability: 0.5, perturb: [0.8, 1.2] }
    for (let seed = 0; seed < 50; seed++) {
      const some = explore({ x: 0.5 }, { leaves, allows: (p) => Number(p.x) < 0.5 }, { rule, rng: createRng(seed) })
      expect(Number(some.x)).toBeLessThan(0.5)
      const none = explore({ x: 0.5 }, { leaves, allows: () => false }, { rule, rng: createRng(seed) })
      expect(none).toEqual({ x: 0.5 })
    }
  })
})

describe('`perturbed`', () => {
  const cases: [NumericDistribution, number, number, number][] = [
    [floatDistribution('x', { low: 1e-5, high: 1, log: true }), 0.01, 1.2, 0.012],
    [floatDistribution('x', { low: 1e-5, high: 1, log: true }), 0.9, 1.2, 1],
    [floatDistribution('x', { low: 0, high: 10 }), 5, 0.8, 4],
    // Around 0 a factor would not move: a fifth of half the range.
    [floatDistribution('x', { low: -10, high: 10 }), 0, 1.2, 2],
    [floatDistribution('x', { low: -10, high: 10 }), -5, 0.8, -7],
    [intDistribution('x', { low: 1, high: 100 }), 50, 1.2, 60],
    // A step at least, where the factor would be rounded away.
    [intDistribution('x', { low: 1, high: 8 }), 2, 1.2, 3],
    [intDistribution('x', { low: 1, high: 8 }), 1, 0.8, 1],
    [floatDistribution('x', { low: 0, high: 1, step: 0.25 }), 0.25, 0.8, 0],
  ]
  test.each(cases)('%j: %d by %d is %d', (...[distribution, value, factor, expected]) => {
    expect(perturbed(value, distribution, factor)).toBeCloseTo(expected, 12)
  })
})
