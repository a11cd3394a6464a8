import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { SamplerName } from '../../../src/hpo/samplers/registry.ts'
import type { Params } from '../../../src/hpo/space/distribution.ts'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../src/hpo/space/kinds/int.ts'
import { oneOf } from '../../../src/hpo/space/kinds/one-of.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { openStorage } from '../../../src/hpo/storages/open-storage.ts'
import type { Study } from '../../../src/hpo/study/study.ts'
import { openStudy } from './setup.ts'

const s = space({
  lr: float(1e-4, 1).log(),
  depth: int(1, 8),
  act: choice('tanh', 'sin', 'gelu'),
  opt: oneOf('name', { adam: { beta: float(0, 1) }, sgd: { momentum: float(0, 1) } }),
})
const loss = ({ lr, depth }: { lr: number; depth: number }): number => Math.log(lr) ** 2 + depth
const params = (study: Study): readonly Params[] => study.trials.map((trial) => trial.params)

const folder = await mkdtemp(join(tmpdir(), 'ansatz-study-'))
afterAll(() => rm(folder, { recursive: true }))
let files = 0
/** The storages that a study can be continued in, as functions that open them anew. */
const storages = {
  memory: async () => {
    const storage = await openStorage('memory:')
    return async () =>
      Object.assign(Object.create(storage), { [Symbol.asyncDispose]: async () => {} }) as typeof storage
  },
  sqlite: async () => {
    const url = `sqlite:///${join(folder, `${++files}.db`)}`
    return () => openStorage(url)
  },
}

describe.each<SamplerName>(['random', 'qmc', 'latinHypercube', 'tpe'])('sampler %s', (sampler) => {
  test('the same seed gives the same trials, another seed others', async () => {
    const run = async (seed: number): Promise<readonly Params[]> => {
      const study = await openStudy({ sampler, seed })
      await study.optimize(s, loss, { trials: 25 })
      return params(study)
    }
    expect(await run(5)).toEqual(await run(5))
    expect(await run(5)).not.toEqual(await run(6))
  })

  test.each(Object.entries(storages))(
    'a study that is closed and continued in %s goes on as if it had not been, and counts on',
    async (_, place) => {
      const whole = await openStudy({ sampler, seed: 9 })
      await whole.optimize(s, loss, { trials: 24 })
      const open = await place()
      for (const trials of [8, 1, 15]) {
        // The seed comes from the storage after the first time.
        const seed = trials === 8 ? 9 : undefined
        await using part = await openStudy({ sampler, seed, storage: await open(), loadIfExists: true })
        await part.optimize(s, loss, { trials })
      }
      await using all = await openStudy({ sampler, storage: await open(), loadIfExists: true })
      expect(all.trials.map(({ number }) => number)).toEqual(whole.trials.map(({ number }) => number))
      expect(params(all)).toEqual(params(whole))
      expect(all.bestValue).toBe(whole.bestValue)
    },
  )
})

// A sampler that looks at results sees fewer of them with more workers, so it can only be the same for one number of them.
describe('several workers', () => {
  const ordered = async (sampler: SamplerName, plan: { concurrency: number; trials: number }): Promise<Study> => {
    const study = await openStudy({ sampler, seed: 3 })
    let told = 0
    const waiting = new Map<number, () => void>()
    const objective = async (p: Parameters<typeof loss>[0], { number }: { number: number }): Promise<number> => {
      if (number > told) await new Promise<void>((resolve) => waiting.set(number, resolve))
      return loss(p)
    }
    await study.optimize(s, objective, { ...plan, onTrial: () => waiting.get(++told)?.() })
    return study
  }

  test.each([2, 4, 7])('random: %d give the parameters that one gives', async (concurrency) => {
    const one = await ordered('random', { concurrency: 1, trials: 30 })
    const many = await ordered('random', { concurrency, trials: 30 })
    expect(params(many)).toEqual(params(one))
    expect(many.trials.map(({ values }) => values)).toEqual(one.trials.map(({ values }) => values))
  })

  test('tpe: 4 give the startup trials that one gives', async () => {
    const startup = (study: Study): unknown => params(study).slice(0, 10)
    const one = await ordered('tpe', { concurrency: 1, trials: 10 })
    expect(startup(await ordered('tpe', { concurrency: 4, trials: 30 }))).toEqual(startup(one))
  })

  test('tpe: 4 give the same trials every time', async () => {
    const plan = { concurrency: 4, trials: 30 }
    expect(params(await ordered('tpe', plan))).toEqual(params(await ordered('tpe', plan)))
  })

  test('studies of their own on one file never run the same trial', async () => {
    const open = await storages.sqlite()
    const workers = await Promise.all(
      Array.from({ length: 3 }, async () => openStudy({ storage: await open(), loadIfExists: true })),
    )
    await Promise.all(workers.map((study) => study.optimize(s, loss, { trials: 8 })))
    const single = await openStudy()
    await single.optimize(s, loss, { trials: 24 })
    await workers[0].refresh()
    expect(params(workers[0])).toEqual(params(single))
    await Promise.all(workers.map((study) => study.close()))
  })
})
