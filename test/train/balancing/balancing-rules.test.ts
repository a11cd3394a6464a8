import { describe, expect, it } from 'vitest'
import type { BalancingRule, Observation } from '../../../src/train/balancing/balancing-rule.ts'
import { replayBalance } from '../../../src/train/balancing/balancer.ts'
import { balancing } from '../../../src/train/balancing/registry.ts'
import { residualsAt, toySetup, trainToy } from './toy-training.ts'

const setup = { terms: ['pde', 'bc'], weights: [1, 4], points: [4, 2], times: [[0, 1, 2, 3], null], seed: 1 }

function weightsAfter(rule: BalancingRule, ...observations: Partial<Observation>[]): readonly number[] {
  const full = observations.map((observation, step) => ({ step, losses: [1, 1], ...observation }))
  return replayBalance(rule, setup, full)[observations.length - 1].weights
}

const gradients = { norms: [6, 2], largest: [8, 1], means: [3, 0.5] }

describe('the formulas of the papers', () => {
  it('lra: ŵ = max |g_ref| / mean |w g_k|, the reference keeps its weight', () => {
    expect(weightsAfter(balancing.lra(), { gradients })).toEqual([1, 0.9 * 4 + (1 - 0.9) * (8 / (4 * 0.5))])
    expect(weightsAfter(balancing.lra({ memory: 0 }), { gradients })).toEqual([1, 4])
    // With the boundary as reference: 4 · 1 / 3 for the equation.
    expect(weightsAfter(balancing.lra({ memory: 0, reference: 'bc' }), { gradients })[0]).toBeCloseTo(4 / 3, 14)
    const often = Array.from({ length: 100 }, () => ({ gradients: { ...gradients, largest: [800, 1] } }))
    expect(weightsAfter(balancing.lra(), ...often)[1]).toBeCloseTo(Math.sqrt(800 / 0.5), 5)
  })

  it('lra by the text: ŵ = max |g_ref| / mean |g_k|', () => {
    expect(weightsAfter(balancing.lra({ memory: 0, gradient: 'unweighted' }), { gradients })).toEqual([1, 16])
  })

  it('gradientNorms: ŵ = mean ‖g‖ / ‖g_k‖', () => {
    expect(weightsAfter(balancing.gradientNorms({ memory: 0 }), { gradients })).toEqual([4 / 6, 2])
  })

  it('ntk: ŵ = mean K / K_k', () => {
    expect(weightsAfter(balancing.ntk({ memory: 0 }), { kernels: [9, 1] })).toEqual([5 / 9, 5])
    expect(weightsAfter(balancing.ntk({ memory: 0.5 }), { kernels: [9, 1] })).toEqual([0.5 + 5 / 18, 4.5])
  })

  it('gradNorm: weights go against the sign of G − Ḡϱᵅ, and keep their mean', () => {
    // G = (6, 8), Ḡ = 7, both fell alike: the first is too small, the second too large.
    const moved = [Math.exp(0.1 * (6 / 7)), 4 * Math.exp(-0.1)]
    const scale = 5 / (moved[0] + moved[1])
    const got = weightsAfter(balancing.gradNorm({ learningRate: 0.1 }), { gradients })
    got.forEach((weight, k) => expect(weight).toBeCloseTo(scale * moved[k], 14))
    // The second term has not fallen, the first to a hundredth: now the second is what is behind.
    const behind = weightsAfter(
      balancing.gradNorm({ learningRate: 0.1 }),
      { gradients },
      { gradients, losses: [0.01, 1] },
    )
    expect(behind[1] / behind[0]).toBeGreaterThan(got[1] / got[0])
  })

  it('softAdapt: w = m · softmax(β s), with s normalised', () => {
    const rule = balancing.softAdapt({ sharpness: 1 })
    expect(weightsAfter(rule, {})).toEqual([1, 4])
    // s = (−0.5, −0.25) / 0.75.
    const [a, b] = [Math.exp(-2 / 3), Math.exp(-1 / 3)]
    const got = weightsAfter(rule, {}, { losses: [0.5, 0.75] })
    expect(got[0]).toBeCloseTo((2 * a) / (a + b), 14)
    expect(got[1]).toBeCloseTo((4 * 2 * b) / (a + b), 14)
  })

  it('softAdapt, weighted by the losses (equation 6)', () => {
    const rule = balancing.softAdapt({ sharpness: 0, lossWeighted: true })
    const got = weightsAfter(rule, {}, { losses: [3, 1] })
    expect(got[0]).toBeCloseTo(1.5, 14)
    expect(got[1]).toBeCloseTo(2, 14)
  })

  it('reLoBRaLo: α (ϱ w + (1 − ϱ) b(t, 0)) + (1 − α) b(t, t − 1)', () => {
    const losses = [[1, 1], [0.5, 1], [0.5, 0.25]] // prettier-ignore
    const b = (now: number[], then: number[]): number[] => {
      const e = now.map((loss, k) => Math.exp(loss / (2 * then[k])))
      return e.map((value) => (2 * value) / (e[0] + e[1]))
    }
    const options = { temperature: 2, memory: 0.7 }
    const seen = losses.map((values) => ({ losses: values }))
    const kept = b(losses[1], losses[0]).map((share) => 0.7 + 0.3 * share)
    const always = weightsAfter(balancing.reLoBRaLo({ ...options, lookback: 1 }), ...seen)
    b(losses[2], losses[1]).forEach((share, k) =>
      expect(always[k]).toBeCloseTo(setup.weights[k] * (0.7 * kept[k] + 0.3 * share), 14),
    )
    const never = weightsAfter(balancing.reLoBRaLo({ ...options, lookback: 0 }), ...seen)
    b(losses[2], losses[1]).forEach((share, k) =>
      expect(never[k]).toBeCloseTo(setup.weights[k] * (0.7 * b(losses[2], losses[0])[k] + 0.3 * share), 14),
    )
  })

  it('reLoBRaLo looks back as often as it says, and by its seed', () => {
    const run = (seed: number, lookback: number): readonly number[] => {
      const steps = Array.from({ length: 400 }, (_, step) => ({ step, losses: [1 / (step + 1), 1] }))
      const balances = replayBalance(
        balancing.reLoBRaLo({ memory: 1, lookback, temperature: 1 }),
        { ...setup, seed },
        steps,
      )
      return balances.map(({ weights }) => weights[0])
    }
    const changes = (weights: readonly number[]): number =>
      weights.filter((w, i) => i > 0 && w !== weights[i - 1]).length
    // 398 draws of 0.25: within four standard deviations of 100.
    expect(changes(run(1, 0.75))).toBeGreaterThan(65)
    expect(changes(run(1, 0.75))).toBeLessThan(135)
    expect(run(1, 0.75)).toEqual(run(1, 0.75))
    expect(run(1, 0.75)).not.toEqual(run(2, 0.75))
  })

  it('selfAdaptive: λ := λ + 2ηλr² / L(0), p = λ²', () => {
    const squares = [[1, 0, 4, 1], [9, 1]] // prettier-ignore
    const [{ points }] = replayBalance(balancing.selfAdaptive({ learningRate: 0.1 }), setup, [
      { step: 0, losses: [1.5, 5], squares },
    ])
    squares.forEach((term, k) =>
      term.forEach((square, i) => expect(points[k]?.[i]).toBeCloseTo((1 + (0.2 * square) / [1.5, 5][k]) ** 2, 14)),
    )
  })

  it.each(['selfAdaptive', 'residualAttention'] as const)('%s: new points keep the level of their term', (name) => {
    const rule = balancing[name]()
    const start = rule.start(setup)
    const state = rule.next(start as never, { step: 0, losses: [1, 2], squares: [[1, 4, 9, 16], [1, 9]] }, setup) // prettier-ignore
    const fresh = { ...setup, points: [5, 2], times: [[0, 1, 2, 3, 4], null] }
    const mean = (factors: readonly number[] | null): number =>
      factors!.reduce((sum, p) => sum + p, 0) / factors!.length
    const before = rule.balance(state as never, setup).points
    const after = rule.balance(rule.resampled(state as never, fresh) as never, fresh).points
    expect(after.map((factors) => factors!.length)).toEqual([5, 2])
    after.forEach((factors, k) => expect(mean(factors)).toBeCloseTo(mean(before[k]), 12))
    expect(mean(after[0])).not.toBe(1)
  })

  it('residualAttention: λ := γλ + η |r| / max |r|, p = λ², and stays below (η / (1 − γ))²', () => {
    const squares = [[1, 0, 4, 1], [9, 1]] // prettier-ignore
    const log = Array.from({ length: 500 }, (_, step) => ({ step, losses: [1, 1], squares }))
    const rule = balancing.residualAttention({ memory: 0.9, learningRate: 0.2 })
    const balances = replayBalance(rule, setup, log)
    expect(balances[0].points[0]?.[0]).toBeCloseTo((0.9 + 0.1) ** 2, 14)
    expect(balances[499].points[0]?.[2]).toBeCloseTo(4, 12)
    expect(balances[499].points[0]?.[1]).toBeCloseTo(0, 12)
  })

  it('causal: p = exp(−ε Σ of the losses before), for terms with a time only', () => {
    const squares = [[1, 3, 2, 5], [9, 1]] // prettier-ignore
    const rule = balancing.causal({ slices: 2, tolerances: [0.5] })
    const [{ points, weights }] = replayBalance(rule, setup, [{ step: 0, losses: [1, 1], squares }])
    // Times 0 and 1 are in the first half; 2 and 3 in the second, which waits for the mean of 1 and 3.
    expect(points).toEqual([[1, 1, Math.exp(-1), Math.exp(-1)], null])
    expect(weights).toEqual([1, 4])
  })

  it('causal: ε rises when every slice counts', () => {
    const seen = (value: number) => ({ step: 0, losses: [1, 1], squares: [[value, value, value, value], [1, 1]] }) // prettier-ignore
    const rule = balancing.causal({ slices: 2, tolerances: [1, 100] })
    const balances = replayBalance(rule, setup, [seen(0.1), seen(0.001), seen(0.001), seen(0)])
    expect(balances.map(({ points }) => points[0]?.[3])).toEqual([Math.exp(-0.1), Math.exp(-0.001), Math.exp(-0.1), 1])
  })

  it('together: the changes of all are multiplied', () => {
    const rule = balancing.together(balancing.ntk({ memory: 0 }), balancing.lra({ memory: 0 }))
    expect(rule.needs).toEqual(['kernels', 'gradients'])
    expect(rule.every).toBe(10)
    expect(weightsAfter(rule, { gradients, kernels: [9, 1] })).toEqual([5 / 9, (4 * (5 / 4) * 4) / 4])
  })
})

