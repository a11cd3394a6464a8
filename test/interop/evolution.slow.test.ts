import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { studyHypervolume } from '../../src/hpo/objectives/study-hypervolume.ts'
import { samplers } from '../../src/hpo/samplers/registry.ts'
import { float } from '../../src/hpo/space/kinds/float.ts'
import { space } from '../../src/hpo/space/space.ts'
import { createStudy, loadStudy } from '../../src/hpo/setup/create-study.ts'
import { runPython } from './python.ts'

const folder = mkdtempSync(join(tmpdir(), 'ansatz-evolution-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a study that our nsga2 began goes on with Optuna’s NSGA-II and then with ours; fronts and hypervolumes agree', async () => {
  const storage = `sqlite:///${join(folder, 'evolution.db')}`
  const sampler = samplers.nsga2({ populationSize: 10 })
  const square = space({ x: float(0, 1), y: float(0, 1) })
  const objective = ({ x, y }: { readonly x: number; readonly y: number }) => [x * x + y, (x - 1) ** 2 + y]
  const directions = ['minimize', 'minimize'] as const
  const begun = await createStudy({ name: 'evolution', storage, sampler, directions, seed: 1 })
  await begun.optimize(square, objective, { trials: 35, progress: false })
  await begun.close()

  const seen = await runPython('evolve_study.py', storage, 'evolution', '25')

  const study = await loadStudy({ name: 'evolution', storage, sampler })
  expect(seen).toEqual({
    trials: 60,
    front: study.bestTrials.map(({ number }) => number),
    hypervolume: expect.closeTo(studyHypervolume(study, [2, 2]), 12) as unknown,
  })
  await study.optimize(square, objective, { trials: 10, progress: false })
  const generations = study.trials.slice(60).map(({ systemAttrs }) => systemAttrs['ansatz:nsga2'])
  // 25 trials of Optuna’s ended generation 3, which ours had noted last.
  expect(new Set(generations.map((note) => JSON.stringify(note)))).toEqual(new Set(['{"generation":4}']))
  await study.close()
})
