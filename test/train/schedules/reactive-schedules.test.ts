import { describe, expect, it } from 'vitest'
import type { AdaptiveState } from '../../../src/train/schedules/adaptive.ts'
import type { PlateauState } from '../../../src/train/schedules/plateau.ts'
import { schedules } from '../../../src/train/schedules/registry.ts'

describe('plateau', () => {
  const after = (losses: number[], options = {}): PlateauState => {
    const rule = schedules.plateau(options)
    return losses.reduce((state, loss) => rule.next(state, loss), rule.start())
  }

  it('halves the rate after five losses without improvement, and again after five more', () => {
    const flat = Array.from({ length: 20 }, () => 1)
    const factors = flat.map((_, i) => after(flat.slice(0, i + 1)).factor)
    expect(factors.slice(0, 5)).toEqual([1, 1, 1, 1, 1])
    expect(factors.slice(5, 10)).toEqual([0.5, 0.5, 0.5, 0.5, 0.5])
    expect(factors[10]).toBe(0.25)
  })

  it('waits as long as the loss falls by more than the threshold', () => {
    const falling = Array.from({ length: 40 }, (_, i) => 0.99 ** i)
    expect(after(falling).factor).toBe(1)
    const crawling = Array.from({ length: 40 }, (_, i) => 1 - 1e-6 * i)
    expect(after(crawling).factor).toBeLessThan(0.1)
    expect(after(crawling, { threshold: 1e-7 }).factor).toBe(1)
  })

  it('counts NaN as no improvement, and never takes it for the best', () => {
    const state = after([Number.NaN, Number.NaN, 2, Number.NaN, 1])
    expect(state).toEqual({ factor: 1, best: 1, waited: 0 })
  })

  it('does not lower a rate below the least, nor raise one that is below it', () => {
    const rule = schedules.plateau({ least: 1e-3 })
    const low = { factor: 1e-6, best: 1, waited: 0 }
    expect(rule.rate(low, 1)).toBe(1e-3)
    expect(rule.rate(low, 1e-5)).toBe(1e-5)
    expect(rule.rate({ ...low, factor: 0.5 }, 1)).toBe(0.5)
  })
})

describe('adaptive', () => {
  const rule = schedules.adaptive({ learningRate: schedules.cosine({ from: 1e-2 }), weightDecay: 1e-3 })
  const run = (losses: readonly (readonly [number, number])[]): AdaptiveState =>
    losses.reduce(
      (state, [loss, validationLoss], i) =>
        rule.next(state, { loss, validationLoss }, { step: 100 * (i + 1), steps: 1000 }),
      rule.start(),
    )

  it('decides every hundred steps, but not at the start', () => {
    expect([0, 50, 100, 150, 200].map((step) => rule.isDue(step))).toEqual([false, false, true, false, true])
  })

  it('raises the weight decay by a tenth when the validation loss is a tenth above, up to 0.01', () => {
    expect(run([[1, 1.05]]).weightDecay).toBe(1e-3)
    expect(run([[1, 1.2]]).weightDecay).toBeCloseTo(1.1e-3, 15)
    expect(run([[1, 1.2], [1, 1.2]]).weightDecay).toBeCloseTo(1.21e-3, 15) // prettier-ignore
    expect(run(Array.from({ length: 60 }, () => [1, 2] as const)).weightDecay).toBe(1e-2)
    const none = schedules.adaptive({ learningRate: schedules.constant(1), weightDecay: 0 })
    expect(none.next(none.start(), { loss: 1, validationLoss: 9 }, { step: 100, steps: 200 }).weightDecay).toBe(0)
    const high = schedules.adaptive({ learningRate: schedules.constant(1), weightDecay: 0.5 })
    expect(high.next(high.start(), { loss: 1, validationLoss: 9 }, { step: 100, steps: 200 }).weightDecay).toBe(0.5)
  })

  it('lowers the scheduled rate on a plateau', () => {
    const scheduled = schedules.cosine({ from: 1e-2 }).at(300, 1000)
    const flat = run(Array.from({ length: 6 }, () => [1, 1] as const))
    expect(rule.settings(flat, { step: 300, steps: 1000 }).learningRate).toBe(scheduled / 2)
    expect(rule.settings(rule.start(), { step: 300, steps: 1000 }).learningRate).toBe(scheduled)
  })

  it('keeps a history of when, what it saw and what it decided, and goes on from its state', () => {
    const losses = [[3, 3], [2, 3], [2, 2], [2, 2], [2, 2], [2, 3], [2, 2]] as const // prettier-ignore
    const state = run(losses)
    expect(state.history).toHaveLength(7)
    expect(state.history[1]).toEqual({
      step: 200,
      metrics: { loss: 2, validationLoss: 3 },
      settings: { learningRate: schedules.cosine({ from: 1e-2 }).at(200, 1000), weightDecay: 1e-3 * 1.1 },
    })
    const half = JSON.parse(JSON.stringify(run(losses.slice(0, 3)))) as AdaptiveState
    const resumed = losses
      .slice(3)
      .reduce(
        (from, [loss, validationLoss], i) =>
          rule.next(from, { loss, validationLoss }, { step: 100 * (i + 4), steps: 1000 }),
        half,
      )
    expect(resumed).toEqual(state)
  })
})
