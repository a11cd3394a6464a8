import { describe, expect, test } from 'vitest'
import { openStorage } from '../../../src/hpo/storages/open-storage.ts'
import { samplerRegistry } from '../../../src/hpo/samplers/registry.ts'
import { Study } from '../../../src/hpo/study/study.ts'
import { openStudy, refusal } from './setup.ts'

const random = (await samplerRegistry.random()).definition.create()

describe('Study.open', () => {
  test('makes a study to minimise, empty', async () => {
    const study = await openStudy({ name: 'burgers' })
    expect(study.name).toBe('burgers')
    expect(study.directions).toEqual(['minimize'])
    expect(study.trials).toEqual([])
    expect(study.storageUrl).toBe('memory:')
  })

  test('refuses a name that is taken, and continues it with loadIfExists', async () => {
    const storage = await openStorage('memory:')
    const first = await openStudy({ storage })
    await first.tell(await first.ask(), 1)
    expect((await refusal(() => openStudy({ storage }))).code).toBe('study/duplicate-name')
    const again = await openStudy({ storage, loadIfExists: true })
    expect(again.trials).toHaveLength(1)
  })

  test('creates with loadIfExists what does not exist, once, however many ask at a time', async () => {
    const storage = await openStorage('memory:')
    await Promise.all([1, 2, 3].map(() => openStudy({ storage, loadIfExists: true })))
    expect(await storage.listStudies()).toHaveLength(1)
  })

  test('keeps the directions of a study that exists, and refuses others', async () => {
    const storage = await openStorage('memory:')
    await openStudy({ storage, directions: ['maximize'] })
    expect((await openStudy({ storage, loadIfExists: true })).directions).toEqual(['maximize'])
    const error = await refusal(() => openStudy({ storage, loadIfExists: true, directions: ['minimize'] }))
    expect(error.code).toBe('study/direction-mismatch')
    expect(error.message).toContain('maximize')
  })

  test.each([[[]], [['up']], ['minimize'], [[undefined]]])('refuses the directions %j', async (directions) => {
    const error = await refusal(() => openStudy({ directions: directions as never }))
    expect(error.code).toBe('study/bad-direction')
    expect(error.allowed).toContain('minimize')
  })

  test('refuses several objectives for a sampler that knows one', async () => {
    const single = { ...random, name: 'single', traits: { ...random.traits, multiObjective: false } }
    const error = await refusal(() => openStudy({ directions: ['minimize', 'maximize'], sampler: single }))
    expect(error.code).toBe('study/single-objective-sampler')
    expect(error.message).toContain('"single"')
  })

  test.each([
    ['seed', 1.5],
    ['seed', null],
    ['name', 7],
    ['pruner', {}],
    ['clock', 7],
    ['loadIfExists', 'yes'],
  ])('refuses the %s %j', async (option, value) => {
    const error = await refusal(() => openStudy({ [option]: value }))
    expect(error.code).toBe('study/bad-option')
    expect(error.message).toContain(option)
  })

  test('refuses an option that it does not know, with those that it does', async () => {
    const error = await refusal(() => openStudy({ direction: 'minimize' } as never))
    expect(error.code).toBe('study/unknown-option')
    expect(error.message).toContain('direction')
    expect(error.allowed).toContain('directions')
  })
})

describe('Study.load', () => {
  test('opens what exists, with its directions', async () => {
    const storage = await openStorage('memory:')
    await openStudy({ storage, name: 'a', directions: ['maximize'] })
    expect((await Study.load({ storage, name: 'a', sampler: random })).directions).toEqual(['maximize'])
  })

  test('names the studies that there are when it finds none', async () => {
    const storage = await openStorage('memory:')
    await openStudy({ storage, name: 'burgers' })
    const error = await refusal(() => Study.load({ storage, name: 'burger', sampler: random }))
    expect(error.code).toBe('study/not-found')
    expect(error.message).toContain('"burgers"')
  })
})

describe('seed', () => {
  const draws = async (study: Study): Promise<number> => (await study.ask()).float('x', 0, 1)

  test('makes two studies alike', async () => {
    expect(await draws(await openStudy({ seed: 'a' }))).toBe(await draws(await openStudy({ seed: 'a' })))
    expect(await draws(await openStudy({ seed: 'a' }))).not.toBe(await draws(await openStudy({ seed: 'b' })))
  })

  test('is stored, so that a study that is continued without one goes on with its own', async () => {
    for (const seed of [7, undefined]) {
      const storage = await openStorage('memory:')
      const study = await openStudy({ storage, seed })
      const stored = (await storage.findStudy('test'))!.systemAttrs['ansatz:seed']
      expect(typeof stored).toBe('number')
      if (seed !== undefined) expect(stored).toBe(seed)
      const asked = await draws(study)
      const again = await openStudy({ seed: stored as number })
      expect(await draws(again)).toBe(asked)
      const continued = await openStudy({ storage, seed: undefined, loadIfExists: true })
      const [next, uninterrupted] = [await draws(continued), await draws(again)]
      expect(next).toBe(uninterrupted)
    }
  })
})

describe('close', () => {
  test('closes the storage that the study owns; what was read stays readable', async () => {
    const storage = await openStorage('memory:')
    let closed = 0
    const watched = Object.assign(Object.create(storage), { [Symbol.asyncDispose]: async () => void closed++ })
    const study = await openStudy({ storage: watched })
    await study.tell(await study.ask(), 1)
    await study.close()
    await study.close()
    expect(closed).toBe(1)
    expect(study.bestValue).toBe(1)
    for (const call of [() => study.ask(), () => study.tell(0, 1), () => study.refresh(), () => study.enqueue({})]) {
      expect((await refusal(call)).code).toBe('study/closed')
    }
    expect((await refusal(() => study.optimize(() => 1, { trials: 1 }))).code).toBe('study/closed')
  })

  test('leaves a storage alone that the study does not own', async () => {
    const storage = await openStorage('memory:')
    let closed = 0
    const watched = Object.assign(Object.create(storage), { [Symbol.asyncDispose]: async () => void closed++ })
    {
      await using study = await openStudy({ storage: watched, ownsStorage: false })
      expect(study.trials).toHaveLength(0)
    }
    expect(closed).toBe(0)
  })

  test('is refused while the study runs', async () => {
    const study = await openStudy()
    let problem: unknown
    await study.optimize(
      async () => {
        problem = await refusal(() => study.close())
        return 1
      },
      { trials: 1 },
    )
    expect(problem).toMatchObject({ code: 'study/running' })
    await study.close()
  })
})
