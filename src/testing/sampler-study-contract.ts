import { describe, expect } from 'vitest'
import type { ComposedSamplerDefinition, SamplerDefinition, SamplerParts } from '../hpo/core/sampler.ts'
import { type LawException, lawsExcept } from './contract-law.ts'
import { contractSpaces } from './contract-spaces.ts'
import {
  contractStudy,
  expectValid,
  paramsOf,
  runContract,
  transcript,
  withMemory,
  withSqlite,
} from './contract-study.ts'
import { samplerOutcomeLaws } from './sampler-outcome-laws.ts'
import { samplerResumeLaws } from './sampler-resume-laws.ts'
import { samplerSpaceLaws } from './sampler-space-laws.ts'
import type { SamplerUnderTest } from './sampler-under-test.ts'

/** A line of a registry: gives the sampler's file. */
type LoadSampler = () => Promise<{ readonly definition: SamplerDefinition<never> | ComposedSamplerDefinition<never> }>

/** What the suite needs to know of a sampler. */
export interface SamplerStudyContractOptions {
  /**
   * To make the sampler with: few startup trials and small populations, so that its model is used within `trials`, and a
   * `fallback` where it does not model every kind of parameter. Default: none, which gives every default.
   */
  readonly options?: unknown
  /** What a sampler made of others needs to make them. */
  readonly parts?: SamplerParts
  /** How many trials each study runs; at least 12, default 24. */
  readonly trials?: number
  /** Whether it needs parameters with few values, all of them known. Default: false. */
  readonly finite?: boolean
  /** Laws that it does not keep. They are reported as skipped, with the reason. */
  readonly skip?: readonly LawException[]
}

/**
 * The laws of every sampler in real studies, as vitest tests: what `samplerContract` asks of single suggestions is asked
 * here of whole searches, in memory. Call it once per sampler at the top level of a test file.
 *
 * @param name how the sampler is registered
 */
export function samplerStudyContract(name: string, load: LoadSampler, how: SamplerStudyContractOptions = {}): void {
  const subject = underTest(load, how)
  describe(`samplerStudyContract: ${name}`, () => {
    repetitionLaw(subject)
    workerLaws(subject)
    samplerSpaceLaws(subject)
    samplerOutcomeLaws(subject)
    samplerResumeLaws(subject, withMemory, [subject.spaces.branches, null])
  })
}

/**
 * The laws of `samplerStudyContract` about studies that other processes see and continue, on SQLite files. They wait for
 * the disk, and so are apart.
 */
export function samplerResumeContract(name: string, load: LoadSampler, how: SamplerStudyContractOptions = {}): void {
  const subject = underTest(load, { ...how, trials: Math.min(how.trials ?? 14, 14) })
  describe(`samplerResumeContract: ${name}`, () => samplerResumeLaws(subject, withSqlite, [subject.spaces.branches]))
}

function underTest(load: LoadSampler, how: SamplerStudyContractOptions): SamplerUnderTest {
  const { options, parts, trials = 24, finite = false, skip = [] } = how
  return {
    make: async () => (await load()).definition.create(options as never, parts as never),
    spaces: contractSpaces(finite),
    trials,
    law: lawsExcept(skip),
  }
}

function repetitionLaw({ make, spaces, trials, law }: SamplerUnderTest): void {
  law('the same seed gives the same trials, notes included', async () => {
    const first = await contractStudy(await make())
    const search = spaces.mixed
    await runContract(first, { search, trials })
    const second = await contractStudy(await make())
    await runContract(second, { search, trials })
    expect(transcript(second.trials)).toEqual(transcript(first.trials))
  })
}

function workerLaws({ make, spaces, trials, law }: SamplerUnderTest): void {
  law(
    'four trials at once whose results come in order are valid, and those of one worker if it looks at no result',
    async () => {
      const search = spaces.mixed
      const sampler = await make()
      const four = await contractStudy(sampler)
      await runContract(four, { search, trials, workers: 4 })
      expectValid(four.trials, search)
      if (sampler.traits.usesHistory) return
      const one = await contractStudy(await make())
      await runContract(one, { search, trials })
      expect(paramsOf(four)).toEqual(paramsOf(one))
    },
  )

  law(
    'optimize with four workers ends with as many trials as it was asked for, or with nothing left to try',
    async () => {
      const study = await contractStudy(await make())
      const turns = async (): Promise<number> => {
        await new Promise((resolve) => setImmediate(resolve))
        return study.trials.length % 5
      }
      await study.optimize(spaces.branches, turns, { trials, concurrency: 4 })
      expectValid(study.trials, spaces.branches)
      if (study.lastEnd?.reason === 'trials') expect(study.trials.length).toBe(trials)
      else expect(study.lastEnd?.reason).toBe('exhausted')
    },
  )
}
