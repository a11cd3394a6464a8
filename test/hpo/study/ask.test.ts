import { describe, expect, expectTypeOf, test } from 'vitest'
import type { Sampler, SuggestRequest } from '../../../src/hpo/core/sampler.ts'
import { openStorage } from '../../../src/hpo/storages/open-storage.ts'
import { samplerRegistry } from '../../../src/hpo/samplers/registry.ts'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../src/hpo/space/kinds/int.ts'
import { oneOf } from '../../../src/hpo/space/kinds/one-of.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { openStudy, refusal } from './setup.ts'

const uniform = (await samplerRegistry.random()).definition.create()
/** Without its short way, which samplers made from it would inherit. */
const random: Sampler = { name: 'random', traits: uniform.traits, suggest: (request) => uniform.suggest(request) }

/** A joint sampler that draws at random and keeps what it was asked. */
function recorder(): Sampler & { readonly requests: SuggestRequest[] } {
  const requests: SuggestRequest[] = []
  return {
    name: 'recorder',
    traits: { joint: true, multiObjective: true, usesHistory: true },
    requests,
    suggest(request) {
      requests.push(request)
      return random.suggest(request)
    },
  }
}

const fields = { x: float(0, 1), n: int(1, 9), act: choice('tanh', 'sin') }
const s = space(fields)

const names = ({ requests }: { readonly requests: readonly SuggestRequest[] }) =>
  requests.map(({ space }) => [...space.keys()])

describe('study.ask(space)', () => {
  test('gives typed params of the space, stored when it returns', async () => {
    const study = await openStudy()
    const trial = await study.ask(s)
    expectTypeOf(trial.params).toEqualTypeOf<{ x: number; n: number; act: 'tanh' | 'sin' }>()
    expect(trial.number).toBe(0)
    expect(s.parse(trial.params)).toEqual(trial.params)
    await study.refresh()
    expect(study.trials[0]).toMatchObject({ state: 'running', params: trial.params })
    expect(Object.keys(study.trials[0].distributions)).toEqual(['x', 'n', 'act'])
  })

  test('stores the parameters of the chosen case only, by dotted name', async () => {
    const study = await openStudy()
    const nested = space({ opt: oneOf('name', { adam: { beta: float(0, 1) }, sgd: { momentum: float(0, 1) } }) })
    const trial = await study.ask(nested)
    const { name } = trial.params.opt
    const leaf = name === 'adam' ? 'opt.adam.beta' : 'opt.sgd.momentum'
    expect(Object.keys(trial.flatParams).sort()).toEqual(['opt', leaf])
    expect(trial.flatParams['opt']).toBe(name)
  })

  test('stores all parameters in one write', async () => {
    const storage = await openStorage('memory:')
    const writes: string[][] = []
    const watched: typeof storage = Object.assign(Object.create(storage), {
      setParams: (...[id, params]: Parameters<typeof storage.setParams>) => {
        writes.push(params.map(({ name }) => name))
        return storage.setParams(id, params)
      },
    })
    const study = await openStudy({ storage: watched })
    await study.ask(s)
    expect(writes).toEqual([['x', 'n', 'act']])
  })

  test('gives numbers 0, 1, 2, … in the order of the calls, also for calls at once', async () => {
    const study = await openStudy()
    const trials = await Promise.all([study.ask(s), study.ask(s), study.ask(s)])
    expect(trials.map(({ number }) => number)).toEqual([0, 1, 2])
  })

  test('refuses what is no space', async () => {
    const study = await openStudy()
    const error = await refusal(() => study.ask({ x: float(0, 1) } as never))
    expect(error.code).toBe('study/bad-argument')
    expect((await study.refresh()).trials).toEqual([])
  })
})

