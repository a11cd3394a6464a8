import type { SamplerName } from '../../../src/hpo/samplers/registry.ts'
import type { SamplerStudyContractOptions } from '../../../src/testing/sampler-study-contract.ts'

const uncountable = { law: '200 parameters', reason: 'so many combinations cannot be visited' }

/**
 * How the contract of studies makes each sampler: with small populations and little work for a suggestion, so that its
 * model is at work within a few trials. Samplers that are not here are made with their defaults.
 */
export const studyCases: { readonly [Name in SamplerName]?: SamplerStudyContractOptions } = {
  auto: {
    options: {
      nStartupTrials: 5,
      gp: { candidates: 32, restarts: 1 },
      hebo: { populationSize: 16, generations: 3 },
    },
    trials: 14,
  },
  hebo: { options: { nStartupTrials: 5, populationSize: 16, generations: 3 }, trials: 12 },
  turbo: { options: { nStartupTrials: 5, candidates: 32, restarts: 1 }, trials: 14 },
  forest: { options: { nStartupTrials: 5, challengers: 64, localSearches: 1 }, trials: 14 },
  neural: { options: { nStartupTrials: 5, candidates: 64, restarts: 1, width: 4, members: 2 }, trials: 14 },
  gp: { options: { nStartupTrials: 5, candidates: 32, restarts: 1 }, trials: 12 },
  transfer: { options: { nStartupTrials: 5, candidates: 32, restarts: 1 }, trials: 12 },
  costAware: { options: { cost: 'cost', nStartupTrials: 5, candidates: 32, restarts: 1 }, trials: 12 },
  grid: { options: { points: 4 }, skip: [uncountable] },
  bruteForce: { finite: true, skip: [uncountable] },
  cmaEs: { options: { populationSize: 5, fallback: 'random' } },
  de: { options: { populationSize: 5 } },
  evolution: { options: { populationSize: 6, sampleSize: 3 } },
  localSearch: { options: { nStartupTrials: 4 } },
  partialFixed: { options: { base: { name: 'tpe', options: { nStartupTrials: 5 } } } },
  tpe: { options: { nStartupTrials: 5 } },
  nsga2: { options: { populationSize: 5 } },
  nsga3: { options: { populationSize: 5 } },
  ga: { options: { populationSize: 5 } },
}
