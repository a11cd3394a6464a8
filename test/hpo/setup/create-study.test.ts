import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as ansatz from '../../../src/index.ts'
import {
  createStudy,
  deleteStudy,
  float,
  listStudies,
  loadStudy,
  openStorage,
  samplers,
  space,
} from '../../../src/index.ts'

const search = space({ x: float(-1, 1) })
const loss = ({ x }: { x: number }): number => x ** 2
let folder = ''
let storage = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ansatz-studies-'))
  storage = `sqlite:///${join(folder, 'studies.db')}`
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('createStudy', () => {
  it('without options makes a study of its own in memory, which minimises with TPE and prunes by the median', async () => {
    const study = await createStudy()
    expect(study.storageUrl).toBe('memory:')
    expect(study.directions).toEqual(['minimize'])
    expect(study.name).not.toBe((await createStudy()).name)
    await study.optimize(search, loss, { trials: 3 })
    expect(study.best.values![0]).toBe(study.bestValue)
  })

  it('refuses a name that exists, continues it with loadIfExists, and keeps its seed and direction', async () => {
    const first = await createStudy({ name: 'kept', storage, direction: 'maximize', seed: 5 })
    await first.optimize(search, loss, { trials: 2 })
    await first.close()
    await expect(createStudy({ name: 'kept', storage })).rejects.toMatchObject({ code: 'study/duplicate-name' })
    const again = await createStudy({ name: 'kept', storage, loadIfExists: true })
    expect(again.directions).toEqual(['maximize'])
    await again.optimize(search, loss, { trials: 2 })
    await again.close()
    const whole = await createStudy({ storage: 'memory:', direction: 'maximize', seed: 5 })
    await whole.optimize(search, loss, { trials: 4 })
    expect(again.trials.map(({ params }) => params)).toEqual(whole.trials.map(({ params }) => params))
  })

  it('refuses direction and directions together, and a sampler that nobody knows', async () => {
    const both = createStudy({ direction: 'minimize', directions: ['minimize'] })
    await expect(both).rejects.toMatchObject({ code: 'study/bad-direction' })
    await expect(createStudy({ sampler: 'anneal' as never })).rejects.toMatchObject({ code: 'sampler/unknown' })
    await expect(createStudy({ pruner: 'anneal' as never })).rejects.toMatchObject({ code: 'pruner/unknown' })
  })

  it('takes a storage that is open already, and leaves it open', async () => {
    await using opened = await openStorage('memory:')
    const study = await createStudy({ name: 'guest', storage: opened, sampler: samplers.random(), pruner: null })
    await study.close()
    expect((await opened.listStudies()).map(({ name }) => name)).toEqual(['guest'])
  })
})

describe('loadStudy, listStudies and deleteStudy', () => {
  it('refuse a file that does not exist, and make none', async () => {
    const path = join(folder, 'nowhere.db')
    const place = { storage: `sqlite:///${path}`, name: 'any' }
    for (const opening of [loadStudy(place), listStudies({ storage: place.storage }), deleteStudy(place)]) {
      await expect(opening).rejects.toMatchObject({
        code: 'storage/missing-file',
        message: expect.stringContaining(path),
      })
    }
    expect(existsSync(path)).toBe(false)
  })

  it('open, name and remove studies of a storage', async () => {
    await (await createStudy({ name: 'short-lived', storage })).close()
    expect((await listStudies({ storage })).map(({ name }) => name)).toContain('short-lived')
    await (await loadStudy({ name: 'short-lived', storage })).close()
    await deleteStudy({ name: 'short-lived', storage })
    expect((await listStudies({ storage })).map(({ name }) => name)).not.toContain('short-lived')
  })

  it('say which studies there are when the name is unknown', async () => {
    await (await createStudy({ name: 'known', storage })).close()
    const error = { code: 'study/not-found', message: expect.stringContaining('"known"') }
    await expect(loadStudy({ name: 'unknown', storage })).rejects.toMatchObject(error)
    await expect(deleteStudy({ name: 'unknown', storage })).rejects.toMatchObject(error)
  })
})

describe('ansatz', () => {
  it('exports the public names', () => {
    const names = `
      AnsatzError
      EnvironmentError
      InputError
      StateError
      StorageError
      TrialPaused
      TrialPruned
      adaptSpace
      adaptations
      bool
      boundingBox
      choice
      comm
      createStudy
      crossValidate
      decode
      deleteStudy
      display
      draw
      earlyStopping
      encode
      encodeDefaults
      fidelityOf
      fileCheckpoints
      fixed
      float
      fromConfig
      hyperband
      hyperopt
      importances
      input
      int
      kFold
      lintSpace
      listStudies
      loadStudy
      loadStudyFile
      logPriorDensity
      lossWeights
      oneOf
      openStorage
      optimizationConfigSchema
      ordinal
      permutation
      pinn
      planBudget
      plots
      powers
      priorQuantile
      pruners
      replayPbt
      resourcesUsed
      robust
      runReplay
      samplers
      saveStudyFile
      scheduleShape
      schedulers
      schedules
      scoreCandidates
      simplex
      simulate
      skopt
      space
      spaceFromConfigSpace
      spaceFromJSON
      spaceFromJsonSchema
      spaceFromOptuna
      spaceFromRayTune
      spaceFromTuples
      spaceFromWandb
      spaceFromZod
      stopWhen
      studyHypervolume
      subset
      successiveHalving
      surrogates
      templates
      tradeOff
      tradeOffs
      trialLogger
      watch
      weightedSum`
    expect(Object.keys(ansatz).toSorted()).toEqual(names.trim().split(/\s+/))
  })
})