describe('the sampler', () => {
  test('is asked for the parameters of a declared space together, then for those of the branch taken', async () => {
    const sampler = recorder()
    const study = await openStudy({ sampler })
    const branched = space({
      ...fields,
      opt: oneOf('name', { adam: { a: float(0, 1), b: float(0, 1) }, sgd: { m: float(0, 1) } }),
    })
    const { params, flatParams } = await study.ask(branched)
    const branch = params.opt.name === 'adam' ? ['opt.adam.a', 'opt.adam.b'] : ['opt.sgd.m']
    expect(names(sampler)).toEqual([['act', 'n', 'opt', 'x'], branch])
    expect(sampler.requests[1].trial.fixed).toMatchObject({ x: flatParams['x'], opt: params.opt.name })
    expect(sampler.requests[0].declared?.leaves.get('opt.sgd.m')?.when).toEqual([{ name: 'opt', value: 'sgd' }])
  })

  test('that models branches is asked for the whole space at once', async () => {
    const sampler = recorder()
    const whole: Sampler = {
      ...sampler,
      traits: { ...sampler.traits, conditional: true },
      suggest: (request) => {
        sampler.requests.push(request)
        return { opt: 'sgd', 'opt.sgd.m': 0.5 }
      },
    }
    const study = await openStudy({ sampler: whole })
    const { params } = await study.ask(
      space({ opt: oneOf('name', { adam: { a: float(0, 1) }, sgd: { m: float(0, 1) } }) }),
    )
    expect(params).toEqual({ opt: { name: 'sgd', m: 0.5 } })
    expect(names(sampler)).toEqual([['opt', 'opt.adam.a', 'opt.sgd.m']])
  })

  test('without a declared space is asked for what the finished trials have in common together, then one by one', async () => {
    const sampler = recorder()
    const study = await openStudy({ sampler })
    await study.tell(await study.ask(s), 1)
    sampler.requests.length = 0
    const trial = await study.ask()
    trial.float('extra', 0, 1)
    trial.float('x', 0, 1)
    expect(names(sampler)).toEqual([['act', 'n', 'x'], ['extra']])
  })

  test('is told what was enqueued, and not asked for it', async () => {
    const sampler = recorder()
    const study = await openStudy({ sampler })
    await study.enqueue({ x: 0.5 })
    await study.ask(s)
    expect(names(sampler)).toEqual([['act', 'n']])
    expect(sampler.requests[0].trial).toMatchObject({ number: 0, fixed: { x: 0.5 } })
  })

  test('keeps notes with the trial', async () => {
    const noting: Sampler = {
      ...random,
      traits: { ...random.traits, joint: true },
      suggest: (request) => {
        request.trial.note('ansatz:generation', request.trial.number + 7)
        return random.suggest(request)
      },
    }
    const study = await openStudy({ sampler: noting })
    await study.ask(s)
    const dynamic = await study.ask()
    dynamic.float('x', 0, 1)
    await study.tell(dynamic, 1)
    expect((await study.refresh()).trials.map(({ systemAttrs }) => systemAttrs['ansatz:generation'])).toEqual([7, 8])
  })

  test('hands the parameters that it cannot model to its fallback, and is refused them without one', async () => {
    const numeric = recorder()
    const own: Sampler = { ...numeric, handles: ({ kind }) => kind !== 'categorical' }
    const study = await openStudy({ sampler: own })
    const error = await refusal(() => study.ask(s))
    expect(error.code).toBe('sampler/unsupported-parameter')
    expect(error.message).toMatch(/"recorder" cannot model parameter "act".*fallback: 'random'/)
    const helped = await openStudy({ sampler: { ...own, fallback: random } })
    const { params } = await helped.ask(s)
    expect(s.parse(params)).toEqual(params)
    expect(names(numeric)).toEqual([['n', 'x']])
    expect(numeric.requests[0].trial.fixed).toEqual({ act: params.act })
  })

  test('that has nothing left to try ends optimize', async () => {
    const finite: Sampler = { ...random, isExhausted: ({ trials }) => trials.length >= 3 }
    const study = await openStudy({ sampler: finite })
    const ends: string[] = []
    study.observe({ finished: ({ reason }) => ends.push(reason) })
    await study.optimize(s, () => 1, { trials: 10 })
    expect(study.trials).toHaveLength(3)
    expect(ends).toEqual(['exhausted'])
  })

  test('is asked again before each new trial, so that workers that start together do not try too much', async () => {
    const finite: Sampler = { ...random, isExhausted: ({ trials }) => trials.length >= 3 }
    const study = await openStudy({ sampler: finite })
    await study.optimize(s, () => 1, { trials: 10, concurrency: 8 })
    expect(study.trials).toHaveLength(3)
  })

  test('that another process left nothing to try ends optimize; the trial that was begun says so', async () => {
    let asked = 0
    // The last thing to try is taken between the look before the trial and the one after.
    const finite: Sampler = { ...random, isExhausted: () => ++asked > 2 }
    const study = await openStudy({ sampler: finite })
    await study.optimize(s, () => 1, { trials: 10 })
    expect(study.trials.map(({ state, systemAttrs }) => [state, systemAttrs['ansatz:fail_reason']])).toEqual([
      ['fail', expect.stringContaining('Sampler "random" has nothing left to try')],
    ])
  })

  test('shares one stream of the study with all trials', async () => {
    const sampler = recorder()
    const study = await openStudy({ sampler, seed: 5 })
    await study.ask(s)
    await study.ask(s)
    const draws = sampler.requests.map(({ studyRng }) => studyRng.fork('mine').uniform())
    expect(new Set(sampler.requests.map(({ studyRng }) => studyRng)).size).toBe(1)
    expect(new Set(draws).size).toBe(1)
  })

  test('sees every trial, the new one among them as running', async () => {
    const sampler = recorder()
    const study = await openStudy({ sampler, directions: ['maximize'] })
    await study.tell(await study.ask(s), 1)
    await study.ask(s)
    const { history } = sampler.requests.at(-1)!
    expect(history.directions).toEqual(['maximize'])
    expect(history.trials.map(({ state }) => state)).toEqual(['complete', 'running'])
  })

  test('has a stream for each trial and parameter', async () => {
    const study = await openStudy({ sampler: random, seed: 3 })
    await study.ask(s)
    const other = await openStudy({ seed: 3 })
    const dynamic = await other.ask()
    // Another order, and another parameter in between: the same values.
    dynamic.float('unrelated', 0, 1)
    const act = dynamic.categorical('act', ['tanh', 'sin'])
    await study.refresh()
    expect(study.trials[0].params).toMatchObject({ act, x: dynamic.float('x', 0, 1), n: dynamic.int('n', 1, 9) })
  })

  test('that gives a value outside of its distribution is named in the error, and the trial fails', async () => {
    for (const wrong of [2, Number.NaN, undefined, 'x']) {
      const broken: Sampler = { ...random, name: 'broken', suggest: () => ({ x: wrong as number }) }
      const study = await openStudy({ sampler: broken })
      const error = await refusal(() => study.ask(space({ x: float(0, 1) })))
      expect(error.code).toBe('sampler/bad-suggestion')
      expect(error.message).toContain('"broken"')
      expect(study.trials[0].state).toBe('fail')
      expect(study.trials[0].systemAttrs['ansatz:fail_reason']).toContain('broken')
    }
  })

  test('is not asked for a range of one value', async () => {
    const sampler = recorder()
    const study = await openStudy({ sampler })
    const trial = await study.ask()
    expect([trial.int('n', 4, 4), trial.float('x', 0.5, 0.5), trial.categorical('c', ['only'])]).toEqual([
      4,
      0.5,
      'only',
    ])
    expect(sampler.requests).toEqual([])
  })
})

describe('a joint proposal', () => {
  const fixedAt = (x: number): Sampler => ({
    name: 'fixed',
    traits: { joint: true, multiObjective: true, usesHistory: true },
    suggest: (request) => (request.space.size > 1 ? { x, y: 0.25 } : random.suggest(request)),
  })
  const narrow = async (high: number) => {
    const study = await openStudy({ sampler: fixedAt(0.75) })
    await study.tell(await study.ask(space({ x: float(0, 1), y: float(0, 1) })), 1)
    const trial = await study.ask()
    return { x: trial.float('x', 0, high), y: trial.float('y', 0, 1) }
  }

  test('is used also when the objective asks for another range that holds it', async () => {
    expect(await narrow(0.8)).toEqual({ x: 0.75, y: 0.25 })
  })

  test('is not used when the objective asks for a range that does not', async () => {
    const { x, y } = await narrow(0.5)
    expect(x).toBeLessThanOrEqual(0.5)
    expect(y).toBe(0.25)
  })
})