it.each([
  // Its weights settle at a square root.
  ['lra', 0.3],
  ['gradientNorms', 0.1],
  ['ntk', 0.1],
] as const)('%s satisfies the small terms of a badly scaled loss', (name, share) => {
  const worst = (x: Float64Array): number => {
    const [, , boundary] = residualsAt(x)
    return Math.sqrt(boundary.reduce((sum, r) => sum + r * r, 0) / 2) / 0.03
  }
  const balanced = trainToy(balancing[name]({ every: 10 }), 1000)
  const left = trainToy(balancing.fixed(), 1000)
  expect(worst(balanced.x)).toBeLessThan(share * worst(left.x))
  expect(balanced.balancer.trace).toHaveLength(100)
  expect(toySetup.weights).toEqual([1, 1, 1])
})

describe('bad options', () => {
  it.each([
    ['lra', () => balancing.lra({ memory: 1 }), 'memory'],
    ['lra', () => balancing.lra({ every: 0 }), 'every'],
    ['lra', () => balancing.lra({ gradient: 'plain' as 'weighted' }), 'gradient'],
    ['ntk', () => balancing.ntk({ memory: Number.NaN }), 'memory'],
    ['gradNorm', () => balancing.gradNorm({ asymmetry: -1 }), 'asymmetry'],
    ['softAdapt', () => balancing.softAdapt({ sharpness: Number.POSITIVE_INFINITY }), 'sharpness'],
    ['reLoBRaLo', () => balancing.reLoBRaLo({ temperature: 0 }), 'temperature'],
    ['reLoBRaLo', () => balancing.reLoBRaLo({ lookback: 2 }), 'lookback'],
    ['selfAdaptive', () => balancing.selfAdaptive({ learningRate: -1 }), 'learningRate'],
    ['residualAttention', () => balancing.residualAttention({ memory: 1 }), 'memory'],
    ['causal', () => balancing.causal({ slices: 1 }), 'slices'],
    ['causal', () => balancing.causal({ tolerances: [] }), 'tolerances'],
    ['causal', () => balancing.causal({ satisfied: 1 }), 'satisfied'],
  ])('%s names a bad one', (_, make, option) => {
    expect(make).toThrow(new RegExp(`"${option}"`))
  })

  it('lra refuses a reference that is no term, and causal a problem without time', () => {
    expect(() => weightsAfter(balancing.lra({ reference: 'ic' }), { gradients })).toThrow(/"ic".*pde, bc/)
    const timeless = { ...setup, times: [null, null] }
    expect(() => replayBalance(balancing.causal(), timeless, [])).toThrow('time')
  })
})
