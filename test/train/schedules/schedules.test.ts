import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../../src/base/errors.ts'
import { scheduleNames } from '../../../src/train/schedules/named-schedule.ts'
import { schedules } from '../../../src/train/schedules/registry.ts'
import type { Schedule } from '../../../src/train/schedules/schedule.ts'

/** Every shape and every combination, for the laws. All of them start at 1. */
const every: Record<string, Schedule> = {
  constant: schedules.constant(1),
  linear: schedules.linear({ from: 1, to: 0.25 }),
  cosine: schedules.cosine({ from: 1 }),
  exponential: schedules.exponential({ from: 1, factor: 0.5, every: 0.25 }),
  staircase: schedules.exponential({ from: 1, factor: 0.5, every: 0.125, staircase: true }),
  step: schedules.step({ from: 1 }),
  polynomial: schedules.polynomial({ from: 1, to: 0.25, power: 3 }),
  'with restarts': schedules.cosine({ from: 1 }).restarts(3, { growth: 2, decay: 0.5 }),
  'in two parts': schedules.constant(1).followedBy(schedules.linear({ from: 1 }), 0.25),
  'with a floor': schedules.linear({ from: 1 }).atLeast(0.125),
  multiplied: schedules.cosine({ from: 2 }).times(0.5),
}

describe.each(Object.entries(every))('%s', (_, schedule) => {
  it('is pure, starts at its start, stays in [0, 1], and keeps its end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.nat({ max: 4000 }), (steps, step) => {
        const value = schedule.at(step, steps)
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThanOrEqual(1)
        expect(schedule.at(0, steps)).toBe(1)
        expect(schedule.at(step, steps)).toBe(value)
        expect(schedule.over(steps)(step)).toBe(value)
        if (step > steps) expect(value).toBe(schedule.at(steps, steps))
      }),
    )
  })

  it('is the same curve over any number of steps: lengths are shares', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 64 }), fc.integer({ min: 0, max: 6 }), (step, power) => {
        expect(schedule.at(step * 2 ** power, 64 * 2 ** power)).toBeCloseTo(schedule.at(step, 64), 12)
      }),
    )
  })

  it('warms up in a straight line to its start, and then takes the rest of the steps', () => {
    const warm = schedule.warmup(0.2)
    expect([0, 5, 10, 15].map((step) => warm.at(step, 100))).toEqual([0, 0.25, 0.5, 0.75])
    for (let step = 0; step <= 80; step++) expect(warm.at(20 + step, 100)).toBe(schedule.at(step, 80))
  })
})

describe('closed forms', () => {
  const values = (schedule: Schedule, steps: number, at: number[]): number[] =>
    at.map((step) => schedule.at(step, steps))
  const close = (got: number[], expected: number[]): void =>
    expected.forEach((value, i) => expect(got[i]).toBeCloseTo(value, 14))

  it('cosine: min + (max − min)(1 + cos πp) / 2', () => {
    const cosine = schedules.cosine({ from: 0.1, to: 0.02 })
    close(values(cosine, 6, [0, 2, 3, 4, 6, 9]), [0.1, 0.08, 0.06, 0.04, 0.02, 0.02])
  })

  it('cosine with linear warm-up, counted in steps, and a lowest rate', () => {
    const schedule = schedules.cosine({ from: 1e-3, to: 1e-5 }).warmup(1000)
    const at = (step: number): number => 1e-5 + (1e-3 - 1e-5) * 0.5 * (1 + Math.cos((Math.PI * (step - 1000)) / 9000))
    close(values(schedule, 10_000, [0, 250, 1000, 4000, 10_000]), [0, 2.5e-4, 1e-3, at(4000), 1e-5])
  })

  it('linear and constant', () => {
    close(values(schedules.linear({ from: 3, to: 1 }), 4, [0, 1, 2, 4]), [3, 2.5, 2, 1])
    close(values(schedules.constant(0.3), 4, [0, 4]), [0.3, 0.3])
  })

  it('step: factor at each milestone', () => {
    const step = schedules.step({ from: 1, factor: 0.1, at: [30, 0.8] })
    close(values(step, 100, [29, 30, 79, 80, 100]), [1, 0.1, 0.1, 0.01, 0.01])
  })

  it('staircase exponential: initial · rate^⌊step / every⌋', () => {
    const stairs = schedules.exponential({ from: 2, factor: 0.96, every: 1000, staircase: true })
    close(values(stairs, 10_000, [0, 999, 1000, 2500, 10_000]), [2, 2, 2 * 0.96, 2 * 0.96 ** 2, 2 * 0.96 ** 10])
    // Each of ten tenths is one stretch, although 0.1 · 30 is not 3.
    const tenths = schedules.exponential({ from: 1, factor: 0.5, every: 0.1, staircase: true })
    for (let tenth = 0; tenth <= 10; tenth++) expect(tenths.at(3 * tenth, 30)).toBe(0.5 ** tenth)
    const smooth = schedules.exponential({ from: 2, factor: 0.25, every: 10 })
    close(values(smooth, 100, [0, 5, 10]), [2, 1, 0.5])
  })

  it('polynomial: (initial − end)(1 − p)^power + end', () => {
    const cubic = schedules.polynomial({ from: 1.1, to: 0.1, power: 3 })
    close(values(cubic, 10, [0, 5, 9, 10, 30]), [1.1, 0.225, 0.101, 0.1, 0.1])
  })

  it('restarts: as often as asked, each longer and lower', () => {
    const even = schedules.linear({ from: 1 }).restarts(3)
    close(values(even, 30, [0, 5, 10, 15, 20, 29, 30]), [1, 0.5, 1, 0.5, 1, 0.1, 0])
    const growing = schedules.linear({ from: 1 }).restarts(2, { growth: 3, decay: 0.5 })
    close(values(growing, 40, [0, 5, 10, 25, 40]), [1, 0.5, 0.5, 0.25, 0])
  })

  it('parts: one after the other, in any number', () => {
    const parts = schedules
      .constant(1)
      .followedBy(schedules.linear({ from: 1 }).followedBy(schedules.constant(0.2), 0.5), 10)
    close(values(parts, 30, [0, 9, 10, 15, 20, 29]), [1, 1, 1, 0.5, 0.2, 0.2])
    // A first part that is longer than the training is all there is.
    close(values(schedules.linear({ from: 1 }).followedBy(schedules.constant(9), 50), 10, [0, 5, 10]), [1, 0.5, 0])
  })

  it('says what it is', () => {
    expect(schedules.cosine({ from: 0.1 }).restarts(2).warmup(0.05).description).toBe(
      '2 times cosine(0.1 → 0) after a warm-up of 0.05',
    )
  })
})

