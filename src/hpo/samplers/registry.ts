import type { InnerSampler, Sampler, SamplerParts } from '../core/sampler.ts'
import { type ChoiceOf, type OptionsOf, choosersOf, createChosen } from '../parts/registry.ts'

/** Every sampler by name. A line here enrols it everywhere: `samplers.<name>`, the contract suite, the benchmark. */
export const samplerRegistry = {
  auto: () => import('./auto/auto.ts'),
  gp: () => import('./gp/gp.ts'),
  random: () => import('./random.ts'),
  qmc: () => import('./qmc.ts'),
  grid: () => import('./grid/grid.ts'),
  bruteForce: () => import('./brute-force.ts'),
  latinHypercube: () => import('./latin-hypercube.ts'),
  cmaEs: () => import('./cma-es/cma-es.ts'),
  de: () => import('./de.ts'),
  evolution: () => import('./evolution.ts'),
  localSearch: () => import('./local-search.ts'),
  trend: () => import('./trend.ts'),
  partialFixed: () => import('./partial-fixed.ts'),
  tpe: () => import('./tpe/tpe.ts'),
  nsga2: () => import('./nsga/nsga2.ts'),
  nsga3: () => import('./nsga/nsga3.ts'),
  ga: () => import('./ga/ga.ts'),
  bohb: () => import('./bohb/bohb.ts'),
  hebo: () => import('./hebo/hebo.ts'),
  turbo: () => import('./turbo/turbo.ts'),
  forest: () => import('./forest/forest.ts'),
  neural: () => import('./neural/neural.ts'),
  ensemble: () => import('./ensemble/ensemble.ts'),
  transfer: () => import('./transfer/transfer.ts'),
  costAware: () => import('./cost-aware/cost-aware.ts'),
}

export type SamplerName = keyof typeof samplerRegistry

export type SamplerOptions<Name extends SamplerName> = OptionsOf<typeof samplerRegistry, Name>

/** A sampler chosen by name and options, not yet loaded. */
export type SamplerChoice = ChoiceOf<typeof samplerRegistry>

/** The samplers to choose from: `samplers.tpe({ nStartupTrials: 20 })`. Nothing is loaded before the study needs it. */
export const samplers = choosersOf(samplerRegistry)

/**
 * The sampler that was chosen, ready to suggest. A sampler object of the user's own is taken as it is.
 *
 * @throws InputError `sampler/unknown`, `sampler/unknown-option`, `sampler/bad-option`
 */
export async function resolveSampler(chosen: SamplerChoice | SamplerName | Sampler): Promise<Sampler> {
  return makeSampler(chosen)
}

/** What a sampler that is made of others gets to make them with. */
export const samplerParts: SamplerParts = { sampler: makeSampler }

async function makeSampler(chosen: InnerSampler): Promise<Sampler> {
  if (isSampler(chosen)) return chosen
  return (await createChosen({ kind: 'sampler', registry: samplerRegistry, parts: samplerParts }, chosen)) as Sampler
}

function isSampler(chosen: unknown): chosen is Sampler {
  return typeof chosen === 'object' && chosen !== null && typeof (chosen as Partial<Sampler>).suggest === 'function'
}
