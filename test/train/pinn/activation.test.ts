import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { activations, type ActivationName, type ActivationSlopes } from '../../../src/train/pinn/activation.ts'

describe.each(Object.keys(activations) as ActivationName[])('activation %s', (name) => {
  const at = (z: number): Record<keyof ActivationSlopes, number> => {
    const arrays = {
      s0: new Float64Array(1),
      s1: new Float64Array(1),
      s2: new Float64Array(1),
      s3: new Float64Array(1),
    }
    activations[name](Float64Array.of(z), arrays)
    return { s0: arrays.s0[0], s1: arrays.s1[0], s2: arrays.s2[0], s3: arrays.s3[0] }
  }

  it('gives three derivatives, each the slope of the one before', () => {
    fc.assert(
      fc.property(fc.double({ min: -6, max: 6, noNaN: true }), (z) => {
        const h = 1e-4
        const [low, middle, high] = [at(z - h), at(z), at(z + h)]
        expect(middle.s1).toBeCloseTo((high.s0 - low.s0) / (2 * h), 7)
        expect(middle.s2).toBeCloseTo((high.s1 - low.s1) / (2 * h), 7)
        expect(middle.s3).toBeCloseTo((high.s2 - low.s2) / (2 * h), 7)
      }),
    )
  })

  it('stays finite for large arguments', () => {
    for (const z of [-1000, -50, 50, 1000])
      for (const value of Object.values(at(z))) expect(value).toSatisfy(Number.isFinite)
  })
})

describe('activation tanh', () => {
  it('agrees with Math.tanh to 1e-15', () => {
    const z = Float64Array.from({ length: 4001 }, (_, i) => (i - 2000) / 100)
    const slopes = { s0: z.slice(), s1: z.slice(), s2: z.slice(), s3: z.slice() }
    activations.tanh(z, slopes)
    expect(Math.max(...slopes.s0.map((value, i) => Math.abs(value - Math.tanh(z[i]))))).toBeLessThan(1e-15)
  })
})
