import { type PrunerName, prunerParts, prunerRegistry } from '../../../src/hpo/pruners/registry.ts'
import { prunerContract, type PrunerContractOptions } from '../../../src/testing/pruner-contract.ts'

const judgesAlone = { law: 'the first trial', reason: 'it judges each trial by itself' }

/** Each pruner with its defaults where it has any, and with options under which it really prunes. */
const cases: Record<PrunerName, readonly PrunerContractOptions[]> = {
  none: [{}],
  median: [{}, { options: { nStartupTrials: 1 } }],
  percentile: [{}, { options: { percentile: 10, nStartupTrials: 0, nMinTrials: 2 } }],
  patient: [
    { parts: prunerParts, options: { patience: 1 }, skip: [judgesAlone] },
    { parts: prunerParts, options: { patience: 0, wrapped: { name: 'median', options: { nStartupTrials: 1 } } } },
    { parts: prunerParts, options: { patience: 0, wrapped: 'hyperband' } },
  ],
  threshold: [
    {
      options: { lower: -1, upper: 1 },
      skip: [judgesAlone, { law: 'mirror image', reason: 'its limits do not turn with the direction' }],
    },
  ],
  successiveHalving: [
    {},
    {
      options: { minResource: 1, reductionFactor: 2 },
      skip: [{ law: 'the first trial', reason: 'a NaN never passes a rung' }],
    },
  ],
  hyperband: [
    {},
    {
      options: { maxResource: 9 },
      skip: [{ law: 'the first trial', reason: 'a NaN never passes a rung' }],
    },
  ],
  wilcoxon: [{}, { options: { pThreshold: 0.9 } }],
  evaluationPoints: [{}, { options: { maxSteps: 10, points: 10, nStartupTrials: 0 } }],
}

for (const [name, load] of Object.entries(prunerRegistry)) {
  for (const how of cases[name as PrunerName]) prunerContract(name, load, how)
}
