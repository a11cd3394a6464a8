import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../../../src/base/rng.ts'
import type { DeclaredSpace, History } from '../../../../src/hpo/core/sampler.ts'
import type { TrialRecord } from '../../../../src/hpo/core/trial-record.ts'
import { definition } from '../../../../src/hpo/samplers/gp/gp.ts'
import { acquisitionNames, type GpOptions } from '../../../../src/hpo/samplers/gp/gp-options.ts'
import { kernelNames } from '../../../../src/hpo/samplers/gp/process/covariance.ts'
import type { Distribution, Params, SearchSpace } from '../../../../src/hpo/space/distribution.ts'
import { sampleUniform } from '../../../../src/hpo/space/distribution.ts'
import { behaviour } from '../../../../src/hpo/space/node.ts'
import { space as declare } from '../../../../src/hpo/space/space.ts'
import { bool } from '../../../../src/hpo/space/kinds/bool.ts'
import { float } from '../../../../src/hpo/space/kinds/float.ts'
import { oneOf } from '../../../../src/hpo/space/kinds/one-of.ts'
import { suggestRequest } from '../../../../src/testing/suggest-request.ts'
import { trialRecord } from '../../../../src/testing/trial-record.ts'

const unit: Distribution = { kind: 'float', low: 0, high: 1, log: false, step: null }
const square: SearchSpace = new Map([
  ['x', unit],
  ['y', unit],
])

/** Complete trials at random points. */
function past(space: SearchSpace, count: number, value: (params: Params) => number | readonly number[]): History {
  const rng = createRng('past')
  const trials = Array.from({ length: count }, (_, number) => {
    const params = Object.fromEntries(Array.from(space, ([name, dist]) => [name, sampleUniform(dist, rng)]))
    return trialRecord({ number, params, distributions: Object.fromEntries(space), values: [value(params)].flat() })
  })
  return { name: 'study', directions: ['minimize'], trials }
}

const distance = (a: Params, b: Params) =>
  Math.hypot((a.x as number) - (b.x as number), (a.y as number) - (b.y as number))
const bowl = ({ x, y }: Params) => ((x as number) - 0.3) ** 2 + ((y as number) - 0.8) ** 2

