import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { stratifiedPoints } from '../../../src/train/pinn/stratified-points.ts'

describe('stratifiedPoints', () => {
  it('puts one point in each of `count` cells along every axis, and replays from its seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 3 }), fc.nat(), (count, inputs, seed) => {
        const domain = Array.from({ length: inputs }, (_, axis) => ({ name: `x${axis}`, low: -axis, high: 2 + axis }))
        const points = stratifiedPoints(domain, createRng(seed), count)
        domain.forEach(({ low, high }, axis) => {
          const own = [...points].filter((_, i) => i % inputs === axis)
          const cells = own.map((x) => Math.floor(((x - low) / (high - low)) * count + 1e-9))
          expect(cells.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i))
        })
        expect(stratifiedPoints(domain, createRng(seed), count)).toEqual(points)
      }),
    )
  })
})
