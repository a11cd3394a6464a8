import { expect } from 'vitest'
import type { Space } from '../hpo/space/space.ts'
import { contractStudy, expectValid, runContract, transcript, type WithStorage } from './contract-study.ts'
import type { SamplerUnderTest } from './sampler-under-test.ts'

/**
 * A study may be closed and continued, and shared by several processes: the storage holds all that a sampler knows.
 *
 * @param searches what is searched, null for define-by-run
 */
export function samplerResumeLaws(
  { make, spaces, trials, law }: SamplerUnderTest,
  withStorage: WithStorage,
  searches: readonly (Space<unknown> | null)[],
): void {
  for (const search of searches) {
    const what = search === null ? 'a define-by-run objective' : 'a declared space'
    law(
      `a study of ${what} that is closed, and continued with a new sampler, goes on as if it had not ended`,
      async () => {
        const whole = await contractStudy(await make())
        await runContract(whole, { search, trials })
        await withStorage(async (open) => {
          for (const part of [trials - 9, 1, 8, 0]) {
            const study = await contractStudy(await make(), { storage: await open() })
            await runContract(study, { search, trials: part })
            if (part === 0) expect(transcript(study.trials)).toEqual(transcript(whole.trials))
            await study.close()
          }
        })
      },
    )
  }

  law(
    'four samplers on one storage, with results in any order, ask as one sampler with four trials at once',
    async () => {
      const run = { search: spaces.required, trials, workers: 4, shuffled: 'any order' }
      const one = await contractStudy(await make())
      await runContract(one, run)
      expectValid(one.trials, run.search)
      await withStorage(async (open) => {
        const studies = []
        for (let i = 0; i < 4; i++) studies.push(await contractStudy(await make(), { storage: await open() }))
        await runContract(studies, run)
        await studies[0].refresh()
        expect(transcript(studies[0].trials)).toEqual(transcript(one.trials))
      })
    },
  )
}
