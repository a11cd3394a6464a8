import { expect } from 'vitest'
import { AnsatzError } from '../base/errors.ts'
import type { Direction } from '../hpo/core/direction.ts'
import { interrupted } from '../hpo/core/fail-reason.ts'
import type { Params } from '../hpo/space/distribution.ts'
import type { TellResult } from '../hpo/study/trials/objective-result.ts'
import { contractStudy, expectValid, paramsOf, runContract, smoothLoss, transcript } from './contract-study.ts'
import type { SamplerUnderTest } from './sampler-under-test.ts'

/** Trials may end in any way, with one objective or several, with constraints or without. */
export function samplerOutcomeLaws(subject: SamplerUnderTest): void {
  endingLaws(subject)
  objectiveLaws(subject)
}

const endings: readonly ((loss: number) => TellResult)[] = [
  (loss) => loss,
  () => ({ state: 'fail', reason: 'a test' }),
  (loss) => -loss,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  (loss) => ({ state: 'pruned', values: loss }),
  () => Number.NEGATIVE_INFINITY,
  () => ({ state: 'pruned' }),
  (loss) => loss * 1e300,
  () => 5e-324,
]

function endingLaws({ make, spaces, trials, law }: SamplerUnderTest): void {
  law('goes on after trials that fail, are pruned, diverge, or give values of any size', async () => {
    const search = spaces.mixed
    const study = await contractStudy(await make())
    const outcome = (params: Params, number: number) => endings[number % endings.length](smoothLoss(params))
    await runContract(study, { search, trials, outcome })
    expectValid(study.trials, search)
  })

  law('goes on when every trial fails, and when every trial is pruned without a value', async () => {
    for (const state of ['fail', 'pruned'] as const) {
      const study = await contractStudy(await make())
      await runContract(study, { search: spaces.mixed, trials: 12, outcome: () => ({ state }) })
      expectValid(study.trials, spaces.mixed)
    }
  })

  law(
    'what is asked after a failed trial depends on where it failed at most, and not even on that after an abort',
    async () => {
      const after = async (enqueued: Params, ending: TellResult): Promise<readonly Params[]> => {
        const study = await contractStudy(await make())
        const half = Math.floor(trials / 2)
        const outcome = (params: Params, number: number) => (number === half ? ending : smoothLoss(params))
        await runContract(study, { search: spaces.mixed, trials: half, outcome })
        await study.enqueue(enqueued)
        await runContract(study, { search: spaces.mixed, trials: trials - half, outcome })
        expect(study.trials[half].state).toBe('fail')
        return paramsOf(study).slice(half + 1)
      }
      const shared = { drop: 0.1, norm: true }
      const left = { ...shared, x: -1, act: 'tanh' }
      const right = { ...shared, x: 1, act: 'sin' }
      const { learnsFromFailures = false } = (await make()).traits
      const elsewhere = learnsFromFailures ? left : right
      const expected = await after(left, { state: 'fail' })
      expect(await after(elsewhere, { state: 'fail', reason: 'a test' })).toEqual(expected)
      expect(await after(elsewhere, Number.NaN)).toEqual(expected)
      const aborted: TellResult = { state: 'fail', reason: interrupted }
      expect(await after(right, aborted)).toEqual(await after(left, aborted))
    },
  )
}

function objectiveLaws({ make, spaces, trials, law }: SamplerUnderTest): void {
  law('maximises as it minimises the negative', async () => {
    const run = async (direction: Direction, sign: 1 | -1) => {
      const study = await contractStudy(await make(), { directions: [direction] })
      await runContract(study, { search: spaces.mixed, trials, outcome: (params) => sign * smoothLoss(params) })
      return paramsOf(study)
    }
    expect(await run('maximize', -1)).toEqual(await run('minimize', 1))
  })

  law('searches for two objectives, or says that it cannot', async () => {
    const directions = ['minimize', 'maximize'] as const
    const sampler = await make()
    if (!sampler.traits.multiObjective) {
      const error: unknown = await contractStudy(sampler, { directions }).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(AnsatzError)
      expect((error as AnsatzError).code).toBe('study/single-objective-sampler')
      return
    }
    const [first, second] = await Promise.all(
      [sampler, await make()].map(async (each) => {
        const study = await contractStudy(each, { directions })
        await runContract(study, { search: spaces.branches, trials })
        return study
      }),
    )
    expectValid(first.trials, spaces.branches)
    expect(first.bestTrials.length).toBeGreaterThan(0)
    expect(transcript(first.trials)).toEqual(transcript(second.trials))
  })

  law('goes on when results come with constraints, few of them satisfied, or none', async () => {
    for (const least of [0.4, 99]) {
      const study = await contractStudy(await make())
      const outcome = (params: Params): TellResult => {
        const values = smoothLoss(params)
        return { values, constraints: [least - Math.abs(Number(params.x)), values - 3] }
      }
      await runContract(study, { search: spaces.mixed, trials, outcome })
      expectValid(study.trials, spaces.mixed)
    }
  })
}
