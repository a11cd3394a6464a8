import { describe, expect, test } from 'vitest'
import { createRng } from '../../../../src/base/rng.ts'
import type { Sampler } from '../../../../src/hpo/core/sampler.ts'
import type { TrialRecord } from '../../../../src/hpo/core/trial-record.ts'
import { definition } from '../../../../src/hpo/samplers/tpe/tpe.ts'
import type { TpeOptions } from '../../../../src/hpo/samplers/tpe/tpe-options.ts'
import type { Distribution, Params, SearchSpace } from '../../../../src/hpo/space/distribution.ts'
import { quantile } from '../../../../src/math/stats/quantile.ts'
import { suggestRequest } from '../../../../src/testing/suggest-request.ts'
import { createStudy } from '../../../../src/hpo/setup/create-study.ts'
import type { DynamicObjective } from '../../../../src/hpo/study/study.ts'
import { trialRecord } from '../../../../src/testing/trial-record.ts'
import { float } from '../../../../src/hpo/space/kinds/float.ts'
import { oneOf } from '../../../../src/hpo/space/kinds/one-of.ts'
import { space } from '../../../../src/hpo/space/space.ts'

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

  test('takes a `gamma` between 0 and 1 for the share of good trials', () => {
    const share = suggestions(trialsAround(0.5, 21), { gamma: 0.15 })
    expect(share).toEqual(suggestions(trialsAround(0.5, 21), { gamma: () => 4 }))
    expect(share).not.toEqual(suggestions(trialsAround(0.5, 21)))
  })

  test('leaves trials out that lie outside a range that was narrowed since', () => {
    const narrow: SearchSpace = new Map([['x', { ...unit, low: 0.5 }]])
    const past = trialsAround(0.2, 40)
    const inside = past.filter(({ params }) => (params.x as number) >= 0.5)
    // Both know the same 40 ended trials, so that as many count as good; none of the best lies inside.
    const outside = past.map((trial) => (inside.includes(trial) ? trial : { ...trial, params: {} }))
    expect(suggestions(past, {}, narrow)).toEqual(suggestions(outside, {}, narrow))
  })

  test('never prefers what the declared space forbids', () => {
    const sampler = definition.create()
    const allows = ({ x }: Params) => (x as number) < 0.7 || (x as number) > 0.95
    const drawn = Array.from({ length: 100 }, (_, seed) =>
      sampler.suggest(
        suggestRequest({
          space: line,
          history: { name: 'study', directions: ['minimize'], trials: trialsAround(0.8) },
          rng: createRng(seed),
          declared: { leaves: new Map(), allows },
        }),
      ),
    )
    expect(drawn.filter((params) => !allows(params))).toEqual([])
  })
})

describe('`tpe` of several objectives', () => {
  /** The closer to 0.8 the better in both; only near 0.2 one of them can be better still. */
  const trials = trialsAround(0, 40).map((trial) => {
    const x = trial.params.x as number
    return { ...trial, values: [Math.abs(x - 0.7), -Math.abs(x - 0.9)] }
  })
  const history = { name: 'study', directions: ['minimize', 'maximize'] as const, trials }

  test.each([{}, { multivariate: true }])('%j stays near the Pareto front', (options) => {
    const sampler = definition.create(options)
    const drawn = Array.from({ length: 100 }, (_, seed) =>
      sampler.suggest(suggestRequest({ space: line, history, rng: createRng(seed) })),
    )
    // The front is [0.7, 0.9]. A uniform draw is 0.34 away from its middle on average.
    expect(distanceTo(drawn, 0.8)).toBeLessThan(0.15)
  })

  test('models each parameter alone, unless `multivariate` is true', () => {
    const square: SearchSpace = new Map([
      ['x', unit],
      ['y', unit],
    ])
    const rng = createRng('square')
    const ys = Array.from({ length: 40 }, () => rng.uniform())
    const xs = (shift: number, options: TpeOptions) => {
      const past = trials.map((trial, i) => ({ ...trial, params: { ...trial.params, y: ys[(i + shift) % 40] } }))
      return Array.from({ length: 20 }, (_, seed) => {
        const request = suggestRequest({ space: square, history: { ...history, trials: past }, rng: createRng(seed) })
        return definition.create(options).suggest(request).x
      })
    }
    expect(xs(0, {})).toEqual(xs(1, {}))
    expect(xs(0, { multivariate: true })).not.toEqual(xs(1, { multivariate: true }))
  })
})

