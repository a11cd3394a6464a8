import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { activationOf, activations, slopeCount, type ActivationName } from '../../../src/train/jets/activation.ts'

const names = Object.keys(activations) as ActivationName[]

/** [σ(z), σ′(z), …] */
function slopesAt(name: ActivationName, z: number, count = slopeCount(4)): number[] {
  const s = Array.from({ length: count }, () => new Float64Array(1))
  activations[name].fill(Float64Array.of(z), s)
  return s.map((row) => row[0])
}

describe.each(names)('activation %s', (name) => {
  it('gives five derivatives, each the slope of the one before', () => {
    fc.assert(
      fc.property(fc.double({ min: -6, max: 6, noNaN: true }), (z) => {
        const slopes = slopesAt(name, z)
        const around = [-2, -1, 1, 2].map((k) => slopesAt(name, z + k * 1e-3))
        for (let k = 0; k < 5; k++) {
          const [a, b, c, d] = around.map((row) => row[k])
          expect(slopes[k + 1]).toBeCloseTo((a - 8 * b + 8 * c - d) / 12e-3, 8)
        }
      }),
    )
  })

  it('gives the same four slopes when only four are asked for', () => {
    for (const z of [-3, -0.1, 0, 0.7, 5]) expect(slopesAt(name, z, 4)).toEqual(slopesAt(name, z).slice(0, 4))
  })

  it('stays finite for large arguments', () => {
    for (const z of [-1000, -50, 50, 1000])
      for (const value of slopesAt(name, z)) expect(value).toSatisfy(Number.isFinite)
  })
})

describe('activation tanh', () => {
  it('agrees with Math.tanh to 1e-15', () => {
    const z = Float64Array.from({ length: 4001 }, (_, i) => (i - 2000) / 100)
    const slopes = Array.from({ length: 4 }, () => z.slice())
    activations.tanh.fill(z, slopes)
    expect(Math.max(...slopes[0].map((value, i) => Math.abs(value - Math.tanh(z[i]))))).toBeLessThan(1e-15)
  })
})

describe('activationOf', () => {
  it('takes an activation of the user: a function and its derivatives', () => {
    const cube = { name: 'cube', derivatives: [(z: number) => z ** 3, (z: number) => 3 * z * z, (z: number) => 6 * z] }
    const activation = activationOf(cube)
    const s = Array.from({ length: 4 }, () => new Float64Array(2))
    activation.fill(Float64Array.of(2, -1), s)
    expect(activation.derivatives).toBe(2)
    expect(s.map((row) => [...row])).toEqual([
      [8, -1],
      [12, 3],
      [12, -6],
      [0, 0],
    ])
  })
})
