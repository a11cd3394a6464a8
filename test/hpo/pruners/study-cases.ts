import { type PrunerName, prunerParts } from '../../../src/hpo/pruners/registry.ts'
import type { PrunerContractOptions } from '../../../src/testing/pruner-contract.ts'

const median = { name: 'median', options: { nStartupTrials: 3 } }

/** Each pruner with options under which it prunes some of the trials of the contract's studies. */
export const studyCases: Record<PrunerName, readonly PrunerContractOptions[]> = {
  none: [
    {
      skip: [
        { law: 'prunes some', reason: 'it prunes nothing' },
        { law: 'metric that it names', reason: 'it reads no metric' },
      ],
    },
  ],
  median: [{ options: { nStartupTrials: 3 } }, { options: { nStartupTrials: 1, nWarmupSteps: 2, intervalSteps: 3 } }],
  percentile: [{ options: { percentile: 25, nStartupTrials: 3 } }],
  patient: [{ parts: prunerParts, options: { patience: 0, wrapped: median } }],
  threshold: [
    { options: { upper: 1.5 }, skip: [{ law: 'mirror image', reason: 'its limits do not turn with the direction' }] },
  ],
  successiveHalving: [{ options: { minResource: 1, reductionFactor: 2 } }],
  hyperband: [{ options: { maxResource: 9 } }],
  wilcoxon: [{ options: { pThreshold: 0.3 } }],
  evaluationPoints: [{ options: { maxSteps: 9, points: 5, nStartupTrials: 3 } }],
}
