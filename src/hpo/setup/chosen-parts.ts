import { resolvePruner } from '../pruners/registry.ts'
import { resolveSampler, type SamplerName } from '../samplers/registry.ts'
import type { LoadStudyOptions } from './study-options.ts'

/** Sampler and pruner as chosen or by default, and how they were chosen. */
export async function chosenParts({
  sampler = 'auto',
  pruner = 'median',
}: {
  readonly sampler: LoadStudyOptions['sampler'] | undefined
  readonly pruner: LoadStudyOptions['pruner'] | undefined
}) {
  return {
    sampler: await resolveSampler(sampler),
    // Whether there is such a sampler is for the registry to say.
    samplerOf: (name: string) => resolveSampler(name as SamplerName),
    pruner: pruner === null ? null : await resolvePruner(pruner),
    chosen: { sampler: choiceOf(sampler), pruner: choiceOf(pruner) },
  }
}

/** What can be written down: name and options of a choice, the name of an object of the user's own. */
function choiceOf(part: string | null | { readonly name: string; readonly options?: unknown }): unknown {
  if (part === null) return null
  if (typeof part === 'string') return { name: part }
  return part.options === undefined ? { name: part.name } : { name: part.name, options: part.options }
}
