import { describe, expect, it } from 'vitest'
import { InputError } from '../../../src/base/errors.ts'
import { createBalancer, replayBalance, type Probe } from '../../../src/train/balancing/balancer.ts'
import type { BalancingRule } from '../../../src/train/balancing/balancing-rule.ts'
import { balancing } from '../../../src/train/balancing/registry.ts'
import { probeAt, toySetup, trainToy } from './toy-training.ts'

const { together, ...alone } = balancing
const rules: Record<string, () => BalancingRule> = {
  ...alone,
  'lra and causal': () => together(alone.lra({ every: 4 }), alone.causal({ slices: 4, every: 2 })),
}

describe.each(Object.entries(rules))('balancing by %s', (name, make) => {
  it('keeps weights and factors finite, above 0, and one for each', () => {
    const { balancer } = trainToy(make(), 60)
    for (const { weights, points } of [balancer.balance, ...balancer.trace]) {
      expect(weights).toHaveLength(3)
      for (const weight of weights) expect(weight).toBeGreaterThan(0)
      points.forEach((term, k) => {
        if (term !== null) expect(term).toHaveLength(toySetup.points[k])
        for (const factor of term ?? []) expect(factor).toBeGreaterThanOrEqual(0)
      })
      expect(weights.concat(points.flatMap((term) => term ?? [])).every(Number.isFinite)).toBe(true)
    }
  })

  it('gives the same weights bit for bit from its log, which survives JSON', () => {
    const rule = make()
    const { balancer } = trainToy(rule, 60)
    const log = JSON.parse(JSON.stringify(balancer.trace)) as typeof balancer.trace
    const replayed = replayBalance(
      make(),
      toySetup,
      log.map(({ observation }) => observation),
    )
    expect(replayed).toEqual(balancer.trace.map(({ weights, points }) => ({ weights, points })))
  })

  it('goes on bit for bit from its state, which survives JSON', () => {
    const through = createBalancer(make(), toySetup)
    const resumed = createBalancer(make(), toySetup)
    const look = (balancer: typeof through, from: number): void => {
      for (let step = from; step < from + 20; step++) {
        if (balancer.isDue(step)) balancer.observe(step, probeAt(Float64Array.of(step, 1 / (step + 1), -step, 1, 2, 3)))
      }
    }
    look(through, 0)
    resumed.restore(JSON.parse(JSON.stringify(through.state())) as ReturnType<typeof through.state>)
    expect(resumed.balance).toEqual(through.balance)
    look(through, 20)
    look(resumed, 20)
    expect(resumed.balance).toEqual(through.balance)
    expect(resumed.state()).toEqual(through.state())
  })

  it('moves away from the given weights, unless it is fixed', () => {
    const { balancer } = trainToy(make(), 300)
    const start = createBalancer(make(), toySetup).balance
    if (name === 'fixed') expect(balancer.balance).toEqual(start)
    else expect(balancer.balance).not.toEqual(start)
  })

  it('keeps the weights where everything it sees is 0, infinite or NaN', () => {
    for (const value of [0, Number.NaN, Number.POSITIVE_INFINITY]) {
      const balancer = createBalancer(make(), toySetup)
      const probe: Probe = {
        losses: () => [value, value, value],
        gradient: () => new Float64Array(3).fill(value),
        kernel: () => value,
        squares: (term) => Array.from({ length: toySetup.points[term] }, () => value),
      }
      const before = JSON.stringify(balancer.balance.weights)
      for (let step = 0; step < 12; step++) if (balancer.isDue(step)) balancer.observe(step, probe)
      expect(JSON.stringify(balancer.balance.weights)).toBe(before)
      expect(balancer.balance.points.flatMap((term) => term ?? []).every(Number.isFinite)).toBe(true)
    }
  })

  it('leaves a term of weight 0 out of the loss', () => {
    const balancer = createBalancer(make(), { ...toySetup, weights: [1, 0, 2] })
    for (let step = 0; step < 30; step++) {
      if (balancer.isDue(step)) balancer.observe(step, probeAt(Float64Array.of(1, 2, 3, 4, 5, 6)))
    }
    expect(balancer.balance.weights[1]).toBe(0)
    expect(balancer.balance.weights[0]).toBeGreaterThan(0)
  })

  it('follows a change of points', () => {
    const { balancer } = trainToy(make(), 30)
    const weights = [...balancer.balance.weights]
    balancer.resampled({ points: [5, 3, 2], times: [[0, 0.2, 0.4, 0.6, 1], null, null] })
    expect([...balancer.balance.weights]).toEqual(weights)
    balancer.balance.points.forEach((term, k) => expect(term?.length ?? [5, 3, 2][k]).toBe([5, 3, 2][k]))
  })

  it('refuses the state of another rule', () => {
    const balancer = createBalancer(make(), toySetup)
    expect(() => balancer.restore({ kind: 'other', state: null })).toThrow(InputError)
  })
})

describe('createBalancer', () => {
  it.each([
    [{ weights: [1, 2] }, '2 weights'],
    [{ points: [1] }, 'points for 1 terms'],
    [{ times: [[1, 2], null, null] }, '12 points and 2 times'],
  ])('refuses %o', (change, problem) => {
    expect(() => createBalancer(balancing.fixed(), { ...toySetup, ...change })).toThrow(problem)
  })

  it('shows a rule only what it needs', () => {
    const asked: string[] = []
    const watched = new Proxy(probeAt(new Float64Array(6)), {
      get(target, name: keyof Probe) {
        asked.push(name)
        return target[name]
      },
    })
    createBalancer(balancing.softAdapt(), toySetup).observe(0, watched)
    expect(new Set(asked)).toEqual(new Set(['losses']))
    createBalancer(balancing.ntk(), toySetup).observe(0, watched)
    expect(new Set(asked)).toEqual(new Set(['losses', 'kernel']))
  })
})

it('replayBalance refuses a log without what the rule needs, by name', () => {
  const log = [{ step: 0, losses: [1, 2, 3] }]
  expect(() => replayBalance(balancing.lra(), toySetup, log)).toThrow('"gradients"')
})
