import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { choice, createStudy, float, loadStudyFile, saveStudyFile, space } from '../../../src/hpo/index.ts'

const s = space({ x: float(0, 1), act: choice('tanh', 'sin') })
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ansatz-study-file-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('saveStudyFile and loadStudyFile', () => {
  test('keep everything, so that the study goes on as if it had never stopped', async () => {
    const path = join(folder, 'study.json')
    const objective = async ({ x }: { x: number }, trial: { report(v: number, step: number): Promise<void> }) => {
      await trial.report(x < 0.2 ? Number.NaN : x, 0)
      return { values: x < 0.1 ? Number.POSITIVE_INFINITY : x, attrs: { note: 'ünï' } }
    }
    const study = await createStudy({ name: 'kept', seed: 3, pruner: null })
    await study.optimize(s, objective, { trials: 15 })
    await study.enqueue({ x: 0.5 })
    await saveStudyFile(study, path)
    const restored = await loadStudyFile(path, { pruner: null })
    const plain = ({ trials }: typeof study) =>
      trials.map((trial) => ({ ...trial, id: null, startedAt: null, completedAt: null }))
    expect(plain(restored)).toEqual(plain(study))
    expect(restored.config).toMatchObject({ name: 'kept', seed: 3, space: s.toJSON() })
    await study.optimize(s, objective, { trials: 5 })
    await restored.optimize(s, objective, { trials: 5 })
    expect(plain(restored)).toEqual(plain(study))
  })

  test('put the study into any storage, under a name of choice', async () => {
    const path = join(folder, 'small.json')
    const study = await createStudy({ name: 'small' })
    await study.optimize(s, ({ x }) => x, { trials: 2 })
    await saveStudyFile(study, path)
    const storage = `sqlite:///${join(folder, 'studies.db')}`
    await (await loadStudyFile(path, { storage, name: 'first' })).close()
    await expect(loadStudyFile(path, { storage, name: 'first' })).rejects.toMatchObject({
      code: 'study/duplicate-name',
    })
  })

  test('refuse a path that is a folder, or in none', async () => {
    const study = await createStudy({ name: 'unplaced' })
    const refused = { code: 'study/bad-path', message: expect.stringMatching(/Allowed: the path of a file/) as unknown }
    await expect(saveStudyFile(study, folder)).rejects.toMatchObject(refused)
    await expect(saveStudyFile(study, join(folder, 'none', 'a.json'))).rejects.toMatchObject(refused)
    await expect(loadStudyFile(folder)).rejects.toMatchObject({ code: 'study/bad-file' })
  })

  test.each([
    ['not JSON', 'no json'],
    ['another format', '{"format": "x"}'],
    ['a damaged trial', '{"format":"ansatz-study-1","name":"a","directions":["minimize"],"userAttrs":{},"systemAttrs":{},"trials":[{}]}'], // prettier-ignore
  ])('refuse %s', async (_, text) => {
    const path = join(folder, 'bad.json')
    await writeFile(path, text)
    await expect(loadStudyFile(path)).rejects.toMatchObject({ code: 'study/bad-file' })
  })
})

test('`study.config` says what a run needs to be repeated', async () => {
  const study = await createStudy({
    name: 'c',
    seed: 7,
    sampler: { name: 'tpe', options: { nStartupTrials: 3, gamma: (n) => Math.ceil(n / 10) } },
    pruner: null,
  })
  await study.optimize(s, ({ x }) => x, { trials: 1 })
  expect(study.config).toEqual({
    name: 'c',
    directions: ['minimize'],
    seed: 7,
    sampler: { name: 'tpe', options: { nStartupTrials: 3, gamma: '(n) => Math.ceil(n / 10)' } },
    pruner: null,
    space: s.toJSON(),
    version: expect.stringMatching(/^\d+\.\d+\.\d+/) as unknown,
  })
})
