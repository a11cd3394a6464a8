import { readFileSync } from 'node:fs'
import { type InputColumn, inputsFrom } from '../../../../src/hpo/samplers/gp/process/inputs.ts'

/** What Optuna 5's GP computes for 15 points with two numbers and a choice of three. */
export interface GpGolden {
  readonly X: number[][]
  readonly Y: number[]
  readonly hyper: { inverse_squared_lengthscales: number[]; kernel_scale: number; noise_var: number }
  readonly K_noiseless: number[][]
  readonly mll_without_const: number
  readonly log_prior: number
  readonly Q: number[][]
  readonly posterior_mean: number[]
  readonly posterior_var: number[]
  readonly threshold: number
  readonly logEI: number[]
  readonly logPI: number[]
  readonly logEI_grad_at: { x: number[]; value: number; grad: number[] }
  readonly fit: {
    inverse_squared_lengthscales: number[]
    kernel_scale: number
    noise_var: number
    neg_objective: number
  }
  readonly standard_logei: { z: number[]; v: number[] }
}

export const golden = JSON.parse(
  readFileSync(new URL('../../../golden/optuna-5.0.0.dev-gp-golden.json', import.meta.url), 'utf8'),
) as GpGolden

export const goldenLayout: readonly InputColumn[] = [
  { axis: 0, hamming: false },
  { axis: 1, hamming: false },
  { axis: 2, hamming: true },
]

export const goldenInputs = inputsFrom(
  goldenLayout,
  golden.X.map((row) => Float64Array.from(row)),
)

export const goldenHyperparameters = {
  inverseSquaredLengthscales: Float64Array.from(golden.hyper.inverse_squared_lengthscales),
  outputscale: golden.hyper.kernel_scale,
  noiseVariance: golden.hyper.noise_var,
}
