import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../../../../src/base/rng.ts'
import { correlations, kernelNames } from '../../../../../src/hpo/samplers/gp/process/covariance.ts'
import { fitHyperparameters } from '../../../../../src/hpo/samplers/gp/process/fit-hyperparameters.ts'
import {
  fromRaw,
  initialRaw,
  leastNoise,
  logPrior,
} from '../../../../../src/hpo/samplers/gp/process/hyperparameters.ts'
import { inputsFrom } from '../../../../../src/hpo/samplers/gp/process/inputs.ts'
import { negativeLogPosterior } from '../../../../../src/hpo/samplers/gp/process/marginal-likelihood.ts'
import { golden, goldenHyperparameters, goldenInputs, goldenLayout } from '../golden-file.ts'

const { matern52 } = correlations
const goldenObservations = { inputs: goldenInputs, values: Float64Array.from(golden.Y) }
const goldenRaw = Float64Array.from([
  ...golden.hyper.inverse_squared_lengthscales.map(Math.log),
  Math.log(golden.hyper.kernel_scale),
  Math.log(golden.hyper.noise_var - leastNoise),
])

describe('beside Optuna 5', () => {
  // Tolerance 1e-10: fourteen digits less what the factorisation loses.
  test('the prior and the marginal likelihood of given hyperparameters are the same', () => {
    expect(logPrior(goldenHyperparameters)).toBeCloseTo(golden.log_prior, 10)
    const objective = negativeLogPosterior(goldenObservations, { correlation: matern52, deterministic: false })
    const expected = -golden.mll_without_const - golden.log_prior
    expect(objective(goldenRaw, new Float64Array(5))).toBeCloseTo(expected, 10)
  })

  // Both stop when no gradient entry exceeds 0.01, so the objective agrees to a few 1e-4 and parameters to some percent.
  test('fitted hyperparameters are the same', () => {
    const { raw, loss } = fitHyperparameters(goldenObservations, { kernel: 'matern52', deterministic: false }, null)
    const fitted = fromRaw(raw, false)
    expect(loss).toBeLessThan(-golden.fit.neg_objective + 1e-3)
    expect(Math.abs(Math.log(fitted.outputscale / golden.fit.kernel_scale))).toBeLessThan(0.05)
    fitted.inverseSquaredLengthscales.forEach((w, j) =>
      expect(Math.abs(Math.log(w / golden.fit.inverse_squared_lengthscales[j]))).toBeLessThan(0.1),
    )
    expect(fitted.noiseVariance).toBeLessThan(2 * golden.fit.noise_var)
  })
})

test.each(kernelNames)('negativeLogPosterior with %s has the gradient of its differences', (kernel) => {
  fc.assert(
    fc.property(fc.nat(), fc.boolean(), (seed, deterministic) => {
      const rng = createRng(seed)
      const rows = Array.from({ length: 9 }, () => Float64Array.of(rng.uniform(), rng.uniform(), rng.integer(3)))
      const values = Float64Array.from({ length: 9 }, () => rng.normal())
      const inputs = inputsFrom(goldenLayout, rows)
      const objective = negativeLogPosterior({ inputs, values }, { correlation: correlations[kernel], deterministic })
      // Noise far above its floor: near it, differences lose too many digits.
      const raw = initialRaw(3, deterministic).map((value) => value + 0.5 * rng.normal())
      if (deterministic) raw[3] -= 3
      const gradient = new Float64Array(raw.length)
      objective(raw, gradient)
      // Four values: wide steps, which lose few digits, and yet an error of the fourth order.
      const step = 1e-3
      for (let i = 0; i < raw.length; i++) {
        const at = (shift: number) => objective(raw.with(i, raw[i] + shift), new Float64Array(raw.length))
        const [near, far] = [step, 2 * step].map((by) => at(by) - at(-by))
        const difference = (8 * near - far) / (12 * step)
        expect(Math.abs(gradient[i] - difference)).toBeLessThan(1e-3 * (1 + Math.abs(difference)))
      }
    }),
    { numRuns: 40 },
  )
})

test('fitHyperparameters finds which of two parameters matters', () => {
  const rng = createRng(1)
  const rows = Array.from({ length: 40 }, () => Float64Array.of(rng.uniform(), rng.uniform()))
  const values = Float64Array.from(rows, ([x]) => Math.sqrt(2) * Math.sin(9 * x))
  const layout = [
    { axis: 0, hamming: false },
    { axis: 1, hamming: false },
  ]
  const { raw } = fitHyperparameters({ inputs: inputsFrom(layout, rows), values }, { kernel: 'matern52', deterministic: false }, null) // prettier-ignore
  const [first, second] = fromRaw(raw, false).inverseSquaredLengthscales
  expect(first / second).toBeGreaterThan(50)
})

test('fitHyperparameters gives the initial hyperparameters when nothing can be computed', () => {
  const values = Float64Array.from(golden.Y, () => Number.NaN)
  const { raw } = fitHyperparameters({ inputs: goldenInputs, values }, { kernel: 'rbf', deterministic: true }, null)
  expect(raw).toEqual(initialRaw(3, true))
})

test('lengthscales by dimension are log-normal, longer in more dimensions, with the slope of their differences', () => {
  const at = (logLength: number, parameters: number) => {
    const inverseSquaredLengthscales = new Float64Array(parameters).fill(Math.exp(-2 * logLength))
    return logPrior({ inverseSquaredLengthscales, outputscale: 1, noiseVariance: 0.01 }, 'byDimension') / parameters
  }
  for (const parameters of [1, 10, 100]) {
    // The mode of a log-normal density: μ − σ².
    const mode = Math.SQRT2 + 0.5 * Math.log(parameters) - 3
    expect(at(mode, parameters)).toBeGreaterThan(at(mode + 0.1, parameters))
    expect(at(mode, parameters)).toBeGreaterThan(at(mode - 0.1, parameters))
  }
  const settings = { correlation: matern52, deterministic: false, lengthscales: 'byDimension' } as const
  const objective = negativeLogPosterior(goldenObservations, settings)
  const gradient = new Float64Array(5)
  objective(goldenRaw, gradient)
  for (let i = 0; i < 5; i++) {
    const shifted = (shift: number) => objective(goldenRaw.with(i, goldenRaw[i] + shift), new Float64Array(5))
    expect(gradient[i]).toBeCloseTo((shifted(1e-5) - shifted(-1e-5)) / 2e-5, 3)
  }
})