describe('named, for a study to search', () => {
  it.each(scheduleNames)('%s rises to its peak and falls to its end', (name) => {
    const schedule = schedules.named({ name, peak: 0.02, end: 0.1, warmup: 0.2 })
    expect(schedule.at(0, 100)).toBe(0)
    expect(schedule.at(20, 100)).toBeCloseTo(0.02, 14)
    if (name !== 'constant') expect(schedule.at(100, 100)).toBeCloseTo(0.002, 12)
    const twice = schedules.named({ name, peak: 0.02, end: 0.1, restarts: 2 })
    expect(twice.at(50, 100)).toBeCloseTo(0.02, 14)
  })

  it('refuses an unknown name, with those there are', () => {
    const make = (): Schedule => schedules.named({ name: 'cosin' as 'cosine', peak: 1 })
    expect(make).toThrow(InputError)
    expect(make).toThrow(/"cosin".*cosine/)
  })
})

describe('bad input', () => {
  it.each([
    ['linear', () => schedules.linear({ from: -1 }), '"from"'],
    ['cosine', () => schedules.cosine({ from: 1, to: Number.NaN }), '"to"'],
    ['exponential', () => schedules.exponential({ from: 1, factor: 0, every: 1 }), '"factor"'],
    ['exponential', () => schedules.exponential({ from: 1, factor: 0.5, every: 0 }), '"every"'],
    ['exponential', () => schedules.exponential({ from: 1, factor: 0.5, every: 1.5 }), '"every"'],
    ['step', () => schedules.step({ from: 1, at: [] }), '"at"'],
    ['polynomial', () => schedules.polynomial({ from: 1, power: -1 }), '"power"'],
    ['warmup', () => schedules.constant(1).warmup(-0.1), '"warmup"'],
    ['restarts', () => schedules.constant(1).restarts(0), '"restarts"'],
    ['restarts', () => schedules.constant(1).restarts(2, { growth: 0 }), '"growth"'],
    ['times', () => schedules.constant(1).times(-1), '"times"'],
    ['at', () => schedules.constant(1).at(-1, 10), '"step"'],
    ['at', () => schedules.constant(1).at(Number.NaN, 10), '"step"'],
    ['at', () => schedules.constant(1).at(1, 0), '"steps"'],
    ['plateau', () => schedules.plateau({ factor: 1 }), '"factor"'],
    ['plateau', () => schedules.plateau({ patience: 0 }), '"patience"'],
    ['adaptive', () => schedules.adaptive({ learningRate: schedules.constant(1), every: 0 }), '"every"'],
  ])('%s names what is wrong', (_, make, name) => {
    expect(make).toThrow(InputError)
    expect(make).toThrow(name)
  })
})
