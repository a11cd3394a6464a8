import { expect, test } from 'vitest'
import { createRng } from '../../../../src/base/rng.ts'
import { definition } from '../../../../src/hpo/samplers/tpe/tpe.ts'
import type { Distribution, Params } from '../../../../src/hpo/space/distribution.ts'
import { quantile } from '../../../../src/math/stats/quantile.ts'
import { minimize } from '../ask-tell.ts'
import { branin, hartmann6, network, rosenbrock } from '../problems.ts'

// Optuna 5.0.0 with its default TPESampler was run on the same functions with seeds 0, 1, 2, …; the threshold is the value
// below which 99 % of its medians over 40 seeds lie (bootstrap). So Optuna itself would fail one time in a hundred with
// seeds of its own, and a sampler that is clearly worse fails here.
const seeds = Array.from({ length: 40 }, (_, seed) => seed)
const float = (low: number, high: number): Distribution => ({ kind: 'float', low, high, log: false, step: null })
const vector = (params: Params): number[] => Object.values(params) as number[]

interface Problem {
  readonly name: string
  readonly trials: number
  readonly space: ReadonlyMap<string, Distribution>
  readonly objective: (params: Params) => number
  /** 99 % of Optuna’s medians over 40 seeds are at most this. */
  readonly atMost: number
}

const problems: readonly Problem[] = [
  {
    name: 'branin (Optuna 0.571, quartiles 0.473 and 0.738, 300 seeds)',
    trials: 50,
    space: new Map([['x', float(-5, 10)], ['y', float(0, 15)]]), // prettier-ignore
    objective: (params) => branin(params.x as number, params.y as number),
    atMost: 0.6929,
  },
  {
    name: 'hartmann6 (Optuna −3.187, quartiles −3.244 and −3.095, 300 seeds)',
    trials: 100,
    space: cube(6, 0, 1),
    objective: (params) => hartmann6(vector(params)),
    atMost: -3.134,
  },
  {
    name: 'rosenbrock5 (Optuna 19.8, quartiles 12.0 and 59.5, 200 seeds)',
    trials: 200,
    space: cube(5, -5, 10),
    objective: (params) => rosenbrock(vector(params)),
    atMost: 30.4,
  },
  {
    name: 'a mixed space (Optuna 0.154, quartiles 0.0076 and 0.208, 150 seeds)',
    trials: 100,
    space: new Map<string, Distribution>([
      ['lr', { kind: 'float', low: 1e-5, high: 0.1, log: true, step: null }],
      ['width', { kind: 'int', low: 8, high: 256, log: true, step: 1 }],
      ['depth', { kind: 'int', low: 1, high: 8, log: false, step: 1 }],
      ['drop', { kind: 'float', low: 0, high: 0.5, log: false, step: 0.05 }],
      ['act', { kind: 'categorical', choices: ['tanh', 'relu', 'sin', 'gelu'] }],
      ['norm', { kind: 'categorical', choices: [false, true] }],
    ]),
    objective: network,
    atMost: 0.2026,
  },
]

test.each(problems)('tpe on $name is as good as Optuna', ({ trials, space, objective, atMost }) => {
  const best = seeds.map((seed) =>
    minimize({ sampler: definition.create(), space, rng: createRng(seed) }, objective, trials),
  )
  expect(quantile(best, 0.5)).toBeLessThanOrEqual(atMost)
})

function cube(dimensions: number, low: number, high: number) {
  return new Map(Array.from({ length: dimensions }, (_, i) => [`x${i}`, float(low, high)]))
}
