import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ticks } from '../../../src/hpo/plots/ticks.ts'

const labels = (range: Parameters<typeof ticks>[0], count = 5) => ticks(range, count).map((tick) => tick.label)
const linear = (low: number, high: number) => ({ low, high, log: false, integer: false })
const log = (low: number, high: number) => ({ low, high, log: true, integer: false })

describe('ticks', () => {
  it.each([
    [linear(0, 1), ['0', '0.2', '0.4', '0.6', '0.8', '1.0']],
    [linear(-3, 7), ['−2', '0', '2', '4', '6']],
    [linear(1000.001, 1000.003), ['1000.0010', '1000.0015', '1000.0020', '1000.0025', '1000.0030']],
    [linear(0, 5e-6), ['0', '1e−6', '2e−6', '3e−6', '4e−6', '5e−6']],
    [linear(2e6, 6e6), ['2e6', '3e6', '4e6', '5e6', '6e6']],
    [{ ...linear(2, 4), integer: true }, ['2', '3', '4']],
    [log(1e-5, 1e-1), ['10⁻⁵', '10⁻⁴', '10⁻³', '10⁻²', '10⁻¹']],
    [log(0.01, 100), ['0.01', '0.1', '1', '10', '100']],
    [log(16, 512), ['20', '50', '100', '200', '500']],
    [log(3, 200), ['3', '10', '30', '100']],
    [log(2e-3, 8e-3), ['0.002', '0.005']],
    [log(0.9, 1.1), ['0.90', '0.95', '1.00', '1.05', '1.10']],
    [linear(3, 3), ['3']],
  ])('on %j reads %j', (range, expected) => {
    expect(labels(range)).toEqual(expected)
  })

  it('keeps to a few on an axis of three hundred decades', () => {
    const shown = labels(log(5e-324, 1e100), 6)
    expect(shown.length).toBeLessThanOrEqual(7)
    expect(shown.at(-1)).toMatch(/^10/)
  })

  const finite = fc.double({ min: -1e100, max: 1e100, noNaN: true })
  const positive = fc.double({ min: 1e-300, max: 1e100, noNaN: true })

  it('stay on the axis, in order, with labels that differ, on any linear range', () => {
    fc.assert(
      fc.property(finite, finite, fc.integer({ min: 2, max: 10 }), (a, b, count) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        // Below this the axis itself has no room for different numbers.
        fc.pre(high - low > 1e-10 * Math.max(Math.abs(low), Math.abs(high)) && high - low > 1e-300)
        checkTicks(ticks(linear(low, high), count), { low, high, most: 3 * count })
      }),
    )
  })

  it('stay on the axis, in order, with labels that differ, on any logarithmic range', () => {
    fc.assert(
      fc.property(positive, positive, fc.integer({ min: 2, max: 10 }), (a, b, count) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        fc.pre(high > low * (1 + 1e-9))
        checkTicks(ticks(log(low, high), count), { low, high, most: Math.max(8, 3 * count) })
      }),
    )
  })

  it('of an integer axis are whole numbers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 1e6 }),
        fc.boolean(),
        (low, span, isLog) => {
          const shown = ticks({ low, high: low + span, log: isLog, integer: true }, 5)
          expect(shown.filter(({ value }) => !Number.isInteger(value))).toEqual([])
        },
      ),
    )
  })
})

function checkTicks(
  shown: readonly { value: number; label: string }[],
  { low, high, most }: { low: number; high: number; most: number },
): void {
  const values = shown.map((tick) => tick.value)
  expect(values.length).toBeGreaterThanOrEqual(1)
  expect(values.length).toBeLessThanOrEqual(most)
  expect(values).toEqual(values.toSorted((a, b) => a - b))
  expect(values[0]).toBeGreaterThanOrEqual(low)
  expect(values.at(-1)).toBeLessThanOrEqual(high)
  expect(new Set(shown.map((tick) => tick.label)).size).toBe(shown.length)
}
