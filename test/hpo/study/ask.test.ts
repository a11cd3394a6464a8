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

const random = (await samplerRegistry.random()).definition.create()

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

const s = space({ x: float(0, 1), n: int(1, 9), act: choice('tanh', 'sin') })

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
  test('is asked for what the finished trials have in common together, for the rest one by one', async () => {
    const sampler = recorder()
    const study = await openStudy({ sampler })
    await study.tell(await study.ask(s), 1)
    expect(sampler.requests.map(({ space }) => [...space.keys()])).toEqual([['x'], ['n'], ['act']])
    sampler.requests.length = 0
    const wider = space({ x: float(0, 1), n: int(1, 9), act: choice('tanh', 'sin'), extra: float(0, 1) })
    await study.ask(wider)
    expect(sampler.requests.map(({ space }) => [...space.keys()])).toEqual([['act', 'n', 'x'], ['extra']])
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
    const sampler = recorder()
    const study = await openStudy({ sampler, seed: 3 })
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
