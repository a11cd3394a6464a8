import { describe, expect, it } from 'vitest'
import { erfc } from '../../../src/math/special/erf.ts'
import { loadKernels, type KernelInstance, type Precision } from '../../../src/train/jets/wasm/kernels.ts'
import { erfcSeries, wasmActivations } from '../../../src/train/jets/wasm/wasm-composition.ts'

/**
 * The functions of the kernels (e^x, tanh, sin, cos and Φ) beside the scalar ones, through the activations that are made of
 * them: tanh; sin with its derivative cos; silu = x / (1 + e^−x); gelu = x Φ(x), whose slope less Φ is the bell curve.
 */
/** u: the largest relative error of one rounding. */
const units = { f64: 2 ** -53, f32: 2 ** -24 }

/** σ and σ′ at every x. */
function fill(precision: Precision, name: (typeof wasmActivations)[number], x: readonly number[]): number[][] {
  const instance = loadKernels(precision) as KernelInstance
  const count = Math.ceil(x.length / 32) * 32
  const bytes = precision === 'f64' ? 8 : 4
  const size = count * bytes
  const [z, a, s] = [instance.reserve(size), instance.reserve(size), instance.reserve(6 * size)]
  const series = erfcSeries({ instance })
  instance.numbers(z, count).set(x)
  instance.kernels.slopes(wasmActivations.indexOf(name), z, a, s, size, 1, series)
  return [a, s + size].map((at) => Array.from(instance.numbers(at, x.length)))
}

/** Numbers of both signs from `low` to `high` in size, evenly spread over the logarithm, as the precision holds them. */
function sizes(precision: Precision, low: number, high: number): number[] {
  const round = precision === 'f64' ? (x: number): number => x : Math.fround
  const steps = 4000
  const positive = Array.from({ length: steps }, (_, i) => round(low * (high / low) ** (i / (steps - 1))))
  return positive.flatMap((x) => [x, -x])
}

/** The largest |got − wanted|, each in u of the size that belongs to it. */
function worst(
  precision: Precision,
  [got, wanted]: readonly (readonly number[])[],
  size: (wanted: number, i: number) => number,
): number {
  return Math.max(...got.map((value, i) => Math.abs(value - wanted[i]) / size(wanted[i], i))) / units[precision]
}

const relative = (wanted: number): number => Math.abs(wanted)
const absolute = (): number => 1
const phi = (x: number): number => erfc(-x / Math.SQRT2) / 2

describe.each([
  { precision: 'f64', exponents: 700, angles: 1e6, normals: 36, constant: 40, slope: 20 },
  { precision: 'f32', exponents: 80, angles: 1e4, normals: 13, constant: 10, slope: 4 },
] as const)('in $precision', ({ precision, exponents, angles, normals, constant, slope }) => {
  it('tanh errs by at most 4 u', () => {
    const x = sizes(precision, 1e-8, exponents)
    expect(worst(precision, [fill(precision, 'tanh', x)[0], x.map(Math.tanh)], absolute)).toBeLessThan(4)
  })

  it(`sin errs by at most 3 u of its value, cos by 2 u, to |x| = ${angles}`, () => {
    const x = sizes(precision, 1e-8, angles)
    const [sine, cosine] = fill(precision, 'sin', x)
    expect(worst(precision, [sine, x.map(Math.sin)], relative)).toBeLessThan(3)
    expect(worst(precision, [cosine, x.map(Math.cos)], absolute)).toBeLessThan(2)
  })

  it(`x / (1 + e^−x) errs by at most 5 u of its value, to |x| = ${exponents}`, () => {
    const x = sizes(precision, 1e-8, exponents)
    const wanted = x.map((value) => value / (1 + Math.exp(-value)))
    expect(worst(precision, [fill(precision, 'silu', x)[0], wanted], relative)).toBeLessThan(5)
  })

  it(`x Φ(x) errs by at most (${constant} + 4 x²) u of its value, to |x| = ${normals}; its slope by ${slope} u`, () => {
    const x = sizes(precision, 1e-8, normals)
    const [value, derivative] = fill(precision, 'gelu', x)
    const wanted = x.map((at) => at * phi(at))
    const slopes = x.map((at) => phi(at) + (at * Math.exp((-at * at) / 2)) / Math.sqrt(2 * Math.PI))
    const growing = (size: number, i: number): number => Math.abs(size) * (constant + 4 * x[i] * x[i])
    expect(worst(precision, [value, wanted], growing)).toBeLessThan(1)
    expect(worst(precision, [derivative, slopes], absolute)).toBeLessThan(slope)
  })

  it('saturates beyond the range of e^x instead of giving NaN', () => {
    const far = [-3e4, -1e3, 1e3, 3e4]
    expect(fill(precision, 'tanh', far)[0]).toEqual([-1, -1, 1, 1])
    const [low, lower, high, higher] = fill(precision, 'silu', far)[0]
    expect([Math.abs(low) < 1e-20, Math.abs(lower) < 1e-20, high, higher]).toEqual([true, true, 1e3, 3e4])
    expect(fill(precision, 'gelu', far)[1].map((value) => (Math.abs(value) < 1e-20 ? 0 : value))).toEqual([0, 0, 1, 1])
  })
})
