import { AnsatzError } from '../../../src/base/errors.ts'
import type { Pruner } from '../../../src/hpo/core/pruner.ts'
import type { Sampler } from '../../../src/hpo/core/sampler.ts'
import { resolveSampler, type SamplerName } from '../../../src/hpo/samplers/registry.ts'
import { openStorage } from '../../../src/hpo/storages/open-storage.ts'
import type { OpenOptions } from '../../../src/hpo/study/opening/open-study.ts'
import { Study } from '../../../src/hpo/study/study.ts'

export interface Setup extends Partial<Omit<OpenOptions, 'sampler' | 'storage'>> {
  readonly storage?: OpenOptions['storage'] | string
  readonly sampler?: Sampler | SamplerName
}

/** A study on the real storage and sampler: in memory, random and with seed 1, unless said otherwise. */
export async function openStudy(setup: Setup = {}): Promise<Study> {
  const { storage = 'memory:', sampler = 'random', ...rest } = setup
  return Study.open({
    name: 'test',
    seed: 1,
    ...rest,
    storage: typeof storage === 'string' ? await openStorage(storage) : storage,
    sampler: await resolveSampler(sampler),
  })
}

/** Stops every trial that reports more than `limit`. */
export function limitPruner(limit: number): Pruner {
  return {
    name: 'limit',
    shouldPrune: ({ trial }) => [...trial.intermediateValues.values()].at(-1)! > limit,
  }
}

/** The error that a call ends with; it must be one of ours. */
export async function refusal(call: () => unknown): Promise<AnsatzError> {
  try {
    await call()
  } catch (error) {
    if (error instanceof AnsatzError) return error
    throw error
  }
  throw new Error('nothing was refused')
}
