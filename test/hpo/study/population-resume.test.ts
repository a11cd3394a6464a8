import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Storage } from '../../../src/hpo/core/storage.ts'
import { schedulers } from '../../../src/hpo/schedulers/registry.ts'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { openStorage } from '../../../src/hpo/storages/open-storage.ts'
import type { Evolvable } from '../../../src/hpo/study/population/evolvable.ts'
import { openStudy, refusal } from './setup.ts'

const folder = await mkdtemp(join(tmpdir(), 'ansatz-population-'))
afterAll(() => rm(folder, { recursive: true }))

const search = space({ lr: float(1e-3, 1).log(), act: choice('tanh', 'sin') })
const scheduler = schedulers.pbt({ population: 4, interval: 2, quantile: 0.25 })

class Diverged extends Error {}
class Killed extends Error {}

type Params = { readonly lr: number; readonly act: string }

/** Descent with noise; member 2 fails in the second generation. */
const descent: Evolvable<Params, { readonly weights: Float64Array }> = {
  init: (_, { rng }) => ({ weights: Float64Array.from({ length: 2 }, () => 1 + rng.uniform()) }),
  step({ weights }, { lr }, { member, from, steps, rng }) {
    if (member === 2 && from === 2) throw new Diverged()
    for (let i = 0; i < steps; i++) weights.forEach((w, j) => (weights[j] -= lr * w + 1e-3 * rng.normal()))
    return weights.reduce((sum, w) => sum + w * w, 0)
  },
}

/** The storage of a process that is killed before its write number `last`: from then on nothing is written. */
function killedAfter(storage: Storage, last: number): Storage {
  let writes = 0
  const writing = new Set(['createTrial', 'claimWaitingTrial', 'setParams', 'setChoices', 'report', 'setTrialAttr', 'finishTrial', 'setStudyAttr']) // prettier-ignore
  return new Proxy(storage, {
    get(target, key: keyof Storage) {
      const method = target[key] as unknown
      if (typeof method !== 'function') return method
      if (!writing.has(String(key))) return method.bind(target)
      return async (...args: unknown[]): Promise<unknown> => {
        if (++writes > last) throw new Killed()
        return method.apply(target, args)
      }
    },
  })
}

const evolve = async (storage: Storage, checkpoints?: string) => {
  const study = await openStudy({ storage, ownsStorage: false, loadIfExists: true, seed: 9 })
  const result = await study.evolve(search, descent, { scheduler, steps: 7, catch: [Diverged], ...(checkpoints !== undefined && { checkpoints }) }) // prettier-ignore
  return { study, result }
}

const enqueued = async (): Promise<Storage> => {
  const storage = await openStorage('memory:')
  const study = await openStudy({ storage, ownsStorage: false, seed: 9 })
  await study.enqueue({ lr: 0.5 })
  return storage
}

const shown = ({ study, result }: Awaited<ReturnType<typeof evolve>>) => ({
  best: result.best,
  generations: result.generations,
  trials: study.trials.map(({ number, params, values, state, intermediateValues, systemAttrs }) => {
    return { number, params, values, state, curve: [...intermediateValues], lineage: systemAttrs['ansatz:pbt'] }
  }),
})

describe('a population with checkpoints', () => {
  test('that is killed after any write comes out as one that never was', async () => {
    const whole = shown(await evolve(await enqueued()))
    expect(whole.trials.some(({ state }) => state === 'fail')).toBe(true)
    expect(whole.trials.length).toBeGreaterThan(5)
    let killed = 0
    for (let last = 0; ; last++) {
      const storage = await enqueued()
      const checkpoints = join(folder, String(last))
      let isOver = true
      await evolve(killedAfter(storage, last), checkpoints).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error
        isOver = false
        killed++
      })
      if (isOver) break
      // A second process is killed as well, and a third one comes to the end.
      const second = await evolve(killedAfter(storage, 7), checkpoints).catch(() => null)
      expect(shown(second ?? (await evolve(storage, checkpoints)))).toEqual(whole)
    }
    expect(killed).toBeGreaterThan(40)
  })

  test('begins anew after its end, or when told to', async () => {
    const storage = await openStorage('memory:')
    const study = await openStudy({ storage, seed: 9 })
    const options = { scheduler, steps: 4, catch: [Diverged], checkpoints: join(folder, 'anew') }
    await study.evolve(search, descent, options)
    const first = study.trials.length
    expect(await readdir(options.checkpoints)).toEqual([])
    await study.evolve(search, descent, options)
    expect(study.trials.length).toBeGreaterThanOrEqual(first + 4)
    expect(study.trials.some(({ state }) => state === 'running')).toBe(false)
    const controller = new AbortController()
    const stopping: typeof descent = {
      ...descent,
      step(...args) {
        if (args[2].from === 2) controller.abort(new Error('enough'))
        return descent.step(...args)
      },
    }
    await expect(study.evolve(search, stopping, { ...options, signal: controller.signal })).rejects.toThrow('enough')
    expect(study.trials.filter(({ state }) => state === 'running').length).toBe(4)
    const others = schedulers.pbt({ population: 6, interval: 2 })
    const error = await refusal(() => study.evolve(search, descent, { ...options, scheduler: others }))
    expect(error).toMatchObject({ code: 'study/other-population' })
    expect(error.message).toContain('population of 4')
    const lost = { ...options, checkpoints: join(folder, 'elsewhere') }
    expect((await refusal(() => study.evolve(search, descent, lost))).code).toBe('study/lost-population')
    await study.evolve(search, descent, { ...options, resume: false })
    expect(study.trials.filter(({ state }) => state === 'running').length).toBe(4)
  })
})