describe('suggest', () => {
  test.each(kernelNames)('finds the bottom of a bowl with %s', (kernel) => {
    const params = definition
      .create({ kernel })
      .suggest(suggestRequest({ space: square, history: past(square, 25, bowl) }))
    expect(distance(params, { x: 0.3, y: 0.8 })).toBeLessThan(0.12)
  })

  test.each(acquisitionNames)(
    '%s leads to the bottom of a bowl within 8 trials, and for maximisation to the top',
    (acquisition) => {
      for (const direction of ['minimize', 'maximize'] as const) {
        const sign = direction === 'minimize' ? 1 : -1
        const sampler = definition.create({ acquisition, candidates: 128, restarts: 3 })
        const start = past(square, 10, (params) => sign * bowl(params))
        const trials = [...start.trials]
        for (let i = 0; i < 8; i++) {
          const history: History = { ...start, directions: [direction], trials }
          const params = sampler.suggest(suggestRequest({ space: square, history, rng: createRng(i) }))
          trials.push(trialRecord({ ...start.trials[0], number: trials.length, params, values: [sign * bowl(params)] }))
        }
        expect(Math.min(...trials.map(({ params }) => bowl(params)))).toBeLessThan(
          acquisition === 'thompson' ? 0.01 : 0.002,
        )
      }
    },
  )

  test('keeps away from where trials are running, and these from each other', () => {
    const history = past(square, 20, bowl)
    const sampler = definition.create()
    const trials = [...history.trials]
    for (let worker = 0; worker < 4; worker++) {
      const params = sampler.suggest(suggestRequest({ space: square, history: { ...history, trials }, rng: createRng(worker) })) // prettier-ignore
      for (const other of trials.filter(({ state }) => state === 'running')) {
        expect(distance(params, other.params)).toBeGreaterThan(0.005)
      }
      trials.push(trialRecord({ ...history.trials[0], number: trials.length, state: 'running', params, values: null }))
    }
  })

  test('goes where constraints are likely to hold', () => {
    const history = past(square, 30, bowl)
    // The bottom of the bowl is forbidden: x must be at least 0.6.
    const trials = history.trials.map((trial) => ({ ...trial, systemAttrs: { constraints: [0.6 - (trial.params.x as number)] } })) // prettier-ignore
    const { x, y } = definition.create().suggest(suggestRequest({ space: square, history: { ...history, trials } }))
    expect(x).toBeGreaterThan(0.55)
    expect(x).toBeLessThan(0.75)
    expect(Math.abs((y as number) - 0.8)).toBeLessThan(0.2)
  })

  test('looks for feasible trials while there are none', () => {
    const history = past(square, 15, bowl)
    const trials = history.trials.map((trial) => ({ ...trial, systemAttrs: { constraints: [5 - 3 * (trial.params.x as number)] } })) // prettier-ignore
    expect(definition.create().suggest(suggestRequest({ space: square, history: { ...history, trials } })).x).toBeGreaterThan(0.95) // prettier-ignore
  })

  test('draws the rest given what is fixed', () => {
    // The best y is the x of the same trial.
    const ridge = ({ x, y }: Params) => ((x as number) - (y as number)) ** 2
    const history = past(square, 40, ridge)
    for (const x of [0.2, 0.9]) {
      const trial = { number: 40, fixed: { x }, note: () => {} }
      const space = new Map([['y', unit]])
      const params = definition.create().suggest(suggestRequest({ space, history, trial }))
      expect(Object.keys(params)).toEqual(['y'])
      expect(Math.abs((params.y as number) - x)).toBeLessThan(0.1)
    }
  })

  test('never suggests the same point of a discrete space twice while another is open', () => {
    const grid: SearchSpace = new Map<string, Distribution>([
      ['n', { kind: 'int', low: 1, high: 4, log: false, step: 1 }],
      ['c', { kind: 'categorical', choices: ['a', 'b', null] }],
    ])
    const sampler = definition.create({ nStartupTrials: 1, candidates: 32, restarts: 2 })
    const trials: TrialRecord[] = []
    for (let number = 0; number < 12; number++) {
      const history: History = { name: 'study', directions: ['minimize'], trials }
      const params = sampler.suggest(suggestRequest({ space: grid, history, rng: createRng(number) }))
      trials.push(
        trialRecord({ number, params, distributions: Object.fromEntries(grid), values: [params.n as number] }),
      )
    }
    expect(new Set(trials.map(({ params }) => JSON.stringify(params))).size).toBe(12)
    // All are taken now; it still answers.
    const full: History = { name: 'study', directions: ['minimize'], trials }
    expect(Object.keys(sampler.suggest(suggestRequest({ space: grid, history: full }))).length).toBe(2)
  })

  test('suggests nothing that the declared space refuses', () => {
    const node = declare({ x: float(0, 1), y: float(0, 1) })
    const leaves = new Map(node[behaviour].leaves('').map((leaf) => [leaf.name, leaf]))
    // The bottom of the bowl at (0.3, 0.8) is refused.
    const allows = ({ x, y }: Params) => (x as number) + (y as number) <= 0.9
    const declared: DeclaredSpace = { leaves, allows }
    for (let seed = 0; seed < 5; seed++) {
      const request = suggestRequest({ space: square, history: past(square, 20, bowl), declared, rng: createRng(seed) })
      const params = definition.create().suggest(request)
      expect(allows(params)).toBe(true)
      expect(bowl(params)).toBeLessThan(0.1)
    }
  })

  test('survives trials whose parameters had other ranges, or were not asked for', () => {
    const wide = past(new Map([['x', { ...unit, high: 1e6 }], ['y', unit]]), 10, () => 1) // prettier-ignore
    const partial = past(new Map([['x', unit]]), 10, ({ x }) => x as number)
    const trials = [...wide.trials, ...partial.trials].map((trial, number) => ({ ...trial, number }))
    const params = definition.create().suggest(suggestRequest({ space: square, history: { ...wide, trials } }))
    expect(params.x).toBeLessThan(0.2)
  })
})

