import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { diagonalCovariance, fullCovariance } from '../../../../src/hpo/samplers/cma-es/covariance.ts'
import { type Evolution, type Margin, startEvolution } from '../../../../src/hpo/samplers/cma-es/evolution.ts'
import { evolve } from '../../../../src/hpo/samplers/cma-es/evolve.ts'
import { startLearningRates } from '../../../../src/hpo/samplers/cma-es/learning-rates.ts'
import { gridIndex } from '../../../../src/hpo/samplers/cma-es/margin.ts'
import { defaultPopulation, strategyFor } from '../../../../src/hpo/samplers/cma-es/strategy.ts'
import { warmStart } from '../../../../src/hpo/samplers/cma-es/warm-start.ts'

interface Step {
  readonly X: readonly (readonly number[])[]
  readonly f: readonly number[]
  readonly mean: readonly number[]
  readonly sigma: number
  readonly C: readonly (number | readonly number[])[]
  readonly p_sigma: readonly number[]
  readonly pc: readonly number[]
}

const read = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../golden/${file}`, import.meta.url), 'utf8'))

// What Optuna 5.0.0.dev’s CMA-ES did with six generations, and its warm start.
const optuna = read('optuna-5.0.0.dev-golden.json') as {
  readonly cma: {
    readonly params: Readonly<Record<string, number | readonly number[]>>
    readonly steps: readonly Step[]
  }
  readonly cma_warm_start: {
    readonly solutions: readonly [readonly number[], number][]
    readonly mean: readonly number[]
    readonly sigma: number
    readonly cov: readonly (readonly number[])[]
  }
}
// What the library behind it, cmaes 0.13.1, did in its variants.
const cmaes = read('cmaes-0.13.1.json') as {
  readonly separable: {
    readonly params: { c1: number; cmu: number; weights: number[] }
    readonly steps: readonly Step[]
  }
  readonly learning_rate: { readonly steps: readonly (Step & { eta_mean: number; eta_Sigma: number })[] }
  readonly margin: {
    readonly steps_of: readonly number[]
    readonly steps: readonly (Step & { A: number[]; encoded_first: number[] })[]
  }
}

function expectClose(ours: ArrayLike<number>, theirs: readonly number[], tolerance: number): void {
  expect(ours).toHaveLength(theirs.length)
  const scale = Math.max(...theirs.map(Math.abs), 1e-300)
  theirs.forEach((value, i) => expect(Math.abs(ours[i] - value) / scale).toBeLessThanOrEqual(tolerance))
}

interface Variant {
  readonly steps: readonly Step[]
  readonly separable?: boolean
  readonly learns?: boolean
  readonly margin?: Margin
  readonly tolerance: number
}

/** Tells the generations one after the other, and compares the distribution after each. */
function expectSame({ steps, separable = false, learns = false, margin, tolerance }: Variant): readonly Evolution[] {
  const d = steps[0].mean.length
  const ones = diagonalCovariance(new Float64Array(d).fill(1))
  let now = startEvolution({
    mean: new Float64Array(d).fill(0.5),
    sigma: 1 / 6,
    covariance: separable ? ones : fullCovariance(ones.matrix(), d),
    rates: learns ? startLearningRates(d) : null,
    margin: margin ?? null,
  })
  return steps.map(({ X, f, mean, sigma, C, p_sigma, pc }) => {
    const ranked = X.map((x, i) => ({ x: Float64Array.from(x), value: f[i], injected: false })).toSorted(
      (a, b) => a.value - b.value,
    )
    now = evolve(now, ranked, strategyFor({ dimensions: d, population: X.length, separable }))
    expectClose(now.mean, mean, tolerance)
    expectClose([now.sigma], [sigma], tolerance)
    expectClose(separable ? now.covariance.variances : now.covariance.matrix(), C.flat(), tolerance)
    expectClose(now.pSigma, p_sigma, tolerance)
    expectClose(now.pC, pc, tolerance)
    return now
  })
}

describe('CMA-ES', () => {
  test('derives Optuna’s constants from three dimensions, to 1e-14', () => {
    const { params } = optuna.cma
    const size = (params._weights as readonly number[]).length
    expect(defaultPopulation(3)).toBe(7)
    const same = strategyFor({ dimensions: 3, population: size, separable: false })
    expect(same.parents).toBe(params._mu)
    for (const [name, value] of [
      ['_mu_eff', same.muEff],
      ['_c1', same.c1],
      ['_cmu', same.cmu],
      ['_cc', same.cc],
      ['_c_sigma', same.cSigma],
      ['_d_sigma', same.dSigma],
      ['_chi_n', same.chi],
    ] as const) {
      expectClose([value], [params[name] as number], 1e-14)
    }
    expectClose(same.weights, params._weights as readonly number[], 1e-14)
  })

  test('has Optuna’s distribution after each of six generations, to 1e-12', () => {
    expectSame({ steps: optuna.cma.steps, tolerance: 1e-12 })
  })

  test('separable, has the constants and eight distributions of cmaes, to 1e-12', () => {
    const { params, steps } = cmaes.separable
    const strategy = strategyFor({ dimensions: 4, population: steps[0].X.length, separable: true })
    expectClose([strategy.c1, strategy.cmu], [params.c1, params.cmu], 1e-14)
    expectClose(strategy.weights.subarray(0, strategy.parents), params.weights, 1e-14)
    expectSame({ steps, separable: true, tolerance: 1e-12 })
  })

  test('with learning-rate adaptation, has eight distributions and both rates of cmaes, to 1e-10', () => {
    const { steps } = cmaes.learning_rate
    const states = expectSame({ steps, learns: true, tolerance: 1e-10 })
    states.forEach(({ rates }, i) => {
      expectClose([rates!.mean.eta, rates!.covariance.eta], [steps[i].eta_mean, steps[i].eta_Sigma], 1e-10)
    })
  })

  // cmaes solves for its quantiles by bisection, to about 1e-13.
  test('with margin, has twelve distributions, stretches and roundings of cmaes, to 1e-9', () => {
    const { steps, steps_of } = cmaes.margin
    const points = steps_of.map((step) => (step > 0 ? Math.round(1 / step) + 1 : 0))
    const margin: Margin = { stretch: new Float64Array(4).fill(1), least: 1 / (4 * steps[0].X.length), points }
    const states = expectSame({ steps, margin, tolerance: 1e-9 })
    states.forEach((state, i) => expectClose(state.margin!.stretch, steps[i].A, 1e-9))
    steps.slice(1).forEach(({ X, encoded_first }, i) => {
      points.forEach((count, j) => {
        if (count === 0) return
        expect(gridIndex(states[i], { j, x: X[0][j] }) / (count - 1)).toBeCloseTo(encoded_first[j], 12)
      })
    })
  })

  test('warm start has Optuna’s mean, step size and covariance, to 1e-13', () => {
    const { solutions, mean, sigma, cov } = optuna.cma_warm_start
    const start = warmStart(solutions.map(([x, value]) => ({ x: Float64Array.from(x), value })))
    expectClose(start.mean, mean, 1e-13)
    expectClose([start.sigma], [sigma], 1e-13)
    expectClose(start.covariance.matrix(), cov.flat(), 1e-13)
  })
})
