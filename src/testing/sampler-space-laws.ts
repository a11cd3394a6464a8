import { expect } from 'vitest'
import type { TrialRecord } from '../hpo/core/trial-record.ts'
import type { Space } from '../hpo/space/space.ts'
import { contractStudy, expectValid, runContract } from './contract-study.ts'
import type { SamplerUnderTest } from './sampler-under-test.ts'

/** Every trial lies in its space, whatever that is, and also when it changes while the study runs. */
export function samplerSpaceLaws({ make, spaces, trials, law }: SamplerUnderTest): void {
  const kinds: readonly (readonly [what: string, search: Space<unknown>])[] = [
    ['of plain parameters', spaces.mixed],
    ['with branches in branches', spaces.branches],
    ['with hard requirements and a branch', spaces.required],
    ['of weights, orders and subsets', spaces.composed],
    ['in which most parameters have one value', spaces.single],
    ['in which nothing can be chosen', spaces.constant],
    ['of a single parameter', spaces.wide(1)],
    ['of 200 parameters', spaces.wide(200)],
  ]
  // Models of 200 parameters are slow.
  const countFor = (search: Space<unknown>): number => (search === kinds.at(-1)![1] ? Math.ceil(trials / 2) : trials)
  for (const [what, search] of kinds) {
    law(`every trial is valid, and noted with in small JSON, in a space ${what}`, async () => {
      const study = await contractStudy(await make())
      await runContract(study, { search, trials: countFor(search) })
      expect(study.trials.length).toBe(countFor(search))
      expectValid(study.trials, search)
      for (const trial of study.trials) expectSmallJson(trial)
    })
  }

  law('follows a space that is widened, and narrowed again, while the study runs', async () => {
    const study = await contractStudy(await make())
    const third = Math.floor(trials / 3)
    const phases = [spaces.mixed, spaces.widened, spaces.mixed]
    for (const search of phases) await runContract(study, { search, trials: third })
    for (const [phase, search] of phases.entries()) {
      expectValid(study.trials.slice(phase * third, (phase + 1) * third), search)
    }
  })

  law('draws what an enqueued trial leaves open, of a branch as well', async () => {
    const study = await contractStudy(await make())
    const search = spaces.branches
    const half = Math.floor(trials / 2)
    await runContract(study, { search, trials: half })
    await study.enqueue({ opt: 'sgd', act: 'rff' })
    await study.enqueue({ x: 0.5, 'opt.name': 'adam', 'opt.adam.decay.kind': 'cosine' })
    await runContract(study, { search, trials: trials - half })
    expectValid(study.trials, search)
    expect(study.trials[half].params).toMatchObject({ act: 'rff' })
    expect(study.trials[half + 1].params).toMatchObject({ x: 0.5 })
  })
}

/** What is noted must be the same after it was written and read, and must not fill the storages. */
function expectSmallJson({ number, systemAttrs }: TrialRecord): void {
  const text = JSON.stringify(systemAttrs)
  expect(JSON.parse(text)).toEqual(systemAttrs)
  expect(text.length, `characters noted with trial ${number}`).toBeLessThan(100_000)
}
