import { expect, test } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { conservationDrift, conserving } from '../../../src/train/pinn/measures/conservation-drift.ts'
import type { Predict } from '../../../src/train/pinn/predictor.ts'
import { insulatedHeat } from '../../../src/train/pinn/problems/heat.ts'
import { burgers } from '../../../src/train/pinn/problems/burgers.ts'
import { symmetryDefect } from '../../../src/train/pinn/measures/symmetry-defect.ts'

/** A function of x and t on flat points. */
const on = (u: (x: number, t: number) => number): Predict => {
  return (points) => Float64Array.from({ length: points.length / 2 }, (_, p) => u(points[2 * p], points[2 * p + 1]))
}

test('conservationDrift is 0 for a solution that keeps its integral, and what leaks for one that does not', () => {
  const { domain, exact } = insulatedHeat()
  expect(
    conservationDrift(
      on((x, t) => exact([x, t])),
      domain,
    ),
  ).toBeLessThan(1e-13)
  expect(
    conservationDrift(
      on((x, t) => x ** 2 * (1 - 0.3 * t)),
      domain,
    ),
  ).toBeCloseTo(0.1, 12)
  expect(
    conservationDrift(
      on((x, t) => x ** 2 * (1 - 0.3 * t)),
      domain,
      { scale: 2 },
    ),
  ).toBeCloseTo(0.05, 12)
})

test('conserving gives the nearest solution whose integral does not stray', () => {
  const { domain } = insulatedHeat()
  const leaking = on((x, t) => 1 + Math.sin(9 * x) * t + 0.3 * t * t)
  expect(conservationDrift(leaking, domain)).toBeGreaterThan(0.1)
  const kept = conserving(leaking, domain, { integral: 1 })
  expect(conservationDrift(kept, domain)).toBeLessThan(1e-12)
  // What differs is the same at every x.
  const [a, b] = [[0.1, 0.5, 0.8, 0.5], [0, 0, 0.3, 0]] // prettier-ignore
  const shift = kept(a).map((u, p) => u - leaking(a)[p])
  expect(shift[0]).toBeCloseTo(shift[1], 14)
  expect(shift[0]).toBeLessThan(-0.05)
  expect([...conserving(leaking, domain)(b)]).toEqual([...leaking(b)].map((u) => expect.closeTo(u, 14)))
})

test('symmetryDefect is 0 for what is odd or even, and the size of the other part else', () => {
  const { domain, exact } = burgers()
  const options = { parity: 'odd', rng: createRng(1) } as const
  expect(
    symmetryDefect(
      on((x, t) => exact([x, t])),
      domain,
      options,
    ),
  ).toBeLessThan(1e-12)
  expect(
    symmetryDefect(
      on((x) => Math.sin(x) + 0.25),
      domain,
      options,
    ),
  ).toBeCloseTo(0.5, 12)
  expect(
    symmetryDefect(
      on((x) => Math.cos(x)),
      domain,
      { ...options, parity: 'even' },
    ),
  ).toBe(0)
})