describe('`tpe` in a discrete space', () => {
  const grid: SearchSpace = new Map<string, Distribution>([
    ['depth', { kind: 'int', low: 1, high: 4, log: false, step: 1 }],
    ['act', { kind: 'categorical', choices: ['tanh', 'sin', null] }],
  ])
  const points = [1, 2, 3, 4].flatMap((depth) => ['tanh', 'sin', null].map((act) => ({ depth, act })))
  /** The value grows with the position in `points`, so that the first ones are the good ones. */
  const tried = (count: number) =>
    points.slice(0, count).map((params, number) => trialRecord({ number, params, values: [number] }))
  const key = (params: Params) => JSON.stringify([params.depth, params.act])

  test('tries every point before it repeats one', () => {
    const left = new Set(points.slice(10).map(key))
    expect(new Set(suggestions(tried(10), {}, grid).map(key))).toEqual(left)
    expect(suggestions(tried(12), {}, grid)).toHaveLength(100)
  })

  test('counts running trials, and those that had more parameters only as what they were', () => {
    const running = { ...tried(11)[10], state: 'running', values: null } as const
    expect(new Set(suggestions([...tried(10), running], {}, grid).map(key))).toEqual(new Set([key(points[11])]))
    const longer = tried(12).map((trial) => ({ ...trial, params: { ...trial.params, more: 1 } }))
    expect(suggestions(longer, {}, grid).some((params) => key(params) === key(points[0]))).toBe(true)
  })

  test('repeats good points with `avoidDuplicates: false`', () => {
    const repeated = suggestions(tried(10), { avoidDuplicates: false }, grid).map(key)
    expect(repeated).toContain(key(points[0]))
  })
})

describe('`tpe` in a define-by-run study', () => {
  /** Half of the trials lack a and b, whose values go together: good ones are equal. */
  const past = Array.from({ length: 60 }, (_, number) => {
    const rng = createRng(number)
    const [x, a, b] = [rng.uniform(), rng.uniform(), rng.uniform()]
    const pair = number % 2 === 0
    const params = pair ? { x, a, b } : { x }
    const distributions = Object.fromEntries(Object.keys(params).map((name) => [name, unit]))
    return trialRecord({ number, params, distributions, values: [pair ? Math.abs(a - b) : 2] })
  })
  const history = { name: 'study', directions: ['minimize'] as const, trials: past }

  test('parameters that always occur together are asked for together, unless `group` is false', () => {
    const sampler = definition.create()
    expect([...sampler.jointWith!('b', history)!.keys()]).toEqual(['a', 'b'])
    expect([...sampler.jointWith!('x', history)!.keys()]).toEqual(['x'])
    expect(sampler.jointWith!('new', history)).toBe(null)
    expect(sampler.jointWith!('b', { ...history, trials: past.slice(0, 5) })).toBe(null)
    expect(definition.create({ group: false })).not.toHaveProperty('jointWith')
  })

  test('a study asks for them together as soon as one of them is asked for', async () => {
    const asked: string[] = []
    const tpe = definition.create()
    const suggest: Sampler['suggest'] = (request) => {
      asked.push([...request.space.keys()].join())
      return tpe.suggest(request)
    }
    const study = await createStudy({ storage: 'memory:', sampler: { ...tpe, suggest }, pruner: null, seed: 4 })
    const objective: DynamicObjective = (trial) => {
      if (trial.categorical('kind', ['pair', 'none']) === 'none') return 2
      return Math.abs(trial.float('a', 0, 1) - trial.float('b', 0, 1))
    }
    await study.optimize(objective, { trials: 40, progress: false })
    await study.close()
    const startup = asked.lastIndexOf('a')
    expect(new Set(asked.slice(0, startup + 2))).toEqual(new Set(['kind', 'a', 'b']))
    expect(new Set(asked.slice(startup + 2))).toEqual(new Set(['kind', 'a,b']))
  })
})

describe('`tpe` with a startup design', () => {
  const branched = space({
    x: float(0, 1),
    y: float(0, 1),
    model: oneOf('name', { a: { p: float(0, 1) }, b: { q: float(0, 1), r: float(0, 1) } }),
  })
  const drawn = async (options: TpeOptions, trials: number) => {
    const study = await createStudy({ storage: 'memory:', sampler: { name: 'tpe', options }, pruner: null, seed: 5 })
    await study.optimize(branched, ({ x, y }) => x + y, { trials, progress: false })
    const params = study.trials.map((trial) => trial.params)
    await study.close()
    return params
  }

  test('shows as many values of each parameter as there are startup trials with `latinHypercube`', async () => {
    const params = await drawn({ startup: 'latinHypercube', nStartupTrials: 16 }, 16)
    for (const name of ['x', 'y']) {
      expect(new Set(params.map((one) => Math.floor(16 * (one[name] as number)))).size).toBe(16)
    }
  })

  test('fills the space evenly with `qmc`, and then goes on with its model', async () => {
    const params = await drawn({ startup: 'qmc', nStartupTrials: 16 }, 40)
    const cells = params
      .slice(0, 16)
      .map(({ x, y }) => `${Math.floor(4 * (x as number))},${Math.floor(4 * (y as number))}`)
    expect(new Set(cells).size).toBe(16)
    expect(mean(params.slice(20).map(({ x }) => x as number))).toBeLessThan(0.35)
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
    [{ gamma: 0 }, 'Option "gamma" of sampler "tpe" is 0. Allowed: a share above 0 and up to 1, or a function'],
    [{ gamma: 25 }, 'Option "gamma" of sampler "tpe" is 25. Allowed: a share above 0 and up to 1, or a function'],
    [{ startup: 'sobol' }, 'Option "startup" of sampler "tpe" is "sobol". Allowed: random, qmc or latinHypercube.'],
    [{ group: 1 }, 'Option "group" of sampler "tpe" is 1. Allowed: true or false.'],
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