describe('a declared space with branches', () => {
  const node = declare({
    lr: float(0, 1),
    opt: oneOf('name', { adam: { beta: float(0, 1) }, sgd: { momentum: float(0, 1), nesterov: bool() } }),
  })
  const leaves = new Map(node[behaviour].leaves('').map((leaf) => [leaf.name, leaf]))
  const declared: DeclaredSpace = { leaves, allows: () => true }
  const space = new Map(Array.from(leaves.values(), ({ name, distribution }) => [name, distribution]))

  const loss = (params: Params): number =>
    params.opt === 'adam'
      ? 0.2 + ((params['opt.adam.beta'] as number) - 0.4) ** 2 + ((params.lr as number) - 0.5) ** 2
      : ((params['opt.sgd.momentum'] as number) - 0.7) ** 2 + ((params.lr as number) - 0.5) ** 2

  function run(trials: number, seed: number) {
    const sampler = definition.create({ candidates: 128, restarts: 4 })
    const records: TrialRecord[] = []
    for (let number = 0; number < trials; number++) {
      const history: History = { name: 'study', directions: ['minimize'], trials: records }
      const all = sampler.suggest(suggestRequest({ space, history, declared, rng: createRng(`${seed}/${number}`) }))
      const existing = [...leaves.values()].filter(({ when }) => when.every(({ name, value }) => all[name] === value))
      if (number >= 10) expect(Object.keys(all).toSorted()).toEqual(existing.map(({ name }) => name).toSorted())
      const params = Object.fromEntries(existing.map(({ name }) => [name, all[name]]))
      const distributions = Object.fromEntries(existing.map(({ name, distribution }) => [name, distribution]))
      records.push(trialRecord({ number, params, distributions, values: [loss(params)] }))
    }
    return records
  }

  test('is suggested as a whole: exactly the parameters of the branch that is taken, and the best branch', () => {
    const records = run(30, 0)
    expect(Math.min(...records.map(({ values }) => values![0]))).toBeLessThan(0.005)
    expect(records.slice(-5).filter(({ params }) => params.opt === 'sgd').length).toBeGreaterThanOrEqual(3)
  })

  test('a fixed choice keeps its branch', () => {
    const history: History = { name: 'study', directions: ['minimize'], trials: run(20, 1) }
    const trial = { number: 20, fixed: { opt: 'adam' }, note: () => {} }
    const open = new Map([...space].filter(([name]) => name !== 'opt'))
    const params = definition.create().suggest(suggestRequest({ space: open, history, declared, trial }))
    expect(Object.keys(params).toSorted()).toEqual(['lr', 'opt.adam.beta'])
  })
})

test.each(['qmc', 'latinHypercube'] as const)('startup trials by %s lie in every quarter of the range', (startup) => {
  const node = declare({ x: float(0, 1), y: float(0, 1) })
  const leaves = new Map(node[behaviour].leaves('').map((leaf) => [leaf.name, leaf]))
  const declared: DeclaredSpace = { leaves, allows: () => true }
  const sampler = definition.create({ startup, nStartupTrials: 6 })
  const xs = Array.from({ length: 6 }, (_, number) => {
    const history = past(square, number, bowl)
    expect(sampler.isStartup!(history)).toBe(false)
    return sampler.suggest(suggestRequest({ space: square, history, declared, rng: createRng(number) })).x as number
  })
  for (const quarter of [0, 1, 2, 3]) expect(xs.some((x) => Math.floor(4 * x) === quarter)).toBe(true)
})

describe('hyperparameters', () => {
  test('are noted with the trial, and reused by a sampler in another process while they are good enough', () => {
    const history = past(square, 60, bowl)
    const notes: unknown[] = []
    const noting = (number: number) => ({ number, fixed: {}, note: (key: string, value: unknown) => void notes.push([key, value]) }) // prettier-ignore
    definition.create().suggest(suggestRequest({ space: square, history, trial: noting(60) }))
    expect(notes).toEqual([['ansatz:gp', { models: expect.any(String), count: 60, raw: [expect.any(Array)] }]])
    const [[, note]] = notes as [[string, never]]
    const later = trialRecord({ ...history.trials[0], number: 60, systemAttrs: { 'ansatz:gp': note } })
    const next = { ...history, trials: [...history.trials, later] }
    const params = definition.create().suggest(suggestRequest({ space: square, history: next, trial: noting(61) }))
    expect(notes).toHaveLength(1)
    const follower = definition.create()
    follower.suggest(suggestRequest({ space: square, history, trial: noting(60) }))
    expect(follower.suggest(suggestRequest({ space: square, history: next, trial: noting(61) }))).toEqual(params)
  })

  test('of any other form are ignored', () => {
    const history = past(square, 12, bowl)
    const json = fc.oneof(fc.jsonValue(), fc.record({ models: fc.string(), count: fc.nat(), raw: fc.jsonValue() }))
    const expected = definition.create().suggest(suggestRequest({ space: square, history }))
    fc.assert(
      fc.property(json, (note) => {
        const trials = history.trials.map((trial) => ({ ...trial, systemAttrs: { 'ansatz:gp': note as never } }))
        const request = suggestRequest({ space: square, history: { ...history, trials } })
        expect(definition.create().suggest(request)).toEqual(expected)
      }),
      { numRuns: 10 },
    )
  })
})

test.each<[string, GpOptions]>([
  ['kernel', { kernel: 'linear' as never }],
  ['acquisition', { acquisition: 'kg' as never }],
  ['xi', { xi: -1 }],
  ['beta', { beta: Number.NaN }],
  ['candidates', { candidates: 0 }],
  ['startup', { startup: 'grid' as never }],
  ['restarts', { restarts: 1.5 }],
  ['nStartupTrials', { nStartupTrials: -1 }],
  ['deterministic', { deterministic: 'yes' as never }],
])('a bad %s is refused by name', (option, options) => {
  expect(() => definition.create(options)).toThrow(expect.objectContaining({ code: 'sampler/bad-option', details: expect.objectContaining({ option }) })) // prettier-ignore
})
