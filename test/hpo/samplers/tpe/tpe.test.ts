import { describe, expect, test } from 'vitest'
import { createRng } from '../../../../src/base/rng.ts'
import type { TrialRecord } from '../../../../src/hpo/core/trial-record.ts'
import { definition } from '../../../../src/hpo/samplers/tpe/tpe.ts'
import type { TpeOptions } from '../../../../src/hpo/samplers/tpe/tpe-options.ts'
import type { Distribution, Params, SearchSpace } from '../../../../src/hpo/space/distribution.ts'
import { quantile } from '../../../../src/math/stats/quantile.ts'
import { suggestRequest } from '../../../../src/testing/suggest-request.ts'
import { trialRecord } from '../../../../src/testing/trial-record.ts'

const unit: Distribution = { kind: 'float', low: 0, high: 1, log: false, step: null }
const line: SearchSpace = new Map([['x', unit]])

/** Complete trials on a line whose value is their distance from `optimum`. */
function trialsAround(optimum: number, count = 30): TrialRecord[] {
  const rng = createRng('trials')
  return Array.from({ length: count }, (_, number) => {
    const x = rng.uniform()
    return trialRecord({ number, params: { x }, values: [Math.abs(x - optimum)] })
  })
}

function suggestions(trials: readonly TrialRecord[], options: TpeOptions = {}, space = line): Params[] {
  const sampler = definition.create(options)
  const history = { name: 'study', directions: ['minimize'] as const, trials }
  return Array.from({ length: 100 }, (_, seed) =>
    sampler.suggest(suggestRequest({ space, history, rng: createRng(seed) })),
  )
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
const meanX = (params: readonly Params[]) => mean(params.map(({ x }) => x as number))
const distanceTo = (params: readonly Params[], x: number) => mean(params.map((p) => Math.abs((p.x as number) - x)))

describe('`tpe.suggest`', () => {
  test('draws at random until `nStartupTrials` have ended', () => {
    const blind = suggestions([])
    expect(suggestions(trialsAround(0.1, 9))).toEqual(blind)
    expect(suggestions(trialsAround(0.1, 10))).not.toEqual(blind)
    expect(suggestions(trialsAround(0.1, 10), { nStartupTrials: 11 })).toEqual(blind)
    expect(suggestions(trialsAround(0.1, 1), { nStartupTrials: 0 })).not.toEqual(blind)
  })

  // A uniform draw is 0.34 away from 0.8 on average.
  test('stays near the good trials', () => {
    expect(distanceTo(suggestions(trialsAround(0.8)), 0.8)).toBeLessThan(0.15)
  })

  test('goes to the other end when the study maximises', () => {
    const sampler = definition.create()
    const history = { name: 'study', directions: ['maximize'] as const, trials: trialsAround(0) }
    const params = Array.from({ length: 100 }, (_, seed) =>
      sampler.suggest(suggestRequest({ space: line, history, rng: createRng(seed) })),
    )
    expect(meanX(params)).toBeGreaterThan(0.8)
  })

  test('keeps away from running trials unless `constantLiar` is false', () => {
    const past = trialsAround(0.8)
    const usual = suggestions(past)
    // Ten workers at the point that is suggested most often.
    const running = Array.from({ length: 10 }, (_, i) =>
      trialRecord({
        number: past.length + i,
        state: 'running',
        params: {
          x: quantile(
            usual.map(({ x }) => x as number),
            0.5,
          ),
        },
      }),
    )
    const near = (params: readonly Params[]) =>
      params.filter(({ x }) => Math.abs((x as number) - (running[0].params.x as number)) < 0.1).length
    expect(near(suggestions([...past, ...running]))).toBeLessThan(0.8 * near(usual))
    expect(suggestions([...past, ...running], { constantLiar: false })).toEqual(usual)
  })

  test('knows what Optuna’s workers have announced for running trials', () => {
    const past = trialsAround(0.5)
    const running = (systemAttrs: TrialRecord['systemAttrs']) =>
      suggestions([...past, trialRecord({ number: past.length, state: 'running', systemAttrs })])
    const told = suggestions([...past, trialRecord({ number: past.length, state: 'running', params: { x: 0.5 } })])
    expect(running({ 'tpe:relative_params:0': '{"x": ', 'tpe:relative_params:1': '0.5}' })).toEqual(told)
    expect(running({ 'tpe:relative_params:0': '{"x": ' })).toEqual(suggestions(past))
  })

  test('ignores the trial that is asked for', () => {
    const past = trialsAround(0.5)
    expect(suggestions([...past, trialRecord({ number: past.length, state: 'running' })])).toEqual(suggestions(past))
  })

  test('models parameters together, unless `multivariate` is false', () => {
    const square: SearchSpace = new Map([
      ['x', unit],
      ['y', unit],
    ])
    // The same x and values; in the second study each x is paired with the y of its neighbour.
    const rng = createRng('square')
    const ys = Array.from({ length: 30 }, () => rng.uniform())
    const study = (shift: number) =>
      trialsAround(0.5).map((trial, i) => ({ ...trial, params: { ...trial.params, y: ys[(i + shift) % ys.length] } }))
    const xs = (shift: number, options: TpeOptions) => suggestions(study(shift), options, square).map(({ x }) => x)
    expect(xs(0, { multivariate: false })).toEqual(xs(1, { multivariate: false }))
    expect(xs(0, {})).not.toEqual(xs(1, {}))
  })

  test('is closer to the good trials with more candidates', () => {
    const spread = (nEiCandidates: number) => distanceTo(suggestions(trialsAround(0.3), { nEiCandidates }), 0.3)
    expect(spread(100)).toBeLessThan(spread(1))
  })

  test('uses gamma(n) good trials and weights(n) of each side, the oldest first', () => {
    const asked: Record<string, number[]> = { gamma: [], weights: [] }
    suggestions(trialsAround(0.5, 20), {
      gamma: (finished) => {
        asked.gamma.push(finished)
        return 4
      },
      weights: (trials) => {
        asked.weights.push(trials)
        return Array.from({ length: trials }, () => 1)
      },
    })
    expect(asked.gamma.slice(0, 2)).toEqual([20, 20])
    expect(asked.weights.slice(0, 2)).toEqual([4, 16])
  })

  test('is drawn to the middle by a large `priorWeight`', () => {
    const spread = (priorWeight: number) => distanceTo(suggestions(trialsAround(0), { priorWeight }), 0)
    expect(spread(1000)).toBeGreaterThan(spread(0))
  })

  test('learns from pruned trials and not from failed ones', () => {
    const as = (state: TrialRecord['state']) =>
      suggestions(
        trialsAround(0.1, 20).map((trial) => ({
          ...trial,
          state,
          intermediateValues: new Map([[0, trial.values![0]]]),
        })),
      )
    expect(meanX(as('pruned'))).toBeLessThan(0.3)
    expect(meanX(as('fail'))).toBeGreaterThan(0.4)
  })

  test('leaves out trials whose value no longer fits the parameter', () => {
    const past = trialsAround(0.5)
    const odd = ['text', null, Number.NaN].map((x, i) =>
      trialRecord({ number: past.length + i, state: 'running', params: { x } }),
    )
    expect(suggestions([...past, ...odd])).toEqual(suggestions(past))
  })

  test('refuses a study with two objectives', () => {
    const history = { name: 'study', directions: ['minimize', 'maximize'] as const, trials: [] }
    expect(() => definition.create().suggest(suggestRequest({ space: line, history }))).toThrowError(
      expect.objectContaining({ code: 'sampler/many-objectives' }),
    )
  })
})

describe('`tpe` options', () => {
  test.each([
    [{ nStartupTrials: -1 }, 'Option "nStartupTrials" of sampler "tpe" is -1. Allowed: a whole number, at least 0.'],
    [{ nStartupTrials: 2.5 }, 'Option "nStartupTrials" of sampler "tpe" is 2.5. Allowed: a whole number, at least 0.'],
    [{ nEiCandidates: 0 }, 'Option "nEiCandidates" of sampler "tpe" is 0. Allowed: a whole number, at least 1.'],
    [{ multivariate: 'yes' }, 'Option "multivariate" of sampler "tpe" is "yes". Allowed: true or false.'],
    [{ priorWeight: -1 }, 'Option "priorWeight" of sampler "tpe" is -1. Allowed: a number, at least 0.'],
    [{ priorWeight: Number.NaN }, 'Option "priorWeight" of sampler "tpe" is NaN. Allowed: a number, at least 0.'],
    [{ gamma: 0.1 }, 'Option "gamma" of sampler "tpe" is 0.1. Allowed: a function'],
    ['fast', 'The options of sampler "tpe" are "fast". Allowed: an object of options.'],
  ])('%j: %s', (options, text) => {
    expect(() => definition.create(options as TpeOptions)).toThrow(text)
    expect(() => definition.create(options as TpeOptions)).toThrowError(
      expect.objectContaining({ name: 'InputError', code: 'sampler/bad-option' }),
    )
  })

  test('a seed is refused with the place where it belongs', () => {
    expect(() => definition.create({ seed: 1 } as TpeOptions)).toThrow(/no option "seed".*createStudy/)
  })

  test.each([
    [{ gamma: () => 1.5 }, 'sampler/bad-gamma'],
    [{ gamma: () => Number.NaN }, 'sampler/bad-gamma'],
    [{ weights: () => [1] }, 'sampler/bad-weights'],
    [{ weights: (n: number) => Array.from({ length: n }, () => 0) }, 'sampler/bad-weights'],
    [{ weights: (n: number) => Array.from({ length: n }, (_, i) => i - 1) }, 'sampler/bad-weights'],
  ])('%s: a bad result is refused with code %s', (options, code) => {
    expect(() => suggestions(trialsAround(0.5), options)).toThrowError(expect.objectContaining({ code }))
  })
})
